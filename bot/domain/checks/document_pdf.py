"""Check documents as PDF, by fpdf2. The fonts beside this module hold what French and English need."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.checks.check_document import CheckDocument, DocumentLine, Heading, Table, TextStyle

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).parent / "fonts"
_FACES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_FONT = "DejaVu"
_MARGIN, _FOOT = 18, 14  # millimetres
_SIZES: dict[TextStyle, float] = {"plain": 10, "strong": 10, "small": 8.5, "quote": 9}  # points
_ABSENT = "\N{REPLACEMENT CHARACTER}"


def to_pdf(content: CheckDocument) -> bytes:
    """Return the document as a PDF on A4 with its fonts inside; characters that they lack show as a replacement."""
    document = _document(content)
    _write(document, content.title, 16, bold=True, after=3)
    for block in content.blocks:
        match block:
            case Heading(text, level):
                _heading(document, text, level)
            case DocumentLine(text, style):
                _line(document, text, style)
            case Table():
                _table(document, block)
    return bytes(document.output())


def _document(content: CheckDocument) -> FPDF:
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


def _heading(document: FPDF, text: str, level: int) -> None:
    _keep_together(document, 30)
    document.ln(4 if level == 1 else 2)
    _write(document, text, 13 if level == 1 else 10.5, bold=True, after=1.5)


def _line(document: FPDF, text: str, style: TextStyle) -> None:
    if style == "strong":
        _keep_together(document, 24)
    indent = 4 if style == "quote" else 0
    document.set_left_margin(_MARGIN + indent)
    _write(document, text, _SIZES[style], bold=style == "strong", after=1.2)
    document.set_left_margin(_MARGIN)


def _keep_together(document: FPDF, height: float) -> None:
    """Begin a new page unless `height` millimetres are left on this one."""
    if document.will_page_break(height):
        document.add_page()


def _write(document: FPDF, text: str, size: float, bold: bool, after: float) -> None:
    document.set_font(_FONT, "B" if bold else "", size)
    document.set_x(document.l_margin)
    document.multi_cell(0, size * 0.5, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")
    document.ln(after)


def _table(document: FPDF, table: Table) -> None:
    document.set_font(_FONT, size=8.5)
    with document.table(col_widths=table.widths, text_align="LEFT", line_height=4.4, padding=1) as shown:
        for cells in (table.header, *table.rows):
            row = shown.row()
            for cell in cells:
                row.cell(printable(cell))
    document.ln(2)


def printable(text: str) -> str:
    """Return `text` with a replacement for every character that the fonts lack.

    >>> printable("Œuvre d’été « ɓɗŋ » → 漢")
    'Œuvre d’été « ɓɗŋ » → �'
    """
    return "".join(c if c == "\n" or ord(c) in _covered() else _ABSENT for c in text)


@cache
def _covered() -> frozenset[int]:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

    document = FPDF()
    document.add_font(_FONT, "", _FONTS / _FACES[""])
    found = next(iter(document.fonts.values()))
    assert isinstance(found, TTFFont)
    return frozenset(found.cmap)
