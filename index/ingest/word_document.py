"""Convert a Word document: its XML is first reduced to the text that holds, then mammoth converts it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from index.ingest.bold_headings import with_bold_headings
from index.ingest.converted_text import Conversion
from index.ingest.document_title import as_title, choose_title, with_subtitle
from index.ingest.html_markdown import html_to_markdown
from index.ingest.office_package import core_title, open_package
from index.ingest.word_note import inline_notes
from index.ingest.word_numbering import read_numbering, write_numbers
from index.ingest.word_revision import accept_revisions
from index.ingest.word_style import W, WordStyles, read_styles, style_of
from index.statement import Statement, state

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEXT = "word/document.xml"
_STYLE_MAP = "p[style-name='Title'] => h1:fresh"  # Word's own title style, which mammoth takes for a paragraph

_COVER = 12  # paragraphs among which the title and the subtitle stand


def read_word(data: bytes) -> Conversion:
    """Return the text of a Word document. Raise `UnreadableFile` if it can't be read safely."""
    import mammoth

    with open_package(data, "docx", _TEXT) as parts:
        title = core_title(parts)
        warnings, cover, reduced = _reduced(parts)
        found = mammoth.convert_to_html(
            io.BytesIO(reduced), style_map=_STYLE_MAP, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        )
        markdown, doubts = html_to_markdown(found.value)
    unmerged = any("cell merging may be incorrect" in message.message for message in found.messages)
    title = choose_title(as_title(title) or cover, markdown)
    warnings = (*warnings, *doubts, *([state("file.merged_cells")] if unmerged else []))
    return Conversion(with_bold_headings(markdown), title, warnings=warnings)


def _reduced(parts: zipfile.ZipFile) -> tuple[tuple[Statement, ...], str, bytes]:
    """Return the warnings for a document, the title on its cover, and its bytes with the text part reduced."""
    from lxml import etree

    root = etree.fromstring(parts.read(_TEXT))
    styles = read_styles(_root(parts, "word/styles.xml"))
    warnings = accept_revisions(root, styles)
    _fill_skipped_columns(root)
    for kind in ("footnote", "endnote"):
        _inline(root, _root(parts, f"word/{kind}s.xml"), kind, styles)
    write_numbers(root, styles, read_numbering(_root(parts, "word/numbering.xml")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for name in parts.namelist():
            written.writestr(name, etree.tostring(root) if name == _TEXT else parts.read(name))
    return warnings, _cover_title(root, styles), stream.getvalue()


def _cover_title(root: Element, styles: WordStyles) -> str:
    """Return the title and the subtitle that open a document, "" unless it has both."""
    named = [
        (styles.name(style_of(p)).lower(), "".join(t.text or "" for t in p.iter(f"{W}t"))) for p in root.iter(f"{W}p")
    ]
    opening = named[:_COVER]
    titles, subtitles = ([text for style, text in opening if style == name] for name in ("title", "subtitle"))
    return with_subtitle(titles, subtitles)


def _root(parts: zipfile.ZipFile, name: str) -> Element | None:
    """Return the root of a part, or None if the document has no such part."""
    from lxml import etree

    return etree.fromstring(parts.read(name)) if name in parts.namelist() else None


def _inline(root: Element, notes: Element | None, kind: str, styles: WordStyles) -> None:
    if notes is not None:
        accept_revisions(notes, styles)
    inline_notes(root, notes, kind)


def _fill_skipped_columns(root: Element) -> None:
    """Give rows that begin further right the empty cells before them, so that no value moves to another column."""
    for row in root.iter(f"{W}tr"):
        skipped = row.find(f"{W}trPr/{W}gridBefore")
        first = row.find(f"{W}tc")
        if skipped is None or first is None:
            continue
        for _ in range(min(int(skipped.get(f"{W}val") or 0), 100)):
            cell = row.makeelement(f"{W}tc", {})
            cell.append(cell.makeelement(f"{W}p", {}))
            first.addprevious(cell)
