"""Convert PDF to Markdown: words to lines, columns and tables, these to paragraphs; pictures through OCR."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

from index.errors import UnreadableFile
from index.ingest.converted_text import Conversion, normalise
from index.ingest.document_title import as_title
from index.ingest.ligature_repair import mended
from index.ingest.ocr import PAGES, SECONDS, missing_for_ocr, read_picture
from index.ingest.page_marker import PageMarker
from index.ingest.pdf_columns import in_reading_order
from index.ingest.pdf_drawings import with_drawings
from index.ingest.pdf_frames import in_frame_order
from index.ingest.pdf_headed_columns import in_headed_columns
from index.ingest.pdf_line import PdfLine, Word, line_of
from index.ingest.pdf_paragraphs import to_markdown
from index.ingest.pdf_running_heads import Item, is_numbered_heading, texts_of, without_contents, without_running_heads
from index.ingest.pdf_tables import PdfTable, tables
from index.ingest.pdfium import PdfPage, open_pdf, picture_of, read_pages
from index.ingest.text_structure import add_structure
from index.statement import Statement, state

_OWN_NUMBER = re.compile(r"^(?:\d{1,2}|[IVX]{1,4})[.)]\s+")
_NO_TITLE = re.compile(r"\S+\.\w{2,4}(?:/\S*)?|(?:\w\s+){3,}\w")  # an address, letters that are spaced out
_LETTERS = 20  # on a page; a picture with fewer is a scan
_SHOWN = 4  # running heads that a warning names


def read_pdf(data: bytes) -> Conversion:
    """Return the text, title and warnings of a PDF. Raise `UnreadableFile`."""
    document = open_pdf(data)
    pages, broken = read_pages(document)
    stated = document.get_metadata_value("Title")
    scans = [page.number for page in pages if page.drawn or page.unnamed]
    read, unread = _read_scans(partial(picture_of, document), scans)
    document.close()
    _check(pages, read)
    unnamed = [page.number for page in pages if page.unnamed and page.number not in read]
    items = _mended([[] if page.unnamed else _items(page) for page in pages if page.number not in read])
    numbers = [page.number for page in pages if page.number not in read]
    kept, heads = without_running_heads(items)
    kept, contents = without_contents(kept)
    markdown = add_structure(normalise(_with_scans(kept, numbers, read)))
    titles = map(as_title, (stated, *(title_lines(items[0]) if items else ())))
    unread = [number for number in unread if number not in unnamed]
    warnings = (*_unnamed(unnamed), *_warnings(kept, numbers, heads, contents, read, unread, broken))
    return Conversion(markdown, next(filter(None, titles), ""), warnings=warnings)


def title_lines(page: Sequence[Item]) -> list[str]:
    """Return the texts of a first page from the largest to the smallest letters, lines of one size joined.

    >>> title_lines([PdfLine("Spotlight on the", 30), PdfLine("Fund 2024", 30), PdfLine("Every child.", 11)])
    ['Spotlight on the Fund 2024']
    """
    lines = [item for item in page if isinstance(item, PdfLine)]
    found = [(size, list(group)) for size, group in groupby(lines, key=lambda line: round(line.size))]
    least = min((size for size, _ in found), default=0)
    found = _with_openings([(size, group) for size, group in found if size > least])
    texts = [" ".join(line.text for line in group) for _, group in sorted(found, key=lambda pair: -pair[0])]
    return [
        _OWN_NUMBER.sub("", text) for text in texts if not is_numbered_heading(text) and not _NO_TITLE.fullmatch(text)
    ]


def _with_openings(groups: Sequence[tuple[int, list[PdfLine]]]) -> list[tuple[int, list[PdfLine]]]:
    """Return groups of lines, one that begins with a small letter after the smaller line above it, which opens it.

    >>> small, large = [PdfLine("Designing for users with", 20)], [PdfLine("low vision", 30)]
    >>> [line.text for line in _with_openings([(20, small), (30, large)])[-1][1]]
    ['Designing for users with', 'low vision']
    """
    found: list[tuple[int, list[PdfLine]]] = []
    for size, group in groups:
        opened = bool(found) and group[0].text[:1].islower() and found[-1][1][-1].text[-1:].isalpha()
        found.append((size, [*found[-1][1], *group] if opened else group))
    return found


def _read_scans(picture: Callable[[int], bytes], scans: Sequence[int]) -> tuple[dict[int, str], list[int]]:
    """Return the text of pages that are pictures, by page, and the pages that weren't read; `picture` renders a page.

    A picture with hardly a letter in it is a photograph or a drawing, and not missed.
    """
    if not scans or missing_for_ocr():
        return {}, list(scans)
    read: dict[int, str] = {}
    until = time.monotonic() + SECONDS
    for place, number in enumerate(scans):
        if place == PAGES or time.monotonic() > until:
            return read, list(scans[place:])
        text = read_picture(picture(number))
        if sum(mark.isalpha() for mark in text) >= _LETTERS:
            read[number] = text
    return read, []


def _check(pages: Sequence[PdfPage], read: dict[int, str]) -> None:
    """Raise UnreadableFile if no page has text."""
    named = [page for page in pages if not page.unnamed]
    letters = sum(mark.isalpha() for page in named for line in page.lines for word in line for mark in word.text)
    scanned = any(page.drawn or page.unnamed for page in pages)
    if read or (letters and not scanned) or any(page.lines and not page.drawn for page in named):
        return
    if not pages:
        raise UnreadableFile("corrupt", state("refused.no_open_page"), state("mend.export"))
    if not scanned:
        raise UnreadableFile("empty", state("refused.blank"), state("mend.with_content"))
    reason = state("refused.hardly_any_text" if letters else "refused.pictures")
    raise UnreadableFile("scanned", reason, state("mend.install_ocr" if missing_for_ocr() else "mend.scan_again"))


def _items(page: PdfPage) -> list[Item]:
    """Return the lines and tables of a page in reading order."""
    lines = in_frame_order(page.lines)
    words = [word for line in lines for word in line]
    in_tables = [frozenset(id(words[place]) for place in places) for _, places in tables(words, page.rules)]
    lines = in_headed_columns(lines, in_tables)
    words = [word for line in lines for word in line]
    found = tables(words, page.rules)
    inside = {place: table for table, places in found for place in places}
    items: list[Item] = []
    waiting: list[list[Word]] = []
    shown: set[int] = set()
    place = 0
    for line in lines:
        free = [word for at, word in enumerate(line, place) if at not in inside]
        if free:
            waiting.append(free)
        for at in range(place, place + len(line)):
            if at in inside and id(inside[at]) not in shown:
                shown.add(id(inside[at]))
                items += _ordered(waiting)
                items.append(inside[at])
                waiting = []
        place += len(line)
    return items + _ordered(waiting)


def _ordered(lines: list[list[Word]]) -> list[Item]:
    found: list[Item] = []
    for part in with_drawings(lines):
        ordered = [part] if isinstance(part, PdfTable) else in_reading_order(part)
        found += [item if isinstance(item, PdfTable) else line_of(item) for item in ordered]
    return found


def _mended(pages: list[list[Item]]) -> list[list[Item]]:
    """Return pages with the ligatures that the fonts lost."""
    texts = iter(mended([text for page in pages for item in page for text in texts_of(item)]))
    return [[_with_texts(item, texts) for item in page] for page in pages]


def _with_texts(item: Item, texts: Iterator[str]) -> Item:
    if isinstance(item, PdfLine):
        return replace(item, text=next(texts))
    return replace(item, rows=tuple(tuple(next(texts) for _ in row) for row in item.rows))


def _with_scans(pages: Sequence[Sequence[Item]], numbers: Sequence[int], read: dict[int, str]) -> str:
    """Return pages as Markdown, those that OCR read at their places."""
    markdown: list[str] = []
    held: list[tuple[int, Sequence[Item]]] = []
    texts = dict(zip(numbers, pages, strict=True))
    for number in sorted([*texts, *read]):
        if number in texts:
            held.append((number, texts[number]))
            continue
        markdown += [to_markdown([page for _, page in held], [n for n, _ in held]), f"{PageMarker(number, ocr=True)}"]
        markdown.append(read[number])
        held = []
    markdown.append(to_markdown([page for _, page in held], [n for n, _ in held]))
    return "\n\n".join(filter(None, markdown))


def _unnamed(pages: Sequence[int]) -> Iterator[Statement]:
    """Yield what is said of pages whose letters can't be told."""
    if pages:
        yield state("file.pages_unnamed", reason=missing_for_ocr() or state("ocr.no_text"), **_named(pages))


def _warnings(
    pages: Sequence[Sequence[Item]],
    numbers: Sequence[int],
    heads: set[str],
    contents: bool,
    read: dict[int, str],
    unread: Sequence[int],
    broken: Sequence[int],
) -> Iterator[Statement]:
    """Yield what was dropped or is doubtful."""
    if unread:
        yield state("file.pages_unread", reason=missing_for_ocr() or state("ocr.too_many"), **_named(unread))
    if read:
        yield state("file.pages_ocr", **_named(list(read)))
    if broken:
        yield state("file.pages_unopened", **_named(broken))
    doubtful = [
        n
        for n, page in zip(numbers, pages, strict=True)
        for item in page
        if isinstance(item, PdfTable) and item.doubtful and not item.drawn
    ]
    drawn = [
        n
        for n, page in zip(numbers, pages, strict=True)
        if any(isinstance(item, PdfTable) and item.drawn for item in page)
    ]
    if drawn:
        yield state("file.pages_drawn", **_named(drawn))
    if doubtful:
        yield state("file.pages_table", **_named(sorted(set(doubtful))))
    if heads:
        shown = tuple(sorted(heads)[:_SHOWN])
        yield state("file.many_running_heads" if len(heads) > _SHOWN else "file.running_heads", heads=shown)
    if contents:
        yield state("file.contents_pages")


def _named(numbers: Sequence[int]) -> dict[str, Any]:
    """Name pages, those that follow each other by the first and the last, as values of a statement.

    >>> _named([3]), _named([3, 4, 5, 9])
    ({'pages': '3', 'count': 1}, {'pages': '3-5, 9', 'count': 4})
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    listed = ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)
    return {"pages": listed, "count": len(numbers)}
