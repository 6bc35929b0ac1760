"""Split a document into passages: by its headings first, then between sentences.

A passage is embedded, found and quoted, so each must be understood alone: no sentence is cut, a list item keeps the
sentence that introduces the list, and a table row keeps the names of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, takewhile, zip_longest

from corpus.language import Language
from corpus.word_list import word_lists
from index.document import Document
from index.ingest.markdown_blocks import Block, Section, sections, table_as_list, without_column_names
from index.ingest.page_marker import PageMarker
from index.ingest.split_unit import SplitUnit, opening_units, render, with_whole_emphasis
from index.passage import Passage
from index.text.language_detection import detect
from index.text.sentences import cut, is_item, sentences

TARGET = 360  # tokens that a passage aims at: a page's worth of one subject, within the model's window of 512
SMALL = 0.1  # of the target: a smaller section, a few lines, is merged with a neighbour
_SLACK = 1.3  # a section up to this many targets long stays whole
_GROUP = 40  # items looked ahead for the end of a list
_OVERLAP = 0.25  # of the target: the longest sentence that is repeated after a cut
PART_WORDS = 60  # of a part; 40 to 120 do equally well within noise
_HEADING = "## "  # opens the line of a heading inside a passage

_CONTENTS_TITLE = re.compile(rf"{word_lists('printed_pages')['contents_title'].alternation()}\s*:?", re.IGNORECASE)
_ORNAMENT = re.compile(r"^\W+")  # before a title: an emoji
_LONGEST_ENTRY = 100  # characters
_ENTRY = re.compile(r"\s*(?:[-*|]\s*)?.{2,120}\D[\s.|]\s*\d{1,3}(?:[-–]\d{1,3})?\s*\|?")  # "- Les visites 7"

Count = Callable[[str], int]


def split(document: Document, count: Count, window: int, target: int = TARGET) -> list[Passage]:
    """Split a document into passages of about `target` tokens, none over `window`, in reading order.

    `count` gives the tokens of a text, special tokens included if the window counts them.
    The same document gives the same passages. A document of headings alone gives none.
    """
    cutter = _Cutter(count, window, min(target, window), document.language)
    passages: list[Passage] = []
    found = _without_contents(sections(document.markdown))
    for part in _merged_sections(found, cutter):
        opens = bool(part.path) and document.title.startswith(part.path[0])  # the title needs no repeating
        for units in cutter.packed(list(part.units)):
            text, pages = render(units), [unit.page for unit in units if unit.page]
            passages.append(
                Passage(
                    id=f"{document.id}-{len(passages):03d}",
                    text=text,
                    language=detect(without_column_names(text), document.language),
                    owner=document.owner,
                    title=document.title,
                    section=" › ".join(part.path[opens:]),
                    document=document.id,
                    page=min((page.page for page in pages), default=0),
                    last_page=max((page.page for page in pages), default=0),
                    ocr=any(page.ocr for page in pages),
                )
            )
    return passages


def _without_contents(found: list[Section]) -> list[Section]:
    """Return sections without tables of contents, whose titles are no heading of what comes after them."""
    left = {section.path for section in found if is_contents(section)}
    kept = [replace(section, blocks=_after_contents(section)) if is_contents(section) else section for section in found]
    return [
        replace(section, path=tuple(name for n, name in enumerate(section.path, 1) if section.path[:n] not in left))
        for section, original in zip(kept, found, strict=True)
        if section.blocks or not is_contents(original)
    ]


def _after_contents(section: Section) -> tuple[Block, ...]:
    """Return the sentences below a table of contents that names pages: no heading parts them from it."""
    pages = [n for n, block in enumerate(section.blocks) if any(map(_ENTRY.fullmatch, block.lines))]
    rest = section.blocks[pages[-1] + 1 :] if pages else ()
    return rest if any(not _is_name(line) for block in rest for line in block.lines) else ()


def is_contents(section: Section) -> bool:
    """Tell whether a section is a table of contents: titled so, and of short lines or lines that end in a page.

    >>> printed = "# Sommaire\\n\\nLe bureau 3\\n\\n# Contenu\\n\\nLe contrat dit tout."
    >>> [is_contents(section) for section in sections(printed)]
    [True, False]
    """
    if not section.path or not _CONTENTS_TITLE.fullmatch(_ORNAMENT.sub("", section.path[-1])):
        return False
    lines = [line for block in section.blocks for line in block.lines]
    entries = [line for line in lines if _ENTRY.fullmatch(line) or is_item(line) or _is_name(line)]
    return len(entries) * 2 > len(lines)


def _is_name(line: str) -> bool:
    """Tell whether a line of a table of contents may be a heading's text, without its page."""
    return len(line) <= _LONGEST_ENTRY and line.rstrip()[-1:] not in ".;:,!?…"


@dataclass(frozen=True, slots=True)
class _Part:
    """A section, or several small ones merged, before its units are packed into passages.

    `last` is the path of the last section of several.
    """

    path: tuple[str, ...]
    units: tuple[SplitUnit, ...]
    last: tuple[str, ...] = ()

    @property
    def body(self) -> list[SplitUnit]:
        """The units without the headings of merged sections."""
        return [unit for unit in self.units if not unit.heading]

    def headings(self, depth: int) -> tuple[SplitUnit, ...]:
        """Return the headings of the path below `depth` that no unit says yet."""
        named = (SplitUnit(f"## {name}", heading=True) for name in self.path[depth:])
        return tuple(unit for unit in named if unit not in self.units)

    def __add__(self, other: _Part) -> _Part:
        """Put both under the path they share, or that of the one with a body; other headings are text.

        A heading with nothing under it is followed by that of the text, which would else seem to stand under it.
        """
        shared = _shared(self.path, other.path)
        path = shared if self.body and other.body else self.path if self.body else other.path
        mine, theirs = self.headings(len(shared)), other.headings(len(_shared(self.last or self.path, other.path)))
        opens = () if path == self.path else mine
        follows = theirs if opens or self.units or path != other.path else ()
        return _Part(path, opens + self.units + follows + other.units, other.last or other.path)


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings that two paths begin with."""
    return tuple(name for name, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _merged_sections(found: list[Section], cutter: _Cutter) -> list[_Part]:
    """Join tiny sections, and headings with nothing under them, with a neighbour."""
    parts: list[_Part] = []
    filled = [place for place, section in enumerate(found) if section.blocks]
    for place, section in enumerate(found if filled else []):
        follower = found[place + 1].path if place + 1 < len(found) else ()
        if not section.blocks and follower[: len(section.path)] == section.path:
            continue  # its name is in the path of the sections under it
        part, last = _Part(section.path, tuple(cutter.units(section.blocks))), place >= filled[-1]
        if parts and cutter.should_merge(parts[-1], part, last):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Turns blocks into units and packs units into texts; `count` gives the tokens of a text."""

    count: Count
    window: int
    target: int
    language: Language

    def should_merge(self, part: _Part, other: _Part, last: bool) -> bool:
        """Tell whether two neighbours make one part: a tiny one joins the next, except the last."""
        if not part.body or (last and not other.body):
            return True
        small = SMALL * self.target
        tiny = self.count(render(part.body)) <= small or (last and self.count(render(other.body)) <= small)
        if not tiny or self.language_of(part) != self.language_of(other):
            return False
        return self.count(render([*(part + other).units])) <= self.target

    def language_of(self, part: _Part) -> Language:
        """Return the language of a part: a passage has only one."""
        return detect(without_column_names(render(part.body)), self.language)

    def units(self, blocks: tuple[Block, ...]) -> list[SplitUnit]:
        """Cut a section's blocks into units, none over the window."""
        found: list[SplitUnit] = []
        for place, block in enumerate(blocks):
            if block.kind == "paragraph":
                texts = with_whole_emphasis(cut("\n".join(block.lines), self.language))
                pieces = [piece for text in texts for piece in self.pieces(text)]
                page = next(iter(block.pages), None)
                found += [SplitUnit(text, " " if rank else "\n\n", page=page) for rank, text in enumerate(pieces)]
            elif block.kind == "list":
                introduced = place > 0 and blocks[place - 1].kind == "paragraph" and found[-1].text.endswith(":")
                found += self.with_lead(block.lines, found.pop() if introduced else SplitUnit(""), block.pages)
            elif block.kind == "table":
                lead, rows = table_as_list(block.lines, self.language)
                found += self.with_lead(rows, SplitUnit(lead), block.pages[-len(rows) :])
            else:
                found += self.with_lead(block.lines, SplitUnit(""), block.pages)
        return found

    def with_lead(self, lines: tuple[str, ...], lead: SplitUnit, pages: tuple[PageMarker, ...]) -> list[SplitUnit]:
        """Give each item or row its lead, unless both together are over the window, and its page."""
        found: list[SplitUnit] = []
        for line, page in zip_longest(lines, pages[: len(lines)]):
            for text in self.pieces(line):
                together = self.count(f"{lead.text}\n{text}") <= self.window
                if not found and lead.text and not together:
                    found.append(lead)
                gap = "\n" if found else lead.gap
                found.append(SplitUnit(text, gap, lead.text if together else "", page=page))
        return found

    def pieces(self, text: str) -> list[str]:
        """Cut a text that is over the window alone: by sentences, clauses, words, then letters."""
        if self.count(text) <= self.window:
            return [text]
        words = [word for sentence in cut(text, self.language) for word in sentence.split()] or [text]
        if len(words) == 1:
            half = max(1, len(text) // 2)
            return [*self.pieces(text[:half]), *self.pieces(text[half:])] if len(text) > 1 else [text]
        middle = len(words) // 2
        pauses = [place for place, word in enumerate(words[:-1], 1) if word[-1] in ".!?;:,"]
        near = [place for place in pauses if len(words) // 4 <= place <= 3 * len(words) // 4]
        place = min(near, key=lambda at: (".!?;:,".index(words[at - 1][-1]) > 2, abs(at - middle)), default=middle)
        return [*self.pieces(" ".join(words[:place])), *self.pieces(" ".join(words[place:]))]

    def packed(self, units: list[SplitUnit]) -> list[list[SplitUnit]]:
        """Pack the units of a section into texts of even size."""
        whole = self.count(render(units))
        if whole <= min(self.window, _SLACK * self.target):
            return [units]
        goal = whole / -(-whole // self.target)
        packed: list[list[SplitUnit]] = []
        current: list[SplitUnit] = []
        fresh = 0  # units current that no earlier text shows
        for place, unit in enumerate(units):
            if fresh and self.is_full(current, unit, goal, units[place:]):
                current, carried = self.close(current, unit, packed)
                fresh = carried
            current.append(unit)
            fresh += 1
        packed.append(current)
        if len(packed) > 1:
            self.merge_short_end(packed)
        return packed

    def is_full(self, current: list[SplitUnit], unit: SplitUnit, goal: float, ahead: list[SplitUnit]) -> bool:
        """Tell whether a text should end before `unit`."""
        size, most = self.count(render([*current, unit])), goal * _SLACK
        if size > min(self.window, most):
            return True
        if unit.lead:  # a list or table that fits a text of its own isn't cut
            rest = list(islice(takewhile(lambda later: later.lead == unit.lead, ahead), _GROUP))
            if self.count(render(current + rest)) <= min(self.window, most):
                return False
            if unit.lead != current[-1].lead and self.count(render(rest)) <= most:
                return True
        return size > goal and self.count(render(current)) >= goal * 0.6

    def close(
        self, current: list[SplitUnit], unit: SplitUnit, packed: list[list[SplitUnit]]
    ) -> tuple[list[SplitUnit], int]:
        """End a text; return what the next one opens with and how much of that is new."""
        headings = opening_units(current, unit)
        body = current[: len(current) - len(headings)]
        if headings and body and self.count(render([*headings, unit])) <= self.window:
            packed.append(body)
            return headings, len(headings)
        packed.append(current)
        last = current[-1]
        again = replace(last, gap="\n\n")
        short = last.prose and unit.prose and self.count(last.text) <= _OVERLAP * self.target
        if short and unit.gap == " " and self.count(render([again, unit])) <= self.window:
            return [again], 0
        return [], 0

    def merge_short_end(self, packed: list[list[SplitUnit]]) -> None:
        """Give a very short last text to the one before it, if that stays readable."""
        tail = packed[-1][1:] if packed[-1][0].text == packed[-2][-1].text else packed[-1]
        both = packed[-2] + tail
        short = self.count(render(packed[-1])) < self.target / 3
        if short and self.count(render(both)) <= min(self.window, 1.5 * self.target):
            packed[-2:] = [both]


def parts(passage: Passage) -> list[str]:
    """Cut a passage into runs of whole sentences under one heading, each opened by that heading.

    >>> passage = Passage("x-000", "## Fin\\n\\nOui.\\n\\n## Bilan\\n\\nIl le faut. Tôt.", "fr", "", "Guide", "Suivi")
    >>> parts(passage)
    ['Fin\\nOui.', 'Bilan\\nIl le faut. Tôt.']
    """
    found: list[str] = []
    for heading, body in _headed(passage):
        run: list[str] = []
        for sentence in body:
            if run and len(" ".join([*run, sentence]).split()) > PART_WORDS:
                found.append(_joined(heading, run))
                run = []
            run.append(sentence)
        if run:
            found.append(_joined(heading, run))
    return found


def _headed(passage: Passage) -> Iterator[tuple[str, list[str]]]:
    """Yield the sentences under each heading of a passage; the passage's own section is the first."""
    heading, body = passage.section.rpartition(" › ")[2], list[str]()
    for sentence in sentences(passage.text, passage.language):
        if sentence.startswith(_HEADING):
            yield heading, body
            heading, body = sentence.removeprefix(_HEADING), []
        else:
            body.append(sentence)
    yield heading, body


def _joined(heading: str, run: list[str]) -> str:
    """Put a heading over a run, unless it opens with the same words."""
    text = " ".join(run)
    return text if not heading or text.startswith(heading) else f"{heading}\n{text}"
