"""Read the styles of a Word document: what a style sets, itself or through the styles that it is based on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class WordStyles:
    """The styles of a document by their ids."""

    by_id: dict[str, Element]

    def chain(self, identity: str | None) -> Iterator[Element]:
        """Yield a style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while identity and identity in self.by_id and identity not in seen:
            seen.add(identity)
            yield self.by_id[identity]
            identity = value(self.by_id[identity].find(f"{W}basedOn"))

    def name(self, identity: str | None) -> str:
        """Return the name of a style, which Word keeps in English for its own ones; "" if there is none."""
        style = self.by_id.get(identity or "")
        return "" if style is None else value(style.find(f"{W}name")) or ""

    def is_on(self, run: Element, properties: tuple[str, ...]) -> bool:
        """Tell whether one of some properties of letters ("vanish") is set for a run, by itself or by its styles."""
        own = run.find(f"{W}rPr")
        return any(self._is_set(run, own, name) for name in properties)

    def _is_set(self, run: Element, own: Element | None, name: str) -> bool:
        stated = None if own is None else own.find(f"{W}{name}")
        if stated is not None:
            return is_true(stated)
        styles = [] if own is None else list(self.chain(value(own.find(f"{W}rStyle"))))
        paragraph = next(run.iterancestors(f"{W}p"), None)
        styles += [] if paragraph is None else list(self.chain(style_of(paragraph)))
        found = (style.find(f"{W}rPr/{W}{name}") for style in styles)
        return any(is_true(element) for element in found if element is not None)


def read_styles(root: Element | None) -> WordStyles:
    """Return the styles in the root of `word/styles.xml`; none if the document has no such part."""
    styles = [] if root is None else root.findall(f"{W}style")
    return WordStyles({style.get(f"{W}styleId") or "": style for style in styles})


def style_of(paragraph: Element) -> str | None:
    """Return the id of a paragraph's style."""
    return value(paragraph.find(f"{W}pPr/{W}pStyle"))


def value(element: Element | None) -> str | None:
    """Return the `w:val` of an element, or None if there is no such element."""
    found = None if element is None else element.get(f"{W}val")
    return None if found is None else str(found)


def is_true(element: Element) -> bool:
    """Tell whether an element that may be "0" or "false" is on (ECMA-376, 17.17.4)."""
    return (value(element) or "1") not in _OFF
