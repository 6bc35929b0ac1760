"""Read an OpenDocument text (.odt): its XML becomes HTML, which is then read as that of other formats is.

What is deleted stands in a list of tracked changes, apart from the text (OpenDocument 1.3, part 3, 5.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from index.ingest.bold_headings import with_bold_headings
from index.ingest.converted_text import Conversion
from index.ingest.document_title import as_title, choose_title, with_subtitle
from index.ingest.html_markdown import html_to_markdown
from index.ingest.office_package import open_package
from index.ingest.open_numbering import NUMBER, WRITTEN, join_lists, read_list_levels, write_numbers
from index.ingest.word_note import NOTE
from index.statement import state

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _OFFICE, _SVG, _FO, _DRAW = (
    _NS % name for name in ("text", "table", "style", "office", "svg-compatible", "xsl-fo-compatible", "drawing")
)
_COVER = 12  # paragraphs among which the title and the subtitle stand
_DROPPED = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}table-of-content",
        f"{_TEXT}hidden-text",
        f"{_TEXT}hidden-paragraph",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}annotation",
        f"{_OFFICE}annotation-end",
        f"{_TEXT}illustration-index",
        f"{_TEXT}table-index",
        f"{_TEXT}object-index",
        f"{_TEXT}alphabetical-index",
        f"{_SVG}title",
        f"{_SVG}desc",
    }
)
_LISTS = frozenset({f"{_TEXT}list", f"{_TEXT}list-item"})
_MOST = 200  # times that an empty cell or row may say that it is repeated


@dataclass(frozen=True, slots=True)
class _Styles:
    """The ids of the styles that strike out, hide, embolden or raise text, and of those that are a title."""

    struck: frozenset[str]
    hidden: frozenset[str]
    bold: frozenset[str]
    titles: frozenset[str]
    raised: frozenset[str]


def read_open_document(data: bytes) -> Conversion:
    """Return the text of an OpenDocument file. Raise `UnreadableFile` if it can't be read safely."""
    from lxml import etree

    with open_package(data, "odt", "content.xml") as parts:
        content = etree.fromstring(parts.read("content.xml"))
        roots = [etree.fromstring(parts.read(name)) for name in ("styles.xml", "meta.xml") if name in parts.namelist()]
        title = next(
            (found for root in roots if (found := root.findtext(".//{http://purl.org/dc/elements/1.1/}title"))), ""
        )
        body = content.find(f"{_OFFICE}body/{_OFFICE}text")
        styles = _styles([content, *roots])
        if body is not None:
            write_numbers(body, read_list_levels([content, *roots]))
            join_lists(body)
        html = "" if body is None else _children(body, styles)
        markdown, warnings = html_to_markdown(html or "<p></p>")
        cover = "" if body is None else _cover_title(body)
    notes = list(warnings)
    if any(element.get(f"{_TEXT}style-name") in styles.hidden for element in content.iter(f"{_TEXT}p", f"{_TEXT}span")):
        notes.append(state("file.hidden_text"))
    if next(content.iter(f"{_TEXT}changed-region"), None) is not None:
        notes.append(state("file.deleted_text"))
    if next(content.iter(f"{_OFFICE}annotation"), None) is not None:
        notes.append(state("file.comments"))
    drawn = 0 if body is None else sum(1 for _ in body.iter(f"{_DRAW}image", f"{_DRAW}object"))
    if drawn:
        notes.append(state("file.pictures", count=drawn))
    title = choose_title(as_title(title) or cover, markdown)
    return Conversion(with_bold_headings(markdown), title, warnings=tuple(notes))


def _cover_title(body: Element) -> str:
    """Return the title and the subtitle that open a document, "" unless it has both."""
    opening = list(body.iter(f"{_TEXT}p"))[:_COVER]
    titles, subtitles = (
        ["".join(p.itertext()) for p in opening if p.get(f"{_TEXT}style-name") == name]
        for name in ("Title", "Subtitle")
    )
    return with_subtitle(titles, subtitles)


def _styles(roots: list[Element]) -> _Styles:
    """Return the styles that matter, from the named ones and the automatic ones of the content, which come first."""
    found = (style for root in reversed(roots) for style in root.iter(f"{_STYLE}style"))
    named = {style.get(f"{_STYLE}name") or "": style for style in found}

    def of(attribute: str) -> dict[str, str]:
        return {name: _inherited(named, name, attribute) for name in named}

    struck = frozenset(name for name, how in of(f"{_STYLE}text-line-through-style").items() if how not in ("", "none"))
    hidden = frozenset(name for name, how in of(f"{_TEXT}display").items() if how == "none")
    bold = frozenset(name for name, how in of(f"{_FO}font-weight").items() if how == "bold")
    raised = frozenset(name for name, how in of(f"{_STYLE}text-position").items() if how.startswith("super"))
    titles = frozenset(name for name, style in named.items() if style.get(f"{_STYLE}parent-style-name") == "Title")
    return _Styles(struck, hidden, bold, titles | {"Title"}, raised)


def _inherited(named: Mapping[str, Element], name: str, attribute: str) -> str:
    """Return a property of a style's letters, or else of the nearest one that it is made from; "" if none has it."""
    seen: set[str] = set()
    while name in named and name not in seen:
        seen.add(name)
        letters = named[name].find(f"{_STYLE}text-properties")
        if letters is not None and (found := letters.get(attribute)):
            return str(found)
        name = named[name].get(f"{_STYLE}parent-style-name") or ""
    return ""


def _children(element: Element, styles: _Styles) -> str:
    """Return the content of an element as HTML: its text, and that of what it holds."""
    written = escape(element.text or "")
    for child in element:
        written += _html(child, styles) if isinstance(child.tag, str) else ""
        written += escape(child.tail or "")
    return written


def _html(element: Element, styles: _Styles) -> str:
    """Return an element as HTML; one that isn't known gives what it holds."""
    tag, style = element.tag, element.get(f"{_TEXT}style-name") or ""
    if tag in _DROPPED or style in styles.hidden:
        return ""
    if tag == f"{_TEXT}note":
        body = element.find(f"{_TEXT}note-body")
        text = "" if body is None else " ".join("".join(body.itertext()).split())
        return f" {NOTE.format(escape(text))}" if text else ""
    if tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
        return " "
    if tag == f"{_TEXT}line-break":
        return "<br>"
    if tag == f"{_TABLE}table":
        return f"<table>{''.join(_rows(element, styles))}</table>"
    name = _element_name(element, styles)
    content = _children(element, styles)
    if name == "p" and style in styles.bold and content.strip():
        content = f"<b>{content}</b>"
    first = next(iter(element), None)
    start = f' start="{first.get(NUMBER)}"' if name == "ol" and first is not None else ""
    return f"<{name}{start}>{content}</{name}>" if name else content


def _element_name(element: Element, styles: _Styles) -> str:
    """Return the name of the HTML element for an element, or "" if it has none."""
    style = element.get(f"{_TEXT}style-name") or ""
    if element.tag == f"{_TEXT}h":
        return f"h{min(int(element.get(f'{_TEXT}outline-level') or 1), 6)}"
    if element.tag in _LISTS and next(element.iter(f"{_TEXT}h"), None) is not None:
        return ""  # numbered headings
    if element.tag in _LISTS and any(item.get(WRITTEN) for item in (element, *element)):
        return ""  # its labels are part of the text
    if element.tag == f"{_TEXT}list":
        return "ol" if any(item.get(NUMBER) for item in element) else "ul"
    if element.tag == f"{_TEXT}span":
        return "s" if style in styles.struck else "b" if style in styles.bold else "sup" * (style in styles.raised)
    if element.tag == f"{_TEXT}p":
        return "h1" if style in styles.titles else "p" if style not in styles.struck else "s"
    return {f"{_TEXT}list-item": "li", f"{_TEXT}list-header": "li"}.get(element.tag, "")


def _rows(table: Element, styles: _Styles) -> Iterator[str]:
    """Yield the rows of a table, repeated as often as they say."""
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table"), None) is not table:
            continue
        parent = row.getparent()
        name = "th" if parent is not None and parent.tag == f"{_TABLE}table-header-rows" else "td"
        cells = "".join(_cell(cell, name, styles) for cell in row.iterchildren(f"{_TABLE}table-cell"))
        yield f"<tr>{cells}</tr>" * _number(row, "rows-repeated")


def _cell(cell: Element, name: str, styles: _Styles) -> str:
    """Return a cell as HTML with its spans, repeated as often as it says."""
    spans = f'colspan="{_number(cell, "columns-spanned")}" rowspan="{_number(cell, "rows-spanned")}"'
    return f"<{name} {spans}>{_children(cell, styles)}</{name}>" * _number(cell, "columns-repeated")


def _number(element: Element, name: str) -> int:
    stated = element.get(f"{_TABLE}number-{name}") or "1"
    return max(1, min(int(stated), _MOST)) if stated.isdigit() else 1
