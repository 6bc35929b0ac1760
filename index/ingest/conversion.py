"""Convert the bytes of a file to Markdown, by the reader of its format.

Runs in the child process of `index.ingest.sandbox`, as the files are untrusted.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from index.errors import UnreadableFile
from index.ingest.converted_text import Conversion, normalise
from index.ingest.decoding import decode, decode_declared
from index.ingest.document_title import choose_title
from index.ingest.email_message import read_email
from index.ingest.epub_book import read_epub
from index.ingest.front_matter import read_front_matter
from index.ingest.html_markdown import plain_markdown, unescaped
from index.ingest.markdown_dialect import plain_dialect
from index.ingest.open_document import read_open_document
from index.ingest.pdf import read_pdf
from index.ingest.presentation import read_presentation
from index.ingest.spreadsheet import read_spreadsheet
from index.ingest.text_boxes import boxes_as_markdown
from index.ingest.text_structure import add_structure
from index.ingest.text_tables import tables_as_markdown
from index.ingest.webpage import read_page, without_navigation
from index.ingest.word_document import read_word
from index.statement import state

FileKind = Literal["markdown", "text", "html", "pdf", "docx", "xlsx", "pptx", "odt", "epub", "eml"]

CHARACTERS = 20_000_000  # of text: about 8,000 pages


def convert(data: bytes, kind: FileKind) -> Conversion:
    """Return the Markdown of a file's bytes. Raise `UnreadableFile` if no text can be extracted.

    >>> convert("# Guide\\r\\n\\r\\nLe coût\\u00a0: 5.".encode(), "markdown")
    Conversion(markdown='# Guide\\n\\nLe coût : 5.', title='Guide', owner='', language='', warnings=())
    """
    conversion = _READERS[kind](data)
    if len(conversion.markdown) > CHARACTERS:
        raise UnreadableFile("too_large", state("refused.characters", most=CHARACTERS), state("mend.split_parts"))
    if not re.search(r"[^\W\d_]{2}", re.sub(r"(?m)^(?:#|<!--).*$", "", conversion.markdown)):
        raise UnreadableFile("empty", state("refused.no_text"), state("mend.with_content"))
    return replace(conversion, warnings=tuple(dict.fromkeys(conversion.warnings)))


def _markdown(data: bytes) -> Conversion:
    written, warnings = decode(data)
    front = read_front_matter(normalise(written))
    text, doubts = plain_dialect(front.body)
    title = choose_title(front.title, text)
    return Conversion(text, title, front.owner, warnings=(*warnings, *front.warnings, *doubts))


def _text(data: bytes) -> Conversion:
    written, warnings = decode(data)
    text = add_structure(without_navigation(normalise(tables_as_markdown(boxes_as_markdown(written)))))
    return Conversion(text, choose_title("", text), warnings=warnings)


def _html(data: bytes) -> Conversion:
    written, warnings = decode_declared(data)
    page = read_page(normalise(written))
    markdown = normalise(without_navigation(plain_markdown(page.main)) if page.main else unescaped(page.markdown))
    return Conversion(
        markdown, choose_title(page.title, markdown), page.site, page.language, (*warnings, *page.warnings)
    )


_READERS = {
    "markdown": _markdown,
    "text": _text,
    "html": _html,
    "pdf": read_pdf,
    "docx": read_word,
    "xlsx": read_spreadsheet,
    "pptx": read_presentation,
    "odt": read_open_document,
    "epub": read_epub,
    "eml": read_email,
}
