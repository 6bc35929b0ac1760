"""Read an Excel workbook: each block of cells of a sheet is a table with its header, through openpyxl."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from index.ingest.converted_text import Conversion, normalise
from index.ingest.document_title import choose_title
from index.ingest.grid_markdown import grid_markdown
from index.ingest.html_table import table_warnings
from index.ingest.office_package import core_title, open_package
from index.ingest.row_labels import with_parents
from index.ingest.sheet_blocks import SheetBlock, sheet_blocks
from index.ingest.sheet_cell import cell_text
from index.ingest.table_grid import Cell
from index.statement import Statement, state

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_DEFAULT_NAME = re.compile(r"(?:sheet|feuil|feuille|tabelle)\s*\d*", re.IGNORECASE)
_NOT_COMPUTED = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_ROWS = 200_000  # of a sheet
_LONGEST_HEADING = 100  # characters of a text above a table that names a sheet without a name


def read_spreadsheet(data: bytes) -> Conversion:
    """Return the visible sheets of a workbook. Raise `UnreadableFile` if it can't be read safely."""
    from openpyxl import load_workbook

    with open_package(data, "xlsx", "xl/workbook.xml") as parts:
        title, uncomputed = core_title(parts), _uncomputed(parts)
        workbook = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
        shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown:
            _part_raised_figures(sheet)
        read = [_sheet(sheet, len(shown) > 1) for sheet in shown]
        hidden = len(workbook.worksheets) - len(shown)
        drawn = len(workbook.chartsheets) + sum(len(sheet._charts) + len(sheet._images) for sheet in shown)
    markdown = normalise("\n\n".join(text for text, _ in read if text))
    warnings = [state("file.hidden_sheets", count=hidden)] if hidden else []
    if uncomputed:
        warnings.append(state("file.formulas", count=uncomputed))
    if drawn:
        warnings.append(state("file.charts", count=drawn))
    warnings += [warning for _, found in read for warning in found]
    return Conversion(markdown, choose_title(title, markdown if len(shown) == 1 else ""), warnings=tuple(warnings))


def _part_raised_figures(sheet: Worksheet) -> None:
    """Make plain text of letters of several kinds, in place: "^" parts a raised figure from the figure before it."""
    from openpyxl.cell.rich_text import CellRichText

    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, CellRichText)):
        text = ""
        for part in cell.value:
            font = getattr(part, "font", None)
            raised = font is not None and font.vertAlign == "superscript"
            text += "^" * (raised and text[-1:].isdigit() and str(part)[:1].isdigit()) + str(part)
        cell.value = text


def _uncomputed(parts: zipfile.ZipFile) -> int:
    """Return the number of formulas without a stored result."""
    sheets = (name for name in parts.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml"))
    return sum(len(_NOT_COMPUTED.findall(parts.read(name))) for name in sheets)


def _sheet(sheet: Worksheet, several: bool) -> tuple[str, list[Statement]]:
    """Return the blocks of a sheet under its name, and warnings."""
    merged = {bounds.coord.split(":")[0]: bounds for bounds in sheet.merged_cells.ranges}
    covered = {place for bounds in sheet.merged_cells.ranges for place in _places(bounds)}
    folded = _folded(sheet)
    rows: list[list[Any]] = [
        [cell for cell in row if cell.column not in folded]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, _ROWS))
        if not sheet.row_dimensions[row[0].row].hidden
    ]
    warnings = _sheet_warnings(sheet, [cell for row in rows for cell in row])
    texts: list[str] = []
    doubtful = 0
    for block in sheet_blocks(rows, covered):
        found, doubt = _block(block, merged, covered)
        texts += filter(None, found)
        doubtful += doubt
    named = not _DEFAULT_NAME.fullmatch(sheet.title)
    if texts and not named and "\n" not in texts[0] and len(texts[0]) <= _LONGEST_HEADING and len(texts) > 1:
        texts[0] = f"## {texts[0]}"
    elif texts and (named or several):
        texts.insert(0, f"## {sheet.title}")
    return "\n\n".join(texts), [*warnings, *table_warnings(doubtful)]


def _folded(sheet: Worksheet) -> set[int]:
    """Return the numbers of the hidden columns: those that are alike stand in the file as one range."""
    hidden = [column for column in sheet.column_dimensions.values() if column.hidden]
    return {place for column in hidden for place in range(column.min or 0, (column.max or 0) + 1)}


def _sheet_warnings(sheet: Worksheet, shown: Sequence[Any]) -> list[Statement]:
    """Return warnings for the cells of a sheet that are hidden, hold an error or have a comment."""
    everywhere = sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
    hidden = everywhere - sum(cell.value is not None for cell in shown)
    errors = sum(cell.data_type == "e" for cell in shown)
    comments = sum(cell.comment is not None for cell in shown)
    found = (
        state("file.sheet_hidden", sheet=sheet.title, count=hidden) if hidden > 0 else None,
        state("file.sheet_errors", sheet=sheet.title, count=errors) if errors else None,
        state("file.sheet_comments", sheet=sheet.title, count=comments) if comments else None,
    )
    return [one for one in found if one]


def _places(bounds: Any) -> set[tuple[int, int]]:
    """Return the places that a merged range covers, save its first, which holds the value."""
    places = {(row, column) for row in range(bounds.min_row, bounds.max_row + 1) for column in _columns(bounds)}
    return places - {(bounds.min_row, bounds.min_col)}


def _columns(bounds: Any) -> range:
    return range(bounds.min_col, bounds.max_col + 1)


def _block(block: SheetBlock, merged: dict[str, Any], covered: set[tuple[int, int]]) -> tuple[list[str], bool]:
    """Return a block as texts of Markdown: lines of one cell above it as paragraphs, the rest as a table."""
    above = [_shown(cell) for cell in block.above]
    cells = [
        [
            _cell(cell, merged, number < block.headed, block.form and place % 2 == 0)
            for place, cell in enumerate(row)
            if (cell.row, cell.column) not in covered
        ]
        for number, row in enumerate(block.rows)
    ]
    if not block.form:
        _name_rows(block.rows, cells)
    if not cells:
        return above, False
    if len(block.rows) == 1 or len(block.rows[0]) == 1:  # a line of text, however many cells it is in
        return [*above, *(" ".join(filter(None, (cell.text for cell in row))) for row in cells)], False
    table, doubtful = grid_markdown(cells)
    return [*above, table], doubtful


def _name_rows(rows: Sequence[Sequence[Any]], cells: Sequence[list[Cell]]) -> None:
    """Put the names that indented ones stand under before them, in place; the first row may name columns."""
    names = with_parents([(_indent(row[0]), _shown(row[0])) for row in rows[1:]])
    for own, name in zip(cells[1:], names, strict=True):
        if name:
            own[0] = replace(own[0], text=name)


def _indent(cell: Any) -> float:
    """Return the indent of a cell: that of its alignment and the spaces before its text."""
    text = cell.value if isinstance(cell.value, str) else ""
    return float(cell.alignment.indent or 0) + len(text) - len(text.lstrip())


def _cell(cell: Any, merged: dict[str, Any], header: bool, label: bool) -> Cell:
    bounds = merged.get(cell.coordinate)
    columns, rows = (len(_columns(bounds)), bounds.max_row - bounds.min_row + 1) if bounds else (1, 1)
    return Cell(_shown(cell), columns, rows, header, label or bool(cell.font and cell.font.b))


def _shown(cell: Any) -> str:
    """Return the text of a cell; an error in place of a value is none."""
    return "" if cell.data_type == "e" else cell_text(cell.value, cell.number_format)
