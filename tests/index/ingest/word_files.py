"""Word documents for the tests, with text parts built by hand."""

from __future__ import annotations

import io
import zipfile

import docx

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def run(text: str, properties: str = "") -> str:
    """Return a run of text with properties of its letters."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph of runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def word_file(body: str, title: str = "", **parts: str) -> bytes:
    """Return a document with that body; `parts` are further parts of the folder word/, by their names."""
    document = docx.Document()
    document.core_properties.title = title
    made, stream = io.BytesIO(), io.BytesIO()
    document.save(made)
    names = f'xmlns:w="{SPACE}" xmlns:mc="{_MARKUP}" xmlns:wps="{_SHAPE}"'
    texts = {"word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>"}
    texts |= {f"word/{name}.xml": text.replace(">", f" {names}>", 1) for name, text in parts.items()}
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(stream, "w") as new:
        for name in {*old.namelist(), *texts}:
            new.writestr(name, texts.get(name) or old.read(name))
    return stream.getvalue()


def numbering(*levels: tuple[str, str]) -> str:
    """Return a numbering part with one numbering, "7", of levels: the form and the pattern of each."""
    written = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    return (
        f'<w:numbering><w:abstractNum w:abstractNumId="3">{written}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )


def numbered(depth: int) -> str:
    """Return the property of a paragraph of numbering "7" at a level."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>'


def row(*cells: tuple[str, str]) -> str:
    """Return a row of a table: the text and the properties of each cell."""
    return f"<w:tr>{''.join(f'<w:tc><w:tcPr>{p}</w:tcPr>{paragraph(run(text))}</w:tc>' for text, p in cells)}</w:tr>"


def text_box(text: str, fallback: bool) -> str:
    """Return a run with a text box, as newer versions of Word write it, with the fallback for older ones or without."""
    inner = f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"
    old = f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback>" if fallback else ""
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
    return f"<w:r><mc:AlternateContent>{choice}{old}</mc:AlternateContent></w:r>"
