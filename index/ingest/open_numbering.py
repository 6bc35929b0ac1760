"""Compute the numbers that an OpenDocument text makes itself ("Article 2", 1.1, a)) and write them into it.

A level of a list counts its items and starts again below a higher one; its label has the numbers of the levels above it
that it shows (OpenDocument 1.3, part 3, 5.3 and 19.799). Headings count by the outline of the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.ingest.word_numbering import format_number

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _STYLE, _TABLE = (_NS % name for name in ("text", "style", "table"))
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_PATTERN = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}num-list-format"
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_PLACE = re.compile(r"%(\d{1,2})%")
NUMBER, WRITTEN = "number", "written"  # attributes set on items: their number; that their label is part of the text
OUTLINE = ""  # the name of the list style of headings


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list style: the form of its number ("" if it has none), its label ("%1%.%2%"), its start."""

    form: str
    label: str
    start: int = 1

    @property
    def plain(self) -> bool:
        """Whether Markdown numbers such items by itself: "1.", "1)"."""
        return self.form == "decimal" and bool(re.fullmatch(r"%\d{1,2}%[.)]?", self.label))


@dataclass(slots=True)
class _Counts:
    """The numbers that lists have reached, by their ids and by the names of their styles."""

    by_id: dict[str, dict[int, int]] = field(default_factory=dict)
    by_style: dict[str, dict[int, int]] = field(default_factory=dict)
    outline: dict[int, int] = field(default_factory=dict)


Levels = dict[str, dict[int, ListLevel]]


def read_list_levels(roots: Iterable[Element]) -> Levels:
    """Return the numbered levels of the list styles, by the name of the style and from 1."""
    found: Levels = {}
    for style in (style for root in roots for style in root.iter(f"{_TEXT}list-style", f"{_TEXT}outline-style")):
        name = OUTLINE if style.tag == f"{_TEXT}outline-style" else style.get(f"{_STYLE}name") or ""
        found[name] = {
            int(level.get(f"{_TEXT}level") or 1): _level(level)
            for level in style.iter(f"{_TEXT}list-level-style-number", f"{_TEXT}outline-level-style")
        }
    return found


def _level(level: Element) -> ListLevel:
    depth, shown = int(level.get(f"{_TEXT}level") or 1), int(level.get(f"{_TEXT}display-levels") or 1)
    places = ".".join(f"%{place}%" for place in range(max(1, depth - shown + 1), depth + 1))
    around = level.get(f"{_STYLE}num-prefix") or "", level.get(f"{_STYLE}num-suffix") or ""
    label = level.get(_PATTERN) or places.join(around)
    return ListLevel(
        _FORMS.get(level.get(f"{_STYLE}num-format") or "", ""), label, int(level.get(f"{_TEXT}start-value") or 1)
    )


def write_numbers(body: Element, levels: Levels) -> None:
    """Number the items and headings of a text, in place: each label is written, or its plain number set on its item."""
    counts = _Counts()
    for element in body.iter(f"{_TEXT}list", f"{_TEXT}h"):
        if next(element.iterancestors(f"{_TEXT}list"), None) is not None:
            continue
        if element.tag == f"{_TEXT}list":
            _number_list(element, levels, counts)
        elif element.get(f"{_TEXT}is-list-header") != "true":
            depth = int(element.get(f"{_TEXT}outline-level") or 1)
            level = levels.get(OUTLINE, {}).get(depth)
            if level and level.form and "".join(element.itertext()).strip():
                _count(counts.outline, depth, level.start)
                _write(element, _label(levels[OUTLINE], depth, counts.outline))


def _number_list(top: Element, levels: Levels, counts: _Counts) -> None:
    """Number the items of a list and of those in it; it may go on with another."""
    style = top.get(f"{_TEXT}style-name") or ""
    before = counts.by_id.get(top.get(f"{_TEXT}continue-list") or "")
    if before is None and top.get(f"{_TEXT}continue-numbering") == "true":
        before = counts.by_style.get(style)
    own = {} if before is None else before
    counts.by_style[style] = own
    for inner in top.iter(f"{_TEXT}list"):
        if identity := inner.get(_ID):
            counts.by_id[identity] = own
    _number_items(top, style, 1, levels, own)


def _number_items(listed: Element, style: str, depth: int, levels: Levels, counts: dict[int, int]) -> None:
    style = listed.get(f"{_TEXT}style-name") or style
    level = levels.get(style, {}).get(depth)
    in_table = next(listed.iterancestors(f"{_TABLE}table-cell"), None) is not None
    plain = not in_table and all(other.plain for other in levels.get(style, {}).values() if other.form)
    for item in listed.iterchildren(f"{_TEXT}list-item", f"{_TEXT}list-header"):
        first = next(item.iterchildren(f"{_TEXT}p", f"{_TEXT}h"), None)
        if first is not None and level and level.form and item.tag == f"{_TEXT}list-item":
            stated = item.get(f"{_TEXT}start-value")
            _count(counts, depth, level.start, int(stated) if stated else None)
            if plain and first.tag == f"{_TEXT}p":
                item.set(NUMBER, str(counts[depth]))
            else:
                _write(first, _label(levels[style], depth, counts))
                item.set(WRITTEN, "true")
        for inner in item.iterchildren(f"{_TEXT}list"):
            _number_items(inner, style, depth + 1, levels, counts)


def _count(counts: dict[int, int], depth: int, start: int, stated: int | None = None) -> None:
    """Count one item of a level; those below it start again."""
    counts[depth] = stated if stated is not None else counts.get(depth, start - 1) + 1
    for lower in [other for other in counts if other > depth]:
        del counts[lower]


def _label(levels: dict[int, ListLevel], depth: int, counts: dict[int, int]) -> str:
    def number(place: re.Match[str]) -> str:
        level = levels.get(int(place[1]))
        return format_number(counts.get(int(place[1]), level.start), level.form) if level and level.form else ""

    return _PLACE.sub(number, levels[depth].label).strip()


def _write(paragraph: Element, label: str) -> None:
    paragraph.text = f"{label} {(paragraph.text or '').lstrip()}"


def join_lists(body: Element) -> None:
    """Put the parts of a list together, in place: a program may write each item as a list that goes on with another."""
    for listed in list(body.iter(f"{_TEXT}list")):
        before = listed.getprevious()
        if before is not None and before.tag == f"{_TEXT}list" and _goes_on(listed, before):
            before.extend(list(listed))
            _remove(listed)
    for item in list(body.iter(f"{_TEXT}list-item")):
        before = item.getprevious()
        if not len(item) or any(child.tag != f"{_TEXT}list" for child in item):
            continue
        if before is not None:
            last = before[-1] if len(before) and before[-1].tag == f"{_TEXT}list" else None
            for inner in list(item):
                if last is not None and _goes_on(inner, last):
                    last.extend(list(inner))
                else:
                    before.append(inner)
            _remove(item)
        elif (outer := item.getparent()) is not None and outer.getparent() is not None:
            for inner in list(item):  # nothing stands at the levels above it
                outer.addprevious(inner)
            _remove(item)


def _goes_on(listed: Element, before: Element) -> bool:
    """Tell whether a list is the rest of the one before it: of the same style, its numbers going on."""
    styles = {listed.get(f"{_TEXT}style-name") or before.get(f"{_TEXT}style-name"), before.get(f"{_TEXT}style-name")}
    numbered = any(item.get(NUMBER) for part in (listed, before) for item in part)
    continues = bool(listed.get(f"{_TEXT}continue-list")) or listed.get(f"{_TEXT}continue-numbering") == "true"
    return len(styles) == 1 and (continues or not numbered)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
