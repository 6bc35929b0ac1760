"""PDF to Markdown, through PDFium (pypdfium2).

Not markitdown: it reads each PDF twice at up to 0.3 s a page, loses the ends of pages, which running heads
are told by, and the size of letters, which headings are told by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.errors import UnreadableFile
from index.text.sentences import is_item

_NUMBER = re.compile(r"(?:page\s*)?[-–|]?\s*\d{1,4}\s*(?:(?:/|of|sur|de)\s*\d{1,4})?\s*[-–|]?", re.IGNORECASE)
_BULLET = re.compile(r"^[•‣◦▪●·\uf0b7\uf0a7]\s*|^[–—]\s+")
_CUT = re.compile(r"([^\W\d_]{2,})-$")
_KEPT_PREFIXES = frozenset("non sous vice mi semi porte celui celle ceux peut self après avant".split())
_CONTENTS = re.compile(r".*(?:\.\s?){5}\s*\d{1,4}\s*")  # "2 Naming . . . . . . 3" repeats a heading
_EDGE = 2  # lines at the top and bottom of a page that may be running heads
_LARGER = 1.15  # times the body's size that makes a heading
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line: its text, the height of its letters, and where it is, in points from bottom left."""

    text: str
    size: float
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    bold: bool = False


def to_markdown(pages: list[list[PdfLine]]) -> str:
    """Write the lines of pages as Markdown paragraphs, lists and headings (told by their letters' size).

    >>> to_markdown([[PdfLine("Guide", 20), PdfLine("Le parte-", 11), PdfLine("naire signe.", 11), PdfLine("12", 11)]])
    '# Guide\\n\\nLe partenaire signe.'
    """
    pages = [_repaired(page) for page in without_running_heads(pages)]
    lines = [line for page in pages for line in page]
    if not lines:
        return ""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size)] += len(line.text)
    body = weights.most_common(1)[0][0]
    sizes = sorted({round(line.size) for line in lines if _is_large(line, body)}, reverse=True)
    vocabulary = Counter(word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    shown = ""
    listed = False
    for first, *more in _paragraphs(pages, body):
        text = first.text
        for line in more:
            text = _glued(text, line.text, vocabulary)
        level = min(sizes.index(round(first.size)) + 1, _LEVELS) if _is_large(first, body) else 0
        item = not level and is_item(text)
        shown += "\n" if listed and item else "\n\n" if shown else ""
        shown += f"{'#' * level} {text}" if level else text
        listed = item
    return shown


def without_running_heads(pages: list[list[PdfLine]]) -> list[list[PdfLine]]:
    """Drop page numbers, and lines at the edge of pages that come back on a third of them, at least three."""
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
    """Name a running head without the page number at its start or end."""
    return re.sub(r"^\d+|\d+$", "", line.text.strip()).strip().lower()


def _repaired(page: list[PdfLine]) -> list[PdfLine]:
    """Write bullets as Markdown's, one alone on a line with the next; drop a table of contents."""
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
            if held and (_turns(held[-1], line, body) or _breaks(held[-1], line, 0 if place == 0 else pitch, width)):
                yield held
                held = []
            held.append(line)
    if held:
        yield held


def _turns(before: PdfLine, line: PdfLine, body: float) -> bool:
    """Tell whether a line is of another kind than the one before it: a heading, an item."""
    return (
        _is_large(before, body) != _is_large(line, body)
        or (_is_large(line, body) and round(line.size) != round(before.size))
        or is_item(line.text)
    )


def _breaks(before: PdfLine, line: PdfLine, pitch: float, width: float) -> bool:
    """Tell whether a paragraph ended: by a gap, or by a closing mark on a short line."""
    closed = before.text.rstrip()[-1:] in ".!?:;…»"
    if pitch == 0:  # the first line of a page
        return closed or not line.text[:1].islower()
    if before.bottom - line.bottom > pitch * 1.45 or before.bottom < line.bottom:
        return closed or not line.text[:1].islower()
    short = before.right < line.left + (width - line.left) * 0.8
    return short and (closed or line.text[:1].isupper() or before.bold != line.bold)


def _glued(text: str, line: str, vocabulary: Counter[str]) -> str:
    """Join a line to the text before it, mending a word that was cut between them."""
    cut = _CUT.search(text)
    if not cut or cut[1].isupper() != line[:1].isupper() or not line[:1].isalpha():
        return f"{text} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    end = rest.group().lower() if rest else ""
    whole, compound = cut[1].lower() + end, f"{cut[1].lower()}-{end}"
    known = vocabulary[whole] - vocabulary[compound]
    keep = known < 0 or (known == 0 and cut[1].lower() in _KEPT_PREFIXES)
    return text + line if keep else text[:-1] + line


PAGES = 2_000  # a file with more is refused
_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_SECURITY = 5  # FPDF_ERR_SECURITY
_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen and the line's end after it
_BOLD = 600
_OCR = "Run OCR on it, e.g. ocrmypdf, and add it again."


def read_pdf(data: bytes) -> tuple[str, str]:
    """Read a PDF's text as Markdown, and the title in its metadata (often empty). Raise `UnreadableFile`."""
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
    pages, drawn, broken = [], False, 0
    for number in range(count):
        try:
            page = document[number]
            lines = _lines(page)
            drawn = drawn or (not lines and next(iter(page.get_objects(max_depth=2)), None) is not None)
            pages.append(lines)
            page.close()
        except pdfium.PdfiumError:
            broken += 1
    title = document.get_metadata_value("Title")
    document.close()
    if not any(pages):
        if broken or not count:
            raise UnreadableFile("corrupt", "None of the PDF's pages can be opened.", "Export it again.")
        if drawn:
            raise UnreadableFile("scanned", "Its pages are pictures without text.", _OCR)
        raise UnreadableFile("empty", "Its pages are blank.", "Add it again with its content.")
    letters = sum(mark.isalpha() for page in pages for line in page for mark in line.text)
    if drawn and letters < 20 * len(pages):
        raise UnreadableFile("scanned", "Its pages are pictures with next to no text.", _OCR)
    return to_markdown(pages), title


def _lines(page: object) -> list[PdfLine]:
    """Read a page's lines in reading order, each with the size and place of its letters."""
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
