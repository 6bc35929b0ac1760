"""Compute the numbers that Word makes itself ("Article 2", 1.1, a)) and write them into the text.

A level of a numbering counts its paragraphs, starts again below a higher one, and words its number by a pattern such as
"%1.%2" (ECMA-376, 17.9). Bullets are left to mammoth.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.ingest.word_style import W, WordStyles, style_of, value

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PLACE = re.compile(r"%([1-9])")
_UNNUMBERED = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbering: the form of its number, the pattern around it, its first number, what restarts it.

    `restart` is the level (from 1) whose paragraphs restart it; None for any higher level, 0 for none.
    """

    form: str
    pattern: str
    start: int = 1
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The numberings of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]]  # by number id, then level
    abstract: dict[str, str]  # the abstract numbering of each number id: those of one share their counters
    starts: dict[tuple[str, int], int]  # the number ids that start again at a number, by level
    linked: dict[str, dict[str, int]] = field(default_factory=dict)  # by number id, the level of a linked style
    _counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, identity: str, depth: int) -> str:
        """Count one paragraph and return its number, "" where there is none or a bullet."""
        level = self.levels.get(identity, {}).get(depth)
        if level is None:
            return ""
        counts = self._counts[self.abstract[identity]]
        restarts = (identity, depth) in self.starts and (identity, depth) not in self._started
        first = self.starts[identity, depth] if restarts else level.start
        self._started.add((identity, depth))
        counts[depth] = first if restarts or depth not in counts else counts[depth] + 1
        self._restart_below(identity, depth, counts)
        return "" if level.form in _UNNUMBERED else self._worded(identity, level, counts)

    def _restart_below(self, identity: str, depth: int, counts: dict[int, int]) -> None:
        """Let the levels below `depth` start again, save those that say otherwise."""
        for lower, level in self.levels[identity].items():
            if lower > depth and (level.restart is None or level.restart > depth):
                counts.pop(lower, None)

    def _worded(self, identity: str, level: Level, counts: dict[int, int]) -> str:
        def number(place: re.Match[str]) -> str:
            depth = int(place[1]) - 1
            other = self.levels[identity].get(depth, level)
            return format_number(counts.get(depth, other.start), "decimal" if level.legal else other.form)

        return _PLACE.sub(number, level.pattern).strip()


def format_number(number: int, form: str) -> str:
    """Return a number in one of Word's forms; an unknown form is decimal.

    >>> [format_number(4, form) for form in ("decimal", "decimalZero", "lowerLetter", "upperRoman", "none")]
    ['4', '04', 'd', 'IV', '']
    >>> format_number(28, "upperLetter"), format_number(0, "lowerRoman")
    ('BB', '0')
    """
    if form in _UNNUMBERED:
        return ""
    if form == "decimalZero":
        return f"{number:02d}"
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        written = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        written, rest = "", number
        for size, digits in _ROMAN:
            written += digits * (rest // size)
            rest %= size
    else:
        written = str(number)
    return written.upper() if form.startswith("upper") else written


def read_numbering(root: Element | None) -> Numbering:
    """Return the numberings in the root of `word/numbering.xml`; none if the document has no such part."""
    numbering = Numbering({}, {}, {})
    if root is None:
        return numbering
    abstract = {element.get(f"{W}abstractNumId"): element for element in root.findall(f"{W}abstractNum")}
    for element in root.findall(f"{W}num"):
        identity, base = element.get(f"{W}numId") or "", value(element.find(f"{W}abstractNumId")) or ""
        if base in abstract:
            _read_one(numbering, identity, base, abstract[base], element)
    return numbering


def _read_one(numbering: Numbering, identity: str, base: str, abstract: Element, element: Element) -> None:
    """Add one numbering: the levels of its abstract one, with those that it overrides."""
    overrides = {_depth(override): override for override in element.findall(f"{W}lvlOverride")}
    own = {_depth(level): level for level in element.findall(f"{W}lvlOverride/{W}lvl")}
    found = {_depth(level): level for level in abstract.findall(f"{W}lvl")} | own
    numbering.levels[identity] = {depth: _level(level) for depth, level in found.items()}
    numbering.abstract[identity] = base
    styles = {value(level.find(f"{W}pStyle")): depth for depth, level in found.items()}
    numbering.linked[identity] = {style: depth for style, depth in styles.items() if style}
    for depth, override in overrides.items():
        start = value(override.find(f"{W}startOverride"))
        if start is not None:
            numbering.starts[identity, depth] = int(start)


def _depth(element: Element) -> int:
    return int(element.get(f"{W}ilvl") or 0)


def _level(element: Element) -> Level:
    restart = value(element.find(f"{W}lvlRestart"))
    return Level(
        value(element.find(f"{W}numFmt")) or "decimal",
        value(element.find(f"{W}lvlText")) or "",
        int(value(element.find(f"{W}start")) or 1),
        None if restart is None else int(restart),
        element.find(f"{W}isLgl") is not None,
    )


def write_numbers(root: Element, styles: WordStyles, numbering: Numbering) -> None:
    """Write the number of each numbered paragraph of `root` before its text, in place."""
    bullets: int | None = None  # the level of the first bullet in a row of them
    for paragraph in root.iter(f"{W}p"):
        place = _place(paragraph, styles, numbering)
        if place is None:
            bullets = None
            continue
        level = numbering.levels.get(place[0], {}).get(place[1])
        number = numbering.next(*place)
        if level is not None and level.form == "bullet":
            bullets = place[1] if bullets is None else min(bullets, place[1])
            _set_numbering(paragraph, place[0], place[1] - bullets)
            continue
        bullets = None
        _set_numbering(paragraph, "0", 0)
        if number and paragraph.find(f".//{W}t") is not None:
            _write(paragraph, f"{number} ")


def _place(paragraph: Element, styles: WordStyles, numbering: Numbering) -> tuple[str, int] | None:
    """Return the number id and level of a paragraph, its own or its style's; None if it has none."""
    own = paragraph.find(f"{W}pPr/{W}numPr")
    chain = list(styles.chain(style_of(paragraph)))
    inherited = [found for style in chain if (found := style.find(f"{W}pPr/{W}numPr")) is not None]
    stated = [element for element in (own, *inherited) if element is not None]
    identity = next((found for element in stated if (found := value(element.find(f"{W}numId")))), None)
    if identity is None or identity == "0":
        return None
    depth = next((found for element in stated if (found := value(element.find(f"{W}ilvl")))), None)
    if depth is None or own is None:
        names = (style.get(f"{W}styleId") or "" for style in chain)
        linked = numbering.linked.get(identity, {})
        depth = next((str(linked[name]) for name in names if name in linked), depth)
    return identity, int(depth or 0)


def _set_numbering(paragraph: Element, identity: str, depth: int) -> None:
    """Set the numbering of a paragraph itself; number id "0" takes it out of every list."""
    properties = _child(paragraph, "pPr", first=True)
    for old in properties.findall(f"{W}numPr"):
        properties.remove(old)
    own = _child(properties, "numPr")
    _child(own, "ilvl").set(f"{W}val", str(depth))
    _child(own, "numId").set(f"{W}val", identity)


def _child(element: Element, name: str, first: bool = False) -> Element:
    """Return the child of that name, made if there is none."""
    found = element.find(f"{W}{name}")
    if found is None:
        found = element.makeelement(f"{W}{name}", {})
        element.insert(0 if first else len(element), found)
    return found


def _write(paragraph: Element, text: str) -> None:
    """Put a run of text at the start of a paragraph."""
    run = paragraph.makeelement(f"{W}r", {})
    _child(run, "t").text = text
    run[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
