"""Read the words, drawn lines and pictures of PDF pages through PDFium (pypdfium2).

Not through markitdown: it reads each PDF twice at up to 0.3 s a page, and loses the ends of pages and the size of
letters, by which running heads and headings are recognised.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import UnreadableFile
from index.ingest.pdf_letters import TurnedLetter, are_unnamed, closed_up, turned_lines
from index.ingest.pdf_line import Word
from index.statement import state

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PAGES = 2_000  # a file with more is refused
_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_SECURITY = 5  # FPDF_ERR_SECURITY
_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen and the line's end after it
_SAMPLE = 300  # letters of a page that tell which way its text is turned
_MOSTLY = 0.6  # of them
_BOLD = 600
_SYMBOLS = (b"wingdings", b"webdings", b"dingbats")  # in the names of fonts
_SEGMENTS = 20_000  # of a page's paths; what is drawn with more is a picture
_THIN = 3.0  # points: a narrower shape is a line
_LETTERS = 20  # on a page; a picture with fewer is a scan
_DPI = 300  # at which Tesseract reads best

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn on a page, along `x` or along `y`: its place on the other axis, its start and its end."""

    along: str
    place: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page: its number from 1, the words of each line in the file's order, its rules, and whether it is drawn on.

    `unnamed` tells that its fonts don't name its letters, which so can't be told.
    """

    number: int
    lines: tuple[tuple[Word, ...], ...]
    rules: tuple[Rule, ...] = ()
    drawn: bool = False
    unnamed: bool = False


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
            raise UnreadableFile("encrypted", state("refused.password"), state("mend.unlock")) from error
        raise UnreadableFile(
            "corrupt", state("refused.damaged", kind=state("kind.pdf")), state("mend.export")
        ) from error
    if count > PAGES:
        raise UnreadableFile("too_large", state("refused.pages", count=count, most=PAGES), state("mend.split_parts"))
    return document


def read_pages(document: PdfDocument) -> tuple[list[PdfPage], list[int]]:
    """Return the pages of a PDF, and the numbers of those that are broken."""
    from pypdfium2 import PdfiumError

    pages: list[PdfPage] = []
    broken: list[int] = []
    for place in range(len(document)):
        try:
            page = document[place]
            turns = _quarter_turns(page)
            lines = tuple(map(tuple, _lines(page, turns)))
            drawn = _is_picture(page, lines)
            rules = tuple(_upright_rule(rule, turns, page.get_size()) for rule in _rules(page)) if lines else ()
            pages.append(PdfPage(place + 1, lines, rules, drawn, are_unnamed(lines)))
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


def _quarter_turns(page: Any) -> int:
    """Return the number of quarter turns of the text of a page, as wide tables on upright pages are."""
    from pypdfium2 import raw

    text = page.get_textpage()
    step = max(1, text.count_chars() // _SAMPLE)
    angles = [raw.FPDFText_GetCharAngle(text.raw, place) for place in range(0, text.count_chars(), step)]
    text.close()
    turns = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles)
    most, count = next(iter(turns.most_common(1)), (0, 0))
    return most if count > _MOSTLY * len(angles) else 0


def _upright(box: Box, turns: int, size: tuple[float, float]) -> Box:
    """Return the place of a letter on a page that is turned so that its text is upright.

    >>> _upright((490, 475, 502, 482), 1, (595, 842)), _upright((490, 475, 502, 482), 3, (595, 842))
    ((360, 490, 367, 502), (475, 93, 482, 105))
    """
    left, bottom, right, top = box
    if turns == 1:
        return size[1] - top, left, size[1] - bottom, right
    return (bottom, size[0] - right, top, size[0] - left) if turns == 3 else box


def _upright_rule(rule: Rule, turns: int, size: tuple[float, float]) -> Rule:
    """Return a drawn line on a page that is turned so that its text is upright.

    >>> _upright_rule(Rule("x", 700, 50, 90), 1, (595, 842))
    Rule(along='y', place=142, start=50, end=90)
    """
    if turns not in (1, 3):
        return rule
    level = rule.along == "x"
    box = (rule.start, rule.place, rule.end, rule.place) if level else (rule.place, rule.start, rule.place, rule.end)
    left, bottom, right, top = _upright(box, turns, size)
    return Rule("y", left, bottom, top) if level else Rule("x", bottom, left, right)


def _lines(page: Any, turns: int) -> list[list[Word]]:
    """Return the words of each line of a page."""
    from pypdfium2 import raw

    text = page.get_textpage()
    found: list[list[Word]] = []
    line: list[Word] = []
    turned: list[TurnedLetter] = []
    letters, box, spaced = "", (0.0, 0.0, 0.0, 0.0), False
    first = 0
    size = page.get_size()

    def close_word() -> None:
        nonlocal letters, spaced
        if letters:
            bold, symbol = _font(text, first)
            line.append(Word("•" if symbol and len(letters) == 1 else letters, *box, bold, spaced))
            letters, spaced = "", False

    for place in range(text.count_chars()):
        mark = chr(raw.FPDFText_GetUnicode(text.raw, place))
        if mark in "\r\n" or mark in _HYPHENS:
            letters += "-" if mark in _HYPHENS and letters else ""
            close_word()
            found, line, spaced = [*found, line] if line else found, [], False
            continue
        left, bottom, right, top = _upright(text.get_charbox(place, loose=True), turns, size)
        side = (round(raw.FPDFText_GetCharAngle(text.raw, place) / (math.pi / 2)) - turns) % 4
        if side in (1, 3):
            turned.append(TurnedLetter(mark, left, bottom, right, top, upwards=side == 3))
        if mark.isspace() or mark == "\u00a0":
            close_word()
            spaced = True
        if mark.isspace() or side in (1, 3):
            continue
        if letters and abs((top - bottom) - (box[3] - box[1])) > 0.15 * (box[3] - box[1]):
            close_word()
        if letters:
            box = (min(box[0], left), min(box[1], bottom), max(box[2], right), max(box[3], top))
        else:
            box, first = (left, bottom, right, top), place
        letters += mark
    close_word()
    text.close()
    return [*map(closed_up, [*found, *([line] if line else [])]), *turned_lines(turned)]


def _font(text: Any, place: int) -> tuple[bool, bool]:
    """Tell whether a letter is bold, and whether it is a symbol: the letters of such fonts stand for bullets.

    The standard fonts state no weight: their names do.
    """
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text.raw, place, name, len(name), flags)
    family = name.value.lower()
    bold = raw.FPDFText_GetFontWeight(text.raw, place) >= _BOLD or b"bold" in family
    return bold, any(symbols in family for symbols in _SYMBOLS)


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
