"""Write the lines and tables of pages as Markdown: paragraphs, lists, tables, and headings by size or weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from statistics import median

from corpus.word_list import word_lists
from index.ingest.page_marker import PageMarker
from index.ingest.pdf_footnotes import cited_notes, split_notes, with_notes
from index.ingest.pdf_line import PdfLine
from index.ingest.pdf_running_heads import Item
from index.ingest.pdf_tables import PdfTable
from index.ingest.table_markdown import continues, table_markdown
from index.text.sentences import is_item

# The last ones are what the letters of symbol fonts come as.
_BULLET = re.compile(r"^[•‣◦▪●·§➢✓\uf0b7\uf0a7\uf0d8\uf0fc]\s*|^[–—ovqØü]\s+(?=\S)")
_TIGHT_ITEM = re.compile(r"^(?:(-)\.?\s*|(\d{1,2}[.)]))(?=[^\W\d_](?:[^\W\d_]|['’]))")  # "-L'eau", "17.Construction"
_DASH_BETWEEN = re.compile(r"\s[–—](?:\s|$)")
_DASH = re.compile(r"[–—]\s+(?=[^\W\d_])")
_HYPHENATED = re.compile(r"(\S*?)([^\W\d_]{2,})-$")
_VALUE = re.compile(r"[^\W\d_]+\s?:\s*\d|[$€£]\s?\d")  # "Date : 5 juin" in bold is no heading, nor "$162,490"
_CONTACT = re.compile(r"\S@\S+\.\w|https?://|www\.|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?$")
_ADDRESS = re.compile(r"https?:|www\.|/")
_OPEN_ENDED = re.compile(rf"(?:\s|['’]){word_lists('documents')['never_last_word'].alternation()}$")
_COMPOUND_PREFIXES = frozenset(word_lists("documents")["compound_prefix"].of())
_LARGER = 1.15  # times the body's size that makes a heading
_LEVELS = 3
_BOLD_HEADING = 100  # characters of a heading that is bold alone
_SAME_COLUMN = 30.0  # points between the beginnings of the lines of one column, at most
_WRAPPED = 0.75  # of the page's width: the end of a line that goes on
_LONGEST_HEADING = 160  # characters; more is an introduction in large letters
_HEADING_PITCH = 1.7  # times the size: lines of one heading are no farther apart


@dataclass(frozen=True, slots=True)
class _Style:
    """The body's size, the sizes of headings from the largest, and whether bold lines are headings."""

    body: float
    sizes: tuple[int, ...]
    bold: bool

    @classmethod
    def of(cls, lines: Sequence[PdfLine]) -> _Style:
        letters: Counter[float] = Counter()
        for line in lines:
            letters[round(line.size)] += len(line.text)
        body = letters.most_common(1)[0][0]
        sizes = sorted({round(line.size) for line in lines if _is_large(line, body)}, reverse=True)
        bold = sum(len(line.text) for line in lines if line.bold) < 0.3 * sum(len(line.text) for line in lines)
        return cls(body, tuple(sizes), bold)

    def level(self, line: PdfLine) -> int:
        """Return the level of a heading, 0 for other lines."""
        if line.text.startswith("- ") or _CONTACT.search(line.text):
            return 0
        if _is_large(line, self.body):
            return min(self.sizes.index(round(line.size)) + 1, _LEVELS)
        if not self.bold or not line.bold or len(line.text) > _BOLD_HEADING or _VALUE.match(line.text):
            return 0
        plain = line.text.rstrip()[-1:] not in ".;,:!?…" and any(mark.isalpha() for mark in line.text)
        return min(len(self.sizes), _LEVELS) + 1 if plain and not line.text[:1].islower() else 0


def to_markdown(pages: Sequence[Sequence[Item]], numbers: Sequence[int] = ()) -> str:
    """Return the lines and tables of pages as Markdown; each page of `numbers` opens with its marker.

    >>> to_markdown([[PdfLine("Guide", 20), PdfLine("Le parte-", 11), PdfLine("naire signe.", 11)]])
    '# Guide\\n\\nLe partenaire signe.'
    """
    marked = [_with_markdown_bullets(page) for page in pages]
    lines = [item for page in marked for item in page if isinstance(item, PdfLine)]
    vocabulary = Counter(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    style = _Style.of(lines) if lines else _Style(1, (), bold=False)
    written = _Writer()
    for place, page in enumerate(marked):
        kept, notes = split_notes(page, style.body)
        if place < len(numbers):
            written.page(PageMarker(numbers[place]))
        blocks = list(_blocks(kept, style))
        for block, after in zip_longest(blocks, blocks[1:]):
            if isinstance(block, PdfTable):
                written.table(_with_whole_cells(block, vocabulary, notes))
                continue
            text, level = _joined(block, vocabulary), _level(block, after, style)
            written.paragraph(with_notes(text, {} if level else notes), level, vocabulary)
            for note in cited_notes(text, notes) if level else ():
                written.paragraph(note, 0, vocabulary)
    return written.markdown


def _level(block: Sequence[PdfLine], after: list[PdfLine] | PdfTable | None, style: _Style) -> int:
    """Return the level of a heading, else 0; a bold paragraph that ends in a colon may head another heading."""
    long = sum(len(line.text) + 1 for line in block) > _LONGEST_HEADING
    level = 0 if long else min(map(style.level, block))
    if level or not isinstance(after, list) or not all(line.bold for line in block):
        return level
    opens = block[-1].text.rstrip().endswith(":") and sum(len(line.text) for line in block) <= _BOLD_HEADING
    return min(map(style.level, after)) if opens and style.bold else 0


class _Writer:
    """Writes blocks one after the other; a paragraph may go on over a page's end."""

    def __init__(self) -> None:
        self.markdown = ""
        self._marker = ""
        self._kind = ""
        self._table: PdfTable | None = None

    def page(self, marker: PageMarker) -> None:
        """Open a page with its marker, before the first block that begins on it."""
        self._marker = str(marker)

    def table(self, table: PdfTable) -> None:
        """Write a table; the rest of one from the page before gets its rows under the same header."""
        goes_on = bool(self._marker) and self._table is not None and continues(self._table, table)
        if goes_on and self._table:
            header = self._table.rows[0]
            rows = (row for row in table.rows[table.headed :] if row != header)
            table = replace(table, rows=(header, *rows), headed=True)
        self._write(table_markdown(table), "table")
        self._table = table

    def paragraph(self, text: str, level: int, vocabulary: Counter[str]) -> None:
        """Write a heading, an item or a paragraph."""
        kind = "heading" if level else "item" if is_item(text) else "text"
        may_go_on = self._marker and self._kind in ("text", "item") and (kind == "text" or text[:1] == "(")
        if may_go_on and self._goes_on(text):
            self.markdown = _with_line(self.markdown, text, vocabulary)
            return
        self._write(f"{'#' * level} {text}" if level else text, kind)
        self._table = None

    def _goes_on(self, text: str) -> bool:
        """Tell whether a text goes on with the last paragraph: no mark closes that, and no capital opens this."""
        last = self.markdown.rstrip()
        open_ended = last[-1:] == "," or _OPEN_ENDED.search(last[-20:])
        return last[-1:] not in ".!?:;…»|" and (text[:1].islower() or text[:1] == "(" or bool(open_ended))

    def _write(self, text: str, kind: str) -> None:
        gap = "\n" if kind == "item" and self._kind == "item" else "\n\n"
        self.markdown += (gap if self.markdown else "") + (self._marker + gap if self._marker else "") + text
        self._marker, self._kind = "", kind


def _blocks(page: Sequence[Item], style: _Style) -> Iterator[list[PdfLine] | PdfTable]:
    """Group the lines of a page into paragraphs between its tables."""
    lines = [item for item in page if isinstance(item, PdfLine)]
    drops = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom > b.bottom]
    pitch = median(drops) if drops else 0.0
    held: list[PdfLine] = []
    for item in page:
        if isinstance(item, PdfTable):
            if held:
                yield held
            held = []
            yield item
            continue
        if held and (
            _changes_kind(held[-1], item, style) or _ends_paragraph(held[-1], item, pitch, _width(lines, item), style)
        ):
            yield held
            held = []
        held.append(item)
    if held:
        yield held


def _width(lines: Sequence[PdfLine], line: PdfLine) -> float:
    """Return the right end of the column of a line: of the lines of its size that begin near it."""
    near = [other for other in lines if abs(other.left - line.left) < _SAME_COLUMN]
    return max(other.right for other in near if round(other.size) == round(line.size))


def _with_whole_cells(table: PdfTable, vocabulary: Counter[str], notes: dict[str, str]) -> PdfTable:
    """Return a table with the lines of each cell in one, and each note at its mark."""

    def joined(cell: str) -> str:
        first, *more = cell.split("\n")
        for line in more:
            first = _with_line(first, line, vocabulary)
        return with_notes(first, notes)

    return replace(table, rows=tuple(tuple(map(joined, row)) for row in table.rows), caption=joined(table.caption))


def _joined(paragraph: list[PdfLine], vocabulary: Counter[str]) -> str:
    """Return the lines of a paragraph as one text."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        text = _with_line(text, line.text, vocabulary)
    return text


def _with_markdown_bullets(page: Sequence[Item]) -> list[Item]:
    """Return lines with Markdown's bullets, one alone on a line joined to the next."""
    found: list[Item] = []
    waiting = False
    for item in page:
        if isinstance(item, PdfTable):
            found.append(item)
            continue
        text, before = item.text.strip(), found[-1] if found else None
        if isinstance(before, PdfLine) and _goes_on_with_dash(found, item):
            found[-1] = replace(before, text=f"{before.text} {text}", right=item.right, bottom=item.bottom)
            continue
        text = _TIGHT_ITEM.sub(lambda mark: f"{mark[1] or mark[2]} ", _BULLET.sub("- ", text))
        if text.strip() == "-":
            waiting = True
        elif text:
            found.append(replace(item, text="- " * waiting + text))
            waiting = False
    return found


def _goes_on_with_dash(above: Sequence[Item], line: PdfLine) -> bool:
    """Tell whether a dash opens a line that goes on with the sentence above it, in which another one is open.

    >>> _goes_on_with_dash([PdfLine("The progress – including", 9), PdfLine("schools", 9)], PdfLine("– is slow", 9))
    True
    """
    text = line.text.strip()
    if not _DASH.match(text) or not _DASH.sub("", text, count=1)[:1].islower():
        return False
    dashes = 0
    for before in reversed(above):
        if not isinstance(before, PdfLine) or before.text.rstrip()[-1:] in ".:;!?…":
            break
        if before.text.startswith("- "):
            return False
        dashes += len(_DASH_BETWEEN.findall(before.text))
    return dashes % 2 == 1


def _is_large(line: PdfLine, body: float) -> bool:
    return line.size >= body * _LARGER and len(line.text) < 150 and any(mark.isalpha() for mark in line.text)


def _changes_kind(before: PdfLine, line: PdfLine, style: _Style) -> bool:
    """Tell whether a line is of another kind than the one before it: a heading, an item."""
    if style.level(before) and not _is_large(before, style.body) and line.text[:1].islower():
        return False  # a paragraph that opens in bold
    return (
        style.level(before) != style.level(line)
        or (_is_large(line, style.body) and round(line.size) != round(before.size))
        or is_item(line.text)
    )


def _ends_paragraph(before: PdfLine, line: PdfLine, pitch: float, width: float, style: _Style) -> bool:
    """Tell whether a paragraph ended: by a gap, or by a closing mark on a short line."""
    if _HYPHENATED.search(before.text) and before.bottom > line.bottom:
        return False
    if style.level(line) and before.bottom > line.bottom:
        wrapped = before.right >= line.left + (width - line.left) * _WRAPPED or line.text[:1].islower()
        apart = before.bottom - line.bottom > _HEADING_PITCH * line.size
        return apart or not (wrapped or _is_large(line, style.body))
    closed = before.text.rstrip()[-1:] in ".!?:;…»"
    if pitch == 0 or before.bottom - line.bottom > pitch * 1.45 or before.bottom < line.bottom:
        return closed or not line.text[:1].islower()
    short = before.right < line.left + (width - line.left) * 0.8
    turned = before.bold != line.bold and not line.text[:1].islower()
    return short and (closed or line.text[:1].isupper() or turned)


def _with_line(text: str, line: str, vocabulary: Counter[str]) -> str:
    """Return a text with its next line, and a word that was hyphenated between them in one piece."""
    cut = _HYPHENATED.search(text)
    if not cut or not line[:1].isalpha() or (cut[2].isupper() and line[:1].islower()):
        return f"{text} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    end = rest.group().lower() if rest else ""
    whole, compound = cut[2].lower() + end, f"{cut[2].lower()}-{end}"
    known = vocabulary[whole] - vocabulary[compound]
    named = cut[2].isupper() != line[:1].isupper()  # "Gros-" and "Morne"
    joined = cut[1].endswith("-") or _ADDRESS.search(cut[1])  # "out-of-" and "school"
    keep = named or joined or known < 0 or (known == 0 and cut[2].lower() in _COMPOUND_PREFIXES)
    return text + line if keep else text[:-1] + line
