"""Rewrite the tables of HTML so that every reader gets them right: without merged cells, their columns named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.ingest.table_grid import DOUBTFUL, Cell, Table, TablePart, lay_out, plain_rows
from index.statement import Statement, state

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset({"p", "div", "br", "li", "ul", "ol", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "tr"})
_CLOSED = (".", ";", ":", ",", "!", "?", "…", "/")
_WIDEST = 1_000  # columns of a cell, as in the HTML standard
_DEEPEST = 65_534  # rows of a cell
_SOME_BOLD = 0.5  # of the cells below a header, at most


def flatten_tables(tree: HtmlElement) -> int:
    """Rewrite the tables of `tree` in place: merged cells filled, boxes unwrapped. Return the number of doubtful ones.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<div><table><tr><th>A<th>B<tr><td rowspan=2>x<td>1<tr><td>2</table></div>")
    >>> flatten_tables(page), tostring(page)[-64:]
    (0, b'x</td><td>1</td></tr><tr><td>x</td><td>2</td></tr></table></div>')
    """
    doubtful = 0
    for table in reversed(list(tree.iter("table"))):  # those inside others first
        if table.getparent() is None:
            continue
        rows = [list(_cells(row)) for row in _rows(table)]
        if _is_box(table, rows):
            _unwrap(table)
            continue
        laid_out = lay_out(_with_bold_header(table, rows))
        doubtful += laid_out.doubtful
        _replace(table, [*_caption(table), *(_doubtful(rows) if laid_out.doubtful else _flat(laid_out))])
    return doubtful


def table_warnings(doubtful: int) -> tuple[Statement, ...]:
    """Return the warning for a number of doubtful tables.

    >>> table_warnings(0), table_warnings(1)
    ((), (Statement(key='file.tables', values=(('count', 1),)),))
    """
    return (state("file.tables", count=doubtful),) if doubtful else ()


def _rows(table: HtmlElement) -> list[HtmlElement]:
    """Return the rows of a table in the order in which they are shown: those of its foot last."""
    parts = {"thead": 0, "tr": 1, "tbody": 1, "tfoot": 2}
    shown = sorted((part for part in table if part.tag in parts), key=lambda part: parts[part.tag])
    return [row for part in shown for row in ([part] if part.tag == "tr" else part.iterchildren("tr"))]


def _cells(row: HtmlElement) -> Iterator[Cell]:
    in_head = row.getparent().tag == "thead"
    for cell in row.iterchildren("td", "th"):
        columns, depth = max(1, _span(cell.get("colspan"), _WIDEST)), _span(cell.get("rowspan"), _DEEPEST)
        header = in_head or cell.tag == "th"
        yield Cell(cell_text(cell), columns, depth, header, header or _is_bold(cell))


def _with_bold_header(table: HtmlElement, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Mark the first row as the header if it alone is in bold."""
    bold = [[_is_bold(cell) for cell in row.iterchildren("td", "th") if cell_text(cell)] for row in _rows(table)]
    rest = [shown for row in bold[1:] for shown in row]
    if not rest or not bold[0] or not all(bold[0]) or sum(rest) > _SOME_BOLD * len(rest):
        return rows
    return [[replace(cell, header=True) for cell in rows[0]], *rows[1:]]


def _is_bold(cell: HtmlElement) -> bool:
    shown = "".join("".join(part.itertext()) for part in cell.iter("strong", "b")).split()
    return bool(shown) and shown == cell.text_content().split()


def _span(written: str | None, most: int) -> int:
    """Return the number that a span states; 1 if it states none.

    >>> _span(" 2 ", 9), _span("99", 9), _span("x", 9), _span(None, 9)
    (2, 9, 1, 1)
    """
    number = re.match(r"\s*(\d{1,6})", written or "1")
    return min(int(number[1]), most) if number else 1


def cell_text(cell: HtmlElement) -> str:
    """Return the text of a cell on one line; lines that no mark closes are parted by a stroke.

    >>> from lxml.html import fromstring
    >>> cell_text(fromstring("<td><p>Agent</p><p>Cadre</p>de <b>zone</b></td>"))
    'Agent / Cadre de zone'
    >>> cell_text(fromstring("<td><p><b>Prix <i>net</i> HT</b> (m<sup>3</sup>)</p></td>"))
    'Prix net HT (m3)'
    """
    return on_one_line("".join(_pieces(cell)))


def on_one_line(written: str) -> str:
    """Return lines as one; those that no mark closes are parted by a stroke.

    >>> on_one_line("Agent\\nCadre\\nde zone")
    'Agent / Cadre de zone'
    """
    text = ""
    for line in filter(None, map(str.strip, written.split("\n"))):
        follows = not text or text.endswith(_CLOSED) or line[0].islower() or line[0] in "(–-"
        text += (" " if text else "") + ("" if follows else "/ ") + line
    return text


def _pieces(cell: HtmlElement) -> Iterator[str]:
    """Yield the texts of a cell in their order, with line breaks where a block begins or ends."""
    from lxml.etree import iterwalk

    for event, element in iterwalk(cell, events=("start", "end", "comment", "pi")):
        if element is not cell and element.tag in _BLOCKS:
            yield "\n"
        text = element.text if event == "start" else None if element is cell else element.tail
        yield re.sub(r"\s+", " ", text or "")


def _is_box(table: HtmlElement, rows: list[list[Cell]]) -> bool:
    """Tell whether a table only places things on the page: one column of cells, or tables or headings inside."""
    widest = max((sum(cell.columns for cell in row) for row in rows), default=0)
    return widest < 2 or next(table.iterdescendants("table", "h1", "h2", "h3"), None) is not None


def _unwrap(table: HtmlElement) -> None:
    """Turn the cells of a table into blocks of the page, in order."""
    parts = table.iterdescendants("tr", "td", "th", "tbody", "thead", "tfoot", "caption")
    own = [part for part in parts if next(part.iterancestors("table"), None) is table]
    for element in [table, *own]:
        element.tag = "div"


def _caption(table: HtmlElement) -> list[HtmlElement]:
    return [_element("p", text) for caption in table.iterchildren("caption") if (text := cell_text(caption))]


def _doubtful(rows: list[list[Cell]]) -> list[HtmlElement]:
    """Return the rows of a doubtful table as a list under a note, so that no value stands beside a name."""
    shown = _element("ul")
    shown.extend(_element("li", text) for text in plain_rows(rows))
    return [_element("p", DOUBTFUL), shown]


def _flat(table: Table) -> list[HtmlElement]:
    """Return the parts of a table as tables without merged cells, each under its caption."""
    found = []
    for part in table.parts:
        found += [_element("p", part.caption)] if part.caption else []
        found += [_table(part)] if part.rows or any(part.header) else []
    return found


def _table(part: TablePart) -> HtmlElement:
    """Return one part as a table."""
    table = _element("table")
    for tag, cells in [*([("th", part.header)] if any(part.header) else []), *(("td", row) for row in part.rows)]:
        row = _element("tr")
        row.extend(_element(tag, text) for text in cells)
        table.append(row)
    return table


def _replace(element: HtmlElement, others: list[HtmlElement]) -> None:
    """Put `others` in the place of an element, before the text that follows it."""
    parent, tail = element.getparent(), element.tail
    place = parent.index(element)
    element.tail = None
    parent[place : place + 1] = others
    if tail and others:
        others[-1].tail = tail
    elif tail:
        parent.text = (parent.text or "") + tail if place == 0 else parent.text
        if place:
            parent[place - 1].tail = (parent[place - 1].tail or "") + tail


def _element(tag: str, text: str = "") -> HtmlElement:
    from lxml.html import Element

    element = Element(tag)
    element.text = text or None
    return element
