"""A document with headings, lines, tables and drawings, such as a check results in, as PDF and as Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.domain.drawing import Drawing
from corpus.language import Language

if TYPE_CHECKING:
    from docx.document import Document
    from fpdf import FPDF

TextStyle = Literal["plain", "strong", "small", "quote"]

_FONTS = Path(__file__).parent / "fonts"
_FACES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_FONT = "DejaVu"
_ABSENT = "\N{REPLACEMENT CHARACTER}"
_MARGIN, _FOOT = 18, 14  # millimetres
_PIXEL = 0.25  # millimetres of a CSS pixel of a drawing
_PAGE = 170  # millimetres between the margins of A4
_LEADING, _FIRST_LINES, _FIRST_ROWS = 14, 14, 50  # millimetres of a heading, and of what must follow it on its page
_PDF_SIZES: dict[TextStyle, float] = {"plain": 10, "strong": 10, "small": 8.5, "quote": 9}  # points
_WORD_STYLES: dict[TextStyle, str] = {"plain": "Normal", "strong": "Normal", "small": "Normal", "quote": "Quote"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or second level below the title."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paragraph and its style. A strong one stays on the page of what follows it."""

    text: str
    style: TextStyle = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as `header` has; `widths` are the columns' shares of the page."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


DocumentBlock: TypeAlias = Heading | DocumentLine | Table | Drawing


@dataclass(frozen=True, slots=True)
class CheckDocument:
    """A whole document. `footer` holds {n} and {all} for the page's number and their count."""

    language: Language
    title: str
    blocks: tuple[DocumentBlock, ...]
    footer: str
    author: str = "Relais"


def to_pdf(content: CheckDocument) -> bytes:
    """Return the document as a PDF on A4 with its fonts inside; characters that they lack show as a replacement."""
    document = _pdf_document(content)
    _write_pdf(document, content.title, 16, bold=True, after=3)
    for place, block in enumerate(content.blocks):
        if place == 0 or not _leads(content.blocks[place - 1]):
            _keep_together(document, _led_height(content.blocks[place:]))
        match block:
            case Heading(text, level):
                _add_pdf_heading(document, text, level)
            case DocumentLine(text, style):
                _add_pdf_line(document, text, style)
            case Table():
                _add_pdf_table(document, block)
            case Drawing():
                _add_pdf_drawing(document, block)
    return bytes(document.output())


def to_word(content: CheckDocument) -> bytes:
    """Return the document as a .docx with real headings and tables, which can be edited further.

    Of a drawing it has the description.
    """
    document = _word_document(content)
    for block in content.blocks:
        match block:
            case Heading(text, level):
                document.add_heading(text, level)
            case DocumentLine(text, style):
                _add_word_line(document, text, style)
            case Table():
                _add_word_table(document, block)
            case Drawing():
                _add_word_line(document, block.description, "small")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def printable(text: str) -> str:
    """Return `text` with a replacement for every character that the fonts lack.

    >>> printable("Œuvre d’été « ɓɗŋ » → 漢")
    'Œuvre d’été « ɓɗŋ » → �'
    """
    return "".join(c if c == "\n" or ord(c) in _covered() else _ABSENT for c in text)


def _pdf_document(content: CheckDocument) -> FPDF:
    from fpdf import FPDF

    class Numbered(FPDF):
        """A document with page numbers; fpdf2 asks for its footer by this method."""

        def footer(self) -> None:
            self.set_y(-_FOOT)
            self.set_font(_FONT, size=8)
            text = content.footer.replace("{n}", str(self.page_no())).replace("{all}", self.str_alias_nb_pages)
            self.cell(0, 5, printable(text), align="C")

    document = Numbered(format="A4")
    for style, name in _FACES.items():
        document.add_font(_FONT, style, _FONTS / name)
    document.set_margins(_MARGIN, _MARGIN)
    document.set_auto_page_break(True, _MARGIN + _FOOT / 2)
    document.set_title(printable(content.title))
    document.set_author(content.author)
    document.set_lang({"fr": "fr-FR", "en": "en-GB"}[content.language])
    document.add_page()
    return document


def _add_pdf_heading(document: FPDF, text: str, level: int) -> None:
    document.ln(4 if level == 1 else 2)
    _write_pdf(document, text, 13 if level == 1 else 10.5, bold=True, after=1.5)


def _add_pdf_line(document: FPDF, text: str, style: TextStyle) -> None:
    indent = 4 if style == "quote" else 0
    document.set_left_margin(_MARGIN + indent)
    _write_pdf(document, text, _PDF_SIZES[style], bold=style == "strong", after=1.2)
    document.set_left_margin(_MARGIN)


def _add_pdf_table(document: FPDF, table: Table) -> None:
    document.set_font(_FONT, size=8.5)
    with document.table(col_widths=table.widths, text_align="LEFT", line_height=4.4, padding=1) as shown:
        for cells in (table.header, *table.rows):
            row = shown.row()
            for cell in cells:
                row.cell(printable(cell))
    document.ln(2)


def _add_pdf_drawing(document: FPDF, drawing: Drawing) -> None:
    """Draw at the left margin, and leave the drawing's room."""
    width, height = drawing.width * _PIXEL, drawing.height * _PIXEL
    if document.will_page_break(height):
        document.add_page()
    top, box = document.get_y(), f"0 0 {drawing.width} {drawing.height}"
    attributes = f'xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="{_FONT}"'
    svg = f"<svg {attributes}>{printable(drawing.svg)}</svg>"
    document.image(io.BytesIO(svg.encode()), x=document.l_margin, y=top, w=width, h=height)
    document.set_xy(document.l_margin, top + height + 2)


def _write_pdf(document: FPDF, text: str, size: float, bold: bool, after: float) -> None:
    document.set_font(_FONT, "B" if bold else "", size)
    document.set_x(document.l_margin)
    document.multi_cell(0, size * 0.5, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")
    document.ln(after)


def _leads(block: DocumentBlock) -> bool:
    """Tell whether a block introduces the next one, and can't stand alone at the foot of a page."""
    return isinstance(block, Heading) or (isinstance(block, DocumentLine) and block.style == "strong")


def _led_height(blocks: Sequence[DocumentBlock]) -> float:
    """Return the millimetres of the introducing blocks that come first, with the beginning of what they introduce."""
    leading = list(takewhile(_leads, blocks))
    if not leading:
        return 0
    led = blocks[len(leading)] if len(leading) < len(blocks) else None
    if isinstance(led, Drawing):
        return _LEADING * len(leading) + led.height * _PIXEL
    return _LEADING * len(leading) + (_FIRST_ROWS if isinstance(led, Table) else _FIRST_LINES)


def _keep_together(document: FPDF, height: float) -> None:
    """Begin a new page unless `height` millimetres are left on this one."""
    if document.will_page_break(height):
        document.add_page()


@cache
def _covered() -> frozenset[int]:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

    document = FPDF()
    document.add_font(_FONT, "", _FONTS / _FACES[""])
    found = next(iter(document.fonts.values()))
    assert isinstance(found, TTFFont)
    return frozenset(found.cmap)


def _word_document(content: CheckDocument) -> Document:
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.title, document.core_properties.author = content.title, content.author
    document.core_properties.language = {"fr": "fr-FR", "en": "en-GB"}[content.language]
    document.add_heading(content.title, 0)
    section.footer.paragraphs[0].text = content.footer.rpartition(" · ")[0]  # Word counts its pages itself
    return document


def _add_word_line(document: Document, text: str, style: TextStyle) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=_WORD_STYLES[style])
    paragraph.paragraph_format.keep_with_next = style == "strong" or None
    run = paragraph.add_run(text)
    run.bold = style == "strong" or None
    if style == "small":
        run.font.size = Pt(9)


def _add_word_table(document: Document, table: Table) -> None:
    from docx.shared import Mm

    shown = document.add_table(rows=0, cols=len(table.header))
    shown.style = "Table Grid"
    for number, cells in enumerate((table.header, *table.rows)):
        row = shown.add_row()
        for cell, text, share in zip(row.cells, cells, table.widths, strict=True):
            cell.width = Mm(_PAGE * share / sum(table.widths))
            cell.text = text
            if number == 0:
                cell.paragraphs[0].runs[0].bold = True
