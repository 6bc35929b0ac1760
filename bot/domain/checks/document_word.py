"""Check documents as Word files, by python-docx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from bot.domain.checks.check_document import CheckDocument, DocumentLine, Heading, Table, TextStyle

if TYPE_CHECKING:
    from docx.document import Document

_STYLES: dict[TextStyle, str] = {"plain": "Normal", "strong": "Normal", "small": "Normal", "quote": "Quote"}
_PAGE = 170  # millimetres between the margins of A4


def to_word(content: CheckDocument) -> bytes:
    """Return the document as a .docx with real headings and tables, which can be edited further."""
    document = _document(content)
    for block in content.blocks:
        match block:
            case Heading(text, level):
                document.add_heading(text, level)
            case DocumentLine(text, style):
                _line(document, text, style)
            case Table():
                _table(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _document(content: CheckDocument) -> Document:
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


def _line(document: Document, text: str, style: TextStyle) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=_STYLES[style])
    paragraph.paragraph_format.keep_with_next = style == "strong" or None
    run = paragraph.add_run(text)
    run.bold = style == "strong" or None
    if style == "small":
        run.font.size = Pt(9)


def _table(document: Document, table: Table) -> None:
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
