"""Find the tables of a sheet: the blocks of cells between empty rows, each with the names of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

_YEARS = range(1900, 2100)  # that a header of numbers holds
_SOME_BOLD = 0.5  # of the cells below a header, at most
_FEWEST_CELLS = 3  # in a row of a table that goes on below an empty row

Row = Sequence[Any]  # the cells of openpyxl


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """A block of cells: the texts above it, each alone in its row, its rows, and how many of them name columns.

    `form` tells that its columns hold labels and values in turn, which nothing but their contents shows.
    """

    above: tuple[Any, ...]
    rows: tuple[Row, ...]
    headed: int = 0
    form: bool = False


def sheet_blocks(rows: Sequence[Row], covered: set[tuple[int, int]]) -> Iterator[SheetBlock]:
    """Yield the blocks of a sheet; one below an empty row goes on under the names of the block before it.

    `covered` are the places of merged cells save their first, as row and column.
    """
    whole = {row[0].row: row for row in rows if row}
    header: Row = ()
    body: tuple[Row, ...] = ()
    waiting: SheetBlock | None = None  # a header that an empty row parts from its table
    for found in _runs(rows, covered):
        block = _block(found)
        if header and not block.headed and _goes_on(header, body, block.rows):
            block = SheetBlock(block.above, (header, *_widened(block.rows, header, whole)), 1)
            above = waiting.above if waiting else ()
            block, waiting = SheetBlock((*above, *block.above), block.rows, 1), None
        if waiting:
            yield waiting
        waiting = block if block.headed and len(block.rows) == block.headed else None
        header, body = (block.rows[0], block.rows[1:]) if block.headed else ((), ())
        if not waiting:
            yield block
    if waiting:
        yield waiting


def _runs(rows: Sequence[Row], covered: set[tuple[int, int]]) -> Iterator[list[Row]]:
    """Yield the rows between empty rows, without the empty columns on both sides."""
    held: list[Row] = []
    for row in [*rows, []]:
        if any(cell.value is not None or (cell.row, cell.column) in covered for cell in row):
            held.append(row)
        elif held:
            used = {place for line in held for place, cell in enumerate(line) if cell.value is not None}
            if used:
                first, last = min(used), max(used)
                yield from _side_by_side([line[first : last + 1] for line in held])
            held = []


def _side_by_side(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield the tables that an empty column parts: the right one has names of rows of its own."""
    for place in range(2, len(rows[0]) - 2):
        left, right = [row[:place] for row in rows], [row[place + 1 :] for row in rows]
        texts = [isinstance(row[0].value, str) for row in right if row[0].value is not None]
        wide = all(len(_filled(side[0])) > 1 for side in (left, right))
        if all(row[place].value is None for row in rows) and wide and all(texts):
            yield left
            yield from _side_by_side(right)
            return
    yield rows


def _block(rows: list[Row]) -> SheetBlock:
    """Return a block with the rows of one cell above it apart."""
    above: list[Any] = []
    while rows and len(_filled(rows[0])) == 1 and (len(rows[0]) > 1 or len(rows) == 1):
        above += _filled(rows[0])
        rows = rows[1:]
    form = _is_form(rows)
    return SheetBlock(tuple(above), tuple(rows), int(not form and _is_header(rows)), form)


def _is_header(rows: Sequence[Row]) -> bool:
    """Tell whether a first row names the columns: in bold over plain cells, or in words over values of one kind."""
    first = _filled(rows[0]) if rows else []
    below = [cell for row in rows[1:] for cell in _filled(row)]
    bold = [bool(cell.font and cell.font.b) for cell in first]
    if len(first) > 1 and all(bold) and sum(cell.font.b or False for cell in below) <= _SOME_BOLD * len(below):
        return True
    if not first or len(first) < len(rows[0]) or (any(bold) and len(first) > len(bold)):
        return False
    return all(isinstance(cell.value, str) or cell.value in _YEARS for cell in first)


def _is_form(rows: Sequence[Row]) -> bool:
    """Tell whether labels and values stand in turn: words in every second column, dates and figures mixed beside."""
    if len(rows) < 2 or len(rows[0]) % 2 or len(rows[0]) < 4:
        return False
    columns = list(zip(*rows, strict=True))
    words = all(isinstance(cell.value, str) for column in columns[::2] for cell in _filled(column))
    plain = not any(cell.font and cell.font.b for column in columns[1::2] for cell in _filled(column))
    mixed = any(len({_kind(cell.value) for cell in _filled(column[1:])}) > 1 for column in columns[1::2])
    return words and plain and mixed and all(_filled(column) for column in columns)


def _goes_on(header: Row, body: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Tell whether rows stand in the columns of a table above them and hold the same kinds of values."""
    columns = {cell.column for cell in header}
    cells = [cell for row in rows for cell in _filled(row)]
    if not cells or not {cell.column for cell in cells} <= columns or rows[0][0].column != header[0].column:
        return False
    if max(len(_filled(row)) for row in rows) < _FEWEST_CELLS:
        return False
    above = {(cell.column, _kind(cell.value)) for row in body for cell in _filled(row)}
    figures = [(cell.column, _kind(cell.value)) for cell in cells if not isinstance(cell.value, str)]
    return not body or (bool(figures) and all(figure in above for figure in figures))


def _widened(rows: Sequence[Row], header: Row, whole: dict[int, Row]) -> Iterator[Row]:
    """Yield rows with all the cells below a header; `whole` are the rows of the sheet by their numbers."""
    columns = {cell.column for cell in header}
    return ([cell for cell in whole[row[0].row] if cell.column in columns] for row in rows)


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell.value is not None]


def _kind(value: object) -> str:
    """Name the kind of a value: a text, a figure or a date.

    >>> _kind("Nord"), _kind(5.0), _kind(date(2024, 3, 5))
    ('text', 'figure', 'date')
    """
    if isinstance(value, str):
        return "text"
    return "date" if isinstance(value, (date, time, timedelta)) else "figure"
