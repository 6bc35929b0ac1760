"""Read an EPUB book: the pages of its spine in order (EPUB 3.3, 5.7)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.ingest.bold_headings import with_bold_headings
from index.ingest.converted_text import Conversion
from index.ingest.decoding import decode_declared
from index.ingest.document_title import choose_title
from index.ingest.html_markdown import html_to_markdown
from index.ingest.office_package import damaged, open_package

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTAINER = "META-INF/container.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z]+:", re.IGNORECASE)  # of the web, not of a page of the book
_NOT_READ = re.compile(r"<(script|style|nav)\b.*?</\1>", re.DOTALL | re.IGNORECASE)


def read_epub(data: bytes) -> Conversion:
    """Return the text of a book. Raise `UnreadableFile` if it can't be read safely."""
    from lxml import etree

    with open_package(data, "epub", _CONTAINER) as parts:
        root_file = etree.fromstring(parts.read(_CONTAINER)).find(".//{*}rootfile")
        if root_file is None:
            raise damaged("epub")
        path = root_file.get("full-path") or ""
        package = etree.fromstring(parts.read(path))
        stated = {name: package.findtext(f".//{_DC}{name}") or "" for name in ("title", "language", "publisher")}
        # as one page, as a note may stand in another file than its mark
        markdown, warnings = html_to_markdown("".join(_pages(parts, package, posixpath.dirname(path))) or "<p></p>")
    title = choose_title(stated["title"], markdown)
    return Conversion(with_bold_headings(markdown), title, stated["publisher"], stated["language"], warnings)


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
            yield _in_one_book(body[1], name) if body else ""


def _in_one_book(body: str, name: str) -> str:
    """Return the body of the page `name` with names and links that hold in the whole book, without page numbers.

    >>> _in_one_book("<p><a href='notes.xhtml#n1'>1</a><i id='b'>Là</i></p>", "text/c1.xhtml")
    '<div><p><a href="#text/notes.xhtml#n1">1</a><i id="text/c1.xhtml#b">Là</i></p></div>'
    >>> _in_one_book("<p>Deux<span epub:type='pagebreak'>12</span> jours</p>", "c1.xhtml")
    '<div><p>Deux jours</p></div>'
    """
    from lxml.html import fragment_fromstring, tostring

    tree: HtmlElement = fragment_fromstring(body, create_parent="div")
    for element in [part for part in tree.iter() if isinstance(part.tag, str)]:
        if "pagebreak" in (element.get("epub:type") or element.get("role") or ""):
            element.drop_tree()
            continue
        for key in {"id", "name"} & set(element.attrib):
            element.set(key, f"{name}#{element.get(key)}")
        link = element.get("href") or ""
        if element.tag == "a" and link and not _ADDRESS.match(link):
            file, _, place = unquote(link).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            element.set("href", f"#{target}#{place}")
    return str(tostring(tree, encoding="unicode"))
