"""Read the words, drawn lines and pictures of PDF pages through PDFium (pypdfium2).

Not through markitdown: it reads each PDF twice at up to 0.3 s a page, and loses the ends of pages and the size of
letters, by which running heads and headings are recognised.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableFile
from index.ingest.pdf_line import Word

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PAGES = 2_000  # a file with more is refused
_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_SECURITY = 5  # FPDF_ERR_SECURITY
_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen and the line's end after it
_BOLD = 600
_SEGMENTS = 20_000  # of a page's paths; what is drawn with more is a picture
_THIN = 3.0  # points: a narrower shape is a line
_LETTERS = 20  # on a page; a picture with fewer is a scan
_DPI = 300  # at which Tesseract reads best


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn on a page, along `x` or along `y`: its place on the other axis, its start and its end."""

    along: str
    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its number from 1, the words of each line in the file's order, its rules, and whether it is drawn on."""

    number: int
    lines: tuple[tuple[Word, ...], ...]
    rules: tuple[Rule, ...] = ()
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as it is seen: its pixels, the marks of its text in the file's order, and the place of each.

    A pixel is three bytes: blue, green, red; a row of `width` pixels takes `stride` bytes. A place is the left, upper,
    right and lower edge in pixels, rotation applied; those of blanks may be empty.
    """

    width: int
    height: int
    stride: int
    pixels: bytes
    text: str
    places: tuple[tuple[int, int, int, int], ...]


def open_pdf(data: bytes) -> PdfDocument:
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


def read_pages(document: PdfDocument) -> tuple[list[PdfPage], list[int]]:
    """Return the pages of a PDF, and the numbers of those that are broken."""
    from pypdfium2 import PdfiumError

    pages: list[PdfPage] = []
    broken: list[int] = []
    for place in range(len(document)):
        try:
            page = document[place]
            lines = tuple(map(tuple, _lines(page)))
            drawn = _is_picture(page, lines)
            pages.append(PdfPage(place + 1, lines, tuple(_rules(page)) if lines else (), drawn))
            page.close()
        except PdfiumError:
            broken.append(place + 1)
    return pages, broken


def picture_of(document: PdfDocument, number: int) -> bytes:
    """Return the page of that number as a picture in shades of grey, in the PGM format, which needs no library."""
    page = document[number - 1]
    scale = min(_DPI / 72, 6_000 / max(*page.get_size(), 1))
    bitmap = page.render(scale=scale, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    shades = bytes(bitmap.buffer)
    bitmap.close()
    page.close()
    return b"P5 %d %d 255\n" % (width, height) + b"".join(
        shades[row * stride : row * stride + width] for row in range(height)
    )


def draw_page(document: PdfDocument, number: int, width: int, height: int) -> DrawnPage:
    """Draw the page of that number in colour, `width` pixels wide, or less if it were higher than `height`."""
    from pypdfium2 import raw

    document.init_forms()  # else what was filled in is not drawn; before the page is loaded
    page = document[number - 1]
    across, down = page.get_size()
    scale = min(width / max(across, 1), height / max(down, 1))
    bitmap = page.render(scale=scale, force_bitmap_format=raw.FPDFBitmap_BGR)
    text = page.get_textpage()
    seen = bitmap.get_posconv(page)
    marks, places = "", []
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place, loose=True)
        (x1, y1), (x2, y2) = seen.to_bitmap(left, top), seen.to_bitmap(right, bottom)
        marks += _mark(text, place)
        places.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    pixels = bytes(bitmap.buffer)
    drawn = DrawnPage(bitmap.width, bitmap.height, bitmap.stride, pixels, marks, tuple(places))
    for opened in (text, bitmap, page):
        opened.close()
    return drawn


def _mark(text: Any, place: int) -> str:
    """Return one mark of a page's text; half of one that is written as two is shown as unknown."""
    from pypdfium2 import raw

    mark = chr(raw.FPDFText_GetUnicode(text.raw, place))
    return "\ufffd" if "\ud800" <= mark <= "\udfff" else mark


def _is_picture(page: Any, lines: Sequence[Sequence[Word]]) -> bool:
    """Tell whether a page is drawn on but has next to no text."""
    from pypdfium2 import raw

    letters = sum(mark.isalpha() for line in lines for word in line for mark in word.text)
    if letters >= _LETTERS:
        return False
    kinds = [raw.FPDF_PAGEOBJ_IMAGE] if lines else None
    return next(iter(page.get_objects(filter=kinds, max_depth=2)), None) is not None


def _lines(page: Any) -> list[list[Word]]:
    """Return the words of each line of a page."""
    from pypdfium2 import raw

    text = page.get_textpage()
    found: list[list[Word]] = []
    line: list[Word] = []
    letters, box, spaced = "", (0.0, 0.0, 0.0, 0.0), False
    first = 0

    def close_word() -> None:
        nonlocal letters, spaced
        if letters:
            line.append(Word(letters, *box, _is_bold(text, first), spaced))
            letters, spaced = "", False

    for place in range(text.count_chars()):
        mark = chr(raw.FPDFText_GetUnicode(text.raw, place))
        if mark in "\r\n" or mark in _HYPHENS:
            letters += "-" if mark in _HYPHENS and letters else ""
            close_word()
            found, line, spaced = [*found, line] if line else found, [], False
            continue
        if mark.isspace() or mark == "\u00a0":
            close_word()
            spaced = True
            continue
        left, bottom, right, top = text.get_charbox(place, loose=True)
        if letters and abs((top - bottom) - (box[3] - box[1])) > 0.15 * (box[3] - box[1]):
            close_word()
        if letters:
            box = (min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top))
        else:
            box, first = (left, bottom, right, top), place
        letters += mark
    close_word()
    text.close()
    return [*found, line] if line else found


def _is_bold(text: Any, place: int) -> bool:
    """Tell whether a letter is bold by the weight of its font, or by its name: the standard fonts state no weight."""
    from pypdfium2 import raw

    if raw.FPDFText_GetFontWeight(text.raw, place) >= _BOLD:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, place, name, len(name), flags)
    return b"bold" in name.value.lower()


def _rules(page: Any) -> list[Rule]:
    """Return the straight lines of a page that run along its edges, sides of boxes included."""
    from pypdfium2 import raw

    found: list[Rule] = []
    counted = 0
    width, height = page.get_size()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        counted += raw.FPDFPath_CountSegments(drawn.raw)
        if counted > _SEGMENTS:
            return []
        if raw.FPDFPath_CountSegments(drawn.raw) > 6:
            found += _sides(drawn)
            continue
        left, bottom, right, top = drawn.get_bounds()
        if right - left > width * 0.9 and top - bottom > height * 0.9:
            continue  # the page's background
        if top - bottom < _THIN:
            found.append(Rule("x", (top + bottom) / 2, left, right))
        elif right - left < _THIN:
            found.append(Rule("y", (left + right) / 2, bottom, top))
        else:
            found += [Rule("x", place, left, right) for place in (bottom, top)]
            found += [Rule("y", place, bottom, top) for place in (left, right)]
    return found


def _sides(drawn: Any) -> list[Rule]:
    """Return the straight lines of one path of many."""
    from pypdfium2 import raw

    matrix = drawn.get_matrix()
    found: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for place in range(raw.FPDFPath_CountSegments(drawn.raw)):
        segment = raw.FPDFPath_GetPathSegment(drawn.raw, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if before and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            (x1, x2), (y1, y2) = sorted((before[0], point[0])), sorted((before[1], point[1]))
            if y2 - y1 < 1 < x2 - x1:
                found.append(Rule("x", y1, x1, x2))
            elif x2 - x1 < 1 < y2 - y1:
                found.append(Rule("y", x1, y1, y2))
        before = point
    return found
