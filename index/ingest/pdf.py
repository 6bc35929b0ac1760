"""Convert PDF to Markdown, through PDFium (pypdfium2).

Not through markitdown: it reads each PDF twice at up to 0.3 s a page, and loses the ends of pages and the size of
letters, by which running heads and headings are recognised.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from corpus.word_list import word_lists
from index.errors import UnreadableFile
from index.text.sentences import is_item

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LISTS = word_lists("documents")
_NUMBER = re.compile(
    rf"(?:page\s*)?[-–|]?\s*\d{{1,4}}\s*(?:(?:/|{_LISTS['of_pages'].alternation()})\s*\d{{1,4}})?\s*[-–|]?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[•‣◦▪●·\uf0b7\uf0a7]\s*|^[–—]\s+")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")
_COMPOUND_PREFIXES = frozenset(_LISTS["compound_prefix"].of())
_CONTENTS = re.compile(r".*(?:\.\s?){5}\s*\d{1,4}\s*")  # "2 Naming . . . . . . 3" repeats a heading
_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_LARGER = 1.15  # times the body's size that makes a heading
_LEVELS = 3
PAGES = 2_000  # a file with more is refused
_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_SECURITY = 5  # FPDF_ERR_SECURITY
_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen and the line's end after it
_BOLD = 600
_OCR = "Run OCR on it, e.g. ocrmypdf, and add it again."


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line: its text, the height of its letters, and its position, in points from bottom left."""

    text: str
    size: float
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    bold: bool = False


def read_pdf(data: bytes) -> tuple[str, str]:
    """Return the text of a PDF as Markdown and the title in its metadata (often empty). Raise `UnreadableFile`."""
    document = _open(data)
    pages, drawn, broken = _read_pages(document)
    title = document.get_metadata_value("Title")
    document.close()
    if not any(pages):
        if broken or not pages:
            raise UnreadableFile("corrupt", "None of the PDF's pages can be opened.", "Export it again.")
        if drawn:
            raise UnreadableFile("scanned", "Its pages are pictures without text.", _OCR)
        raise UnreadableFile("empty", "Its pages are blank.", "Add it again with its content.")
    letters = sum(mark.isalpha() for page in pages for line in page for mark in line.text)
    if drawn and letters < 20 * len(pages):
        raise UnreadableFile("scanned", "Its pages are pictures with next to no text.", _OCR)
    return to_markdown(pages), title


def _open(data: bytes) -> PdfDocument:
    """Return the opened PDF. Raise UnreadableFile if it is encrypted, damaged or too long."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in {_PASSWORD, _SECURITY}:
            raise UnreadableFile(
                "encrypted", "The PDF is protected by a password.", "Save it without one and add it again."
            ) from error
        raise UnreadableFile("corrupt", "The PDF is damaged and can't be opened.", "Export it again.") from error
    if count > PAGES:
        raise UnreadableFile("too_large", f"It has {count} pages, more than {PAGES}.", "Split it and add its parts.")
    return document


def _read_pages(document: PdfDocument) -> tuple[list[list[PdfLine]], bool, int]:
    """Return the lines of each page, whether a page is a picture without text, and the number of broken pages."""
    from pypdfium2 import PdfiumError

    pages, drawn, broken = [], False, 0
    for number in range(len(document)):
        try:
            page = document[number]
            lines = _lines(page)
            drawn = drawn or (not lines and next(iter(page.get_objects(max_depth=2)), None) is not None)
            pages.append(lines)
            page.close()
        except PdfiumError:
            broken += 1
    return pages, drawn, broken


def to_markdown(pages: list[list[PdfLine]]) -> str:
    """Return the lines of pages as Markdown paragraphs, lists and headings (by the size of their letters).

    >>> to_markdown([[PdfLine("Guide", 20), PdfLine("Le parte-", 11), PdfLine("naire signe.", 11), PdfLine("12", 11)]])
    '# Guide\\n\\nLe partenaire signe.'
    """
    pages = [_with_markdown_bullets(page) for page in without_running_heads(pages)]
    lines = [line for page in pages for line in page]
    if not lines:
        return ""
    body = _body_size(lines)
    sizes = sorted({round(line.size) for line in lines if _is_large(line, body)}, reverse=True)
    vocabulary = Counter(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    markdown, after_item = "", False
    for paragraph in _paragraphs(pages, body):
        text = _joined(paragraph, vocabulary)
        first = paragraph[0]
        level = min(sizes.index(round(first.size)) + 1, _LEVELS) if _is_large(first, body) else 0
        item = not level and is_item(text)
        markdown += "\n" if after_item and item else "\n\n" if markdown else ""
        markdown += f"{'#' * level} {text}" if level else text
        after_item = item
    return markdown


def _body_size(lines: list[PdfLine]) -> float:
    """Return the size of most letters, rounded to points."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size)] += len(line.text)
    return letters.most_common(1)[0][0]


def _joined(paragraph: list[PdfLine], vocabulary: Counter[str]) -> str:
    """Return the lines of a paragraph as one text."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        text = _with_line(text, line.text, vocabulary)
    return text


def without_running_heads(pages: list[list[PdfLine]]) -> list[list[PdfLine]]:
    """Return pages without page numbers and running heads: lines at the edge of a third of the pages, and three."""
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    often = {key for key, count in counts.items() if count >= max(3, len(pages) / 3)}
    # In two pages, only the same words at the same height are a running head.
    heights = Counter((_key(line), round(line.bottom)) for page in pages for line in _edges(page) if line.bottom)
    often |= {key for (key, _), count in heights.items() if count >= max(2, len(pages))}
    cleaned = []
    for page in pages:
        edges = {id(line) for line in _edges(page) if _key(line) in often or _NUMBER.fullmatch(line.text.strip())}
        cleaned.append([line for line in page if id(line) not in edges])
    return cleaned


def _edges(page: list[PdfLine]) -> list[PdfLine]:
    return page[:_EDGE] + page[_EDGE:][-_EDGE:]


def _key(line: PdfLine) -> str:
    """Return the text of a running head without the page number at its start or end."""
    return re.sub(r"^\d+|\d+$", "", line.text.strip()).strip().lower()


def _with_markdown_bullets(page: list[PdfLine]) -> list[PdfLine]:
    """Return lines with Markdown's bullets, one alone on a line joined to the next, without a table of contents."""
    found: list[PdfLine] = []
    waiting = False
    for line in page:
        text = "" if _CONTENTS.fullmatch(line.text) else _BULLET.sub("- ", line.text.strip())
        if text.strip() == "-":
            waiting = True
        elif text:
            found.append(PdfLine("- " * waiting + text, line.size, line.left, line.right, line.bottom, line.bold))
            waiting = False
    return found


def _is_large(line: PdfLine, body: float) -> bool:
    return line.size >= body * _LARGER and len(line.text) < 150 and any(mark.isalpha() for mark in line.text)


def _paragraphs(pages: list[list[PdfLine]], body: float) -> Iterator[list[PdfLine]]:
    """Group lines into paragraphs; one may go on over the page's end."""
    held: list[PdfLine] = []
    for page in pages:
        drops = [a.bottom - b.bottom for a, b in pairwise(page) if a.bottom > b.bottom]
        pitch = median(drops) if drops else 0.0
        width = max((line.right for line in page), default=0.0)
        for place, line in enumerate(page):
            if held and (
                _changes_kind(held[-1], line, body)
                or _ends_paragraph(held[-1], line, 0 if place == 0 else pitch, width)
            ):
                yield held
                held = []
            held.append(line)
    if held:
        yield held


def _changes_kind(before: PdfLine, line: PdfLine, body: float) -> bool:
    """Tell whether a line is of another kind than the one before it: a heading, an item."""
    return (
        _is_large(before, body) != _is_large(line, body)
        or (_is_large(line, body) and round(line.size) != round(before.size))
        or is_item(line.text)
    )


def _ends_paragraph(before: PdfLine, line: PdfLine, pitch: float, width: float) -> bool:
    """Tell whether a paragraph ended: by a gap, or by a closing mark on a short line."""
    closed = before.text.rstrip()[-1:] in ".!?:;…»"
    if pitch == 0:  # the first line of a page
        return closed or not line.text[:1].islower()
    if before.bottom - line.bottom > pitch * 1.45 or before.bottom < line.bottom:
        return closed or not line.text[:1].islower()
    short = before.right < line.left + (width - line.left) * 0.8
    return short and (closed or line.text[:1].isupper() or before.bold != line.bold)


def _with_line(text: str, line: str, vocabulary: Counter[str]) -> str:
    """Return a text with its next line, and a word that was hyphenated between them in one piece."""
    cut = _HYPHENATED.search(text)
    if not cut or cut[1].isupper() != line[:1].isupper() or not line[:1].isalpha():
        return f"{text} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    end = rest.group().lower() if rest else ""
    whole, compound = cut[1].lower() + end, f"{cut[1].lower()}-{end}"
    known = vocabulary[whole] - vocabulary[compound]
    keep = known < 0 or (known == 0 and cut[1].lower() in _COMPOUND_PREFIXES)
    return text + line if keep else text[:-1] + line


def _lines(page: object) -> list[PdfLine]:
    """Return the lines of a page in reading order, each with the size and position of its letters."""
    from pypdfium2 import raw

    text = page.get_textpage()  # type: ignore[attr-defined]  # pypdfium2 ships no types
    found: list[PdfLine] = []
    start, written = 0, ""
    for place in range(text.count_chars() + 1):
        mark = chr(raw.FPDFText_GetUnicode(text.raw, place)) if place < text.count_chars() else "\n"
        if mark not in "\r\n":
            written += "-" if mark in _HYPHENS else mark
            if mark not in _HYPHENS:
                continue
        if written.strip():
            first = start + len(written) - len(written.lstrip())
            last = start + len(written.rstrip()) - 1
            left, bottom, _, top = text.get_charbox(first, loose=True)
            right = text.get_charbox(last, loose=True)[2]
            bold = raw.FPDFText_GetFontWeight(text.raw, first) >= _BOLD
            found.append(PdfLine(written.strip(), round(top - bottom, 1), left, right, bottom, bold))
        start, written = place + 1, ""
    text.close()
    return found
