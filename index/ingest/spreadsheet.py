"""Read an Excel workbook: each block of cells of a sheet is a table with its header, through openpyxl."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from index.ingest.converted_text import Conversion, counted, normalise
from index.ingest.document_title import as_title
from index.ingest.grid_markdown import grid_markdown
from index.ingest.html_table import table_warnings
from index.ingest.office_package import core_title, open_package
from index.ingest.table_grid import Cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_UNIT = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]+)\"|([€$£])")
_DEFAULT_NAME = re.compile(r"(?:sheet|feuil|feuille|tabelle)\s*\d*", re.IGNORECASE)
_NOT_COMPUTED = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_YEARS = range(1900, 2100)  # that a header of numbers holds
_ROWS = 200_000  # of a sheet


def read_spreadsheet(data: bytes) -> Conversion:
    """Return the visible sheets of a workbook. Raise `UnreadableFile` if it can't be read safely."""
    from openpyxl import load_workbook

    with open_package(data, "Excel workbook", "xl/workbook.xml") as parts:
        title, uncomputed = as_title(core_title(parts)), _uncomputed(parts)
        workbook = load_workbook(io.BytesIO(data), data_only=True)
        shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        read = [_sheet(sheet, len(shown) > 1) for sheet in shown]
        hidden = len(workbook.worksheets) - len(shown)
    warnings = [f"Hidden sheets were left out ({hidden})."] if hidden else []
    if uncomputed:
        warnings.append(f"{counted(uncomputed, 'formula has', 'formulas have')} no stored result: open it and save it.")
    for _, found in read:
        warnings += found
    return Conversion(normalise("\n\n".join(text for text, _ in read if text)), title, warnings=tuple(warnings))


def _uncomputed(parts: zipfile.ZipFile) -> int:
    """Return the number of formulas without a stored result."""
    sheets = (name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return sum(len(_NOT_COMPUTED.findall(parts.read(name))) for name in sheets)


def _sheet(sheet: Worksheet, several: bool) -> tuple[str, list[str]]:
    """Return the blocks of a sheet under its name, and warnings."""
    merged = {bounds.coord.split(":")[0]: bounds for bounds in sheet.merged_cells.ranges}
    covered = {place for bounds in sheet.merged_cells.ranges for place in _places(bounds)}
    folded = {name for name, column in sheet.column_dimensions.items() if column.hidden}
    rows: list[list[Any]] = [
        [cell for cell in row if re.sub(r"\d", "", cell.coordinate) not in folded]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _ROWS))
        if not sheet.row_dimensions[row[0].row].hidden
    ]
    hidden = sum(cell.value is not None for row in sheet.iter_rows() for cell in row) - sum(
        cell.value is not None for row in rows for cell in row
    )
    warnings = [f"Hidden cells were left out of the sheet {sheet.title} ({hidden})."] if hidden > 0 else []
    blocks = [f"## {sheet.title}"] if several or not _DEFAULT_NAME.fullmatch(sheet.title) else []
    named, doubtful = len(blocks), 0
    for block in _blocks(rows, covered):
        text, doubt = _block(block, merged, covered)
        blocks.append(text)
        doubtful += doubt
    return "\n\n".join(blocks) if len(blocks) > named else "", [*warnings, *table_warnings(doubtful)]


def _places(bounds: Any) -> set[tuple[int, int]]:
    """Return the places that a merged range covers, save its first, which holds the value."""
    places = {(row, column) for row in range(bounds.min_row, bounds.max_row + 1) for column in _columns(bounds)}
    return places - {(bounds.min_row, bounds.min_col)}


def _columns(bounds: Any) -> range:
    return range(bounds.min_col, bounds.max_col + 1)


def _blocks(rows: list[list[Any]], covered: set[tuple[int, int]]) -> Iterator[list[list[Any]]]:
    """Yield the rows between empty rows, without the empty columns on both sides."""
    held: list[list[Any]] = []
    for row in [*rows, []]:
        if any(cell.value is not None or (cell.row, cell.column) in covered for cell in row):
            held.append(row)
        elif held:
            used = [place for line in held for place, cell in enumerate(line) if cell.value is not None]
            if used:
                yield from _side_by_side([line[min(used) : max(used) + 1] for line in held])
            held = []


def _side_by_side(rows: list[list[Any]]) -> Iterator[list[list[Any]]]:
    """Yield the tables that an empty column parts: the right one has names of rows of its own."""
    for place in range(2, len(rows[0]) - 2):
        left, right = [row[:place] for row in rows], [row[place + 1 :] for row in rows]
        texts = [isinstance(row[0].value, str) for row in right if row[0].value is not None]
        wide = all(sum(cell.value is not None for cell in side[0]) > 1 for side in (left, right))
        if all(row[place].value is None for row in rows) and wide and all(texts):
            yield left
            yield from _side_by_side(right)
            return
    yield rows


def _block(rows: list[list[Any]], merged: dict[str, Any], covered: set[tuple[int, int]]) -> tuple[str, bool]:
    """Return a block as Markdown: lines of one cell above it as paragraphs, the rest as a table."""
    above: list[str] = []
    while rows and sum(cell.value is not None for cell in rows[0]) == 1 and (len(rows[0]) > 1 or len(rows) == 1):
        above += [text for cell in rows[0] if (text := cell_text(cell.value, cell.number_format))]
        rows = rows[1:]
    header = bool(rows) and all(isinstance(cell.value, str) or cell.value in _YEARS for cell in rows[0])
    cells = [
        [_cell(cell, merged, header and number == 0) for cell in row if (cell.row, cell.column) not in covered]
        for number, row in enumerate(rows)
    ]
    if rows and len(rows[0]) == 1:
        return "\n\n".join([*above, *(row[0].text for row in cells if row)]), False
    table, doubtful = grid_markdown(cells) if cells else ("", False)
    return "\n\n".join(filter(None, [*above, table])), doubtful


def _cell(cell: Any, merged: dict[str, Any], header: bool) -> Cell:
    bounds = merged.get(cell.coordinate)
    columns, rows = (len(_columns(bounds)), bounds.max_row - bounds.min_row + 1) if bounds else (1, 1)
    return Cell(cell_text(cell.value, cell.number_format), columns, rows, header)


def cell_text(value: object, form: str = "General") -> str:
    """Return the value of a cell as its sheet shows it: a share as per cent, a date as a day, a unit behind.

    >>> cell_text(0.07, "0%"), cell_text(1250.5, '#,##0.00 "FCFA"'), cell_text(12.0), cell_text(None)
    ('7 %', '1250.5 FCFA', '12', '')
    >>> cell_text(datetime(2024, 3, 5)), cell_text(True)
    ('2024-03-05', 'X')
    >>> cell_text(time(9, 30)), cell_text(datetime(2024, 3, 5, 14, 0))
    ('09:30', '2024-03-05 14:00')
    """
    if value is None or value is False:
        return ""
    if value is True:
        return "X"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        written = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        return written.removesuffix(":00") if written.count(":") == 2 else written
    if not isinstance(value, (int, float)):
        return " ".join(str(value).split())
    shares = "%" in re.sub(r"\"[^\"]*\"", "", form)
    number = f"{round(value * 100 if shares else value, 10):.12g}"
    unit = _UNIT.search(form.split(";")[0])
    return f"{number} {'%' if shares else next(filter(None, unit.groups())).strip() if unit else ''}".rstrip()
