"""Read an EPUB book: the pages of its spine in order (EPUB 3.3, 5.7)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from index.ingest.converted_text import Conversion, normalise
from index.ingest.decoding import decode_declared
from index.ingest.document_title import choose_title
from index.ingest.html_markdown import html_to_markdown
from index.ingest.office_package import damaged, open_package

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_NOT_READ = re.compile(r"<(script|style|nav)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


def read_epub(data: bytes) -> Conversion:
    """Return the text of a book. Raise `UnreadableFile` if it can't be read safely."""
    from lxml import etree

    with open_package(data, "EPUB book", _CONTAINER) as parts:
        root_file = etree.fromstring(parts.read(_CONTAINER)).find(".//{*}rootfile")
        if root_file is None:
            raise damaged("EPUB book")
        path = root_file.get("full-path") or ""
        package = etree.fromstring(parts.read(path))
        stated = {name: package.findtext(f".//{_DC}{name}") or "" for name in ("title", "language", "publisher")}
        pages = [html_to_markdown(page) for page in _pages(parts, package, posixpath.dirname(path))]
    markdown = normalise("\n\n".join(text for text, _ in pages if text))
    warnings = tuple(warning for _, found in pages for warning in found)
    return Conversion(
        markdown, choose_title(stated["title"], markdown), stated["publisher"], stated["language"], warnings
    )


def _pages(parts: zipfile.ZipFile, package: object, folder: str) -> Iterator[str]:
    """Yield the body of each page of the spine, save the table of contents."""
    items = {item.get("id"): item for item in package.iterfind("{*}manifest/{*}item")}  # type: ignore[attr-defined]  # lxml has no types
    for place in package.iterfind("{*}spine/{*}itemref"):  # type: ignore[attr-defined]  # as above
        item = items.get(place.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        if name in parts.namelist():
            page = _NOT_READ.sub("", decode_declared(parts.read(name))[0])
            body = _BODY.search(page)
            yield body[1] if body else ""
