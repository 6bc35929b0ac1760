"""Write the tables that plain text draws with bars and crosses ("+---+", "│") as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.ingest.grid_markdown import grid_markdown
from index.ingest.table_grid import Cell, names_columns

_DRAWN = str.maketrans(
    dict.fromkeys("─━═╌", "-") | dict.fromkeys("│┃║", "|") | dict.fromkeys("┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬", "+")
)
_BORDER = re.compile(r"\s*\+(?:[-=]+\+)+\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")


def boxes_as_markdown(text: str) -> str:
    """Return plain text with its drawn tables as Markdown; a cell over several lines is one.

    >>> print(boxes_as_markdown("+----+----+\\n| A  | B  |\\n+----+----+\\n| Un | 5  |\\n| de |    |").strip())
    | A | B |
    |---|---|
    | Un de | 5 |
    """
    written: list[str] = []
    held: list[str] = []
    for line in [*text.split("\n"), ""]:
        drawn = line.translate(_DRAWN)
        if _BORDER.fullmatch(drawn) or (held and _ROW.fullmatch(drawn)):
            held.append(drawn)
            continue
        if held:
            written += ["", *_table(held).split("\n"), ""]
            held = []
        written.append(line)
    return "\n".join(written[:-1])


def _table(lines: Sequence[str]) -> str:
    """Return the lines of a drawn table as Markdown."""
    parts: list[list[list[str]]] = [[]]
    for line in lines:
        if _BORDER.fullmatch(line):
            parts.append([])
        else:
            parts[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
    ruled = any("=" in line for line in lines if _BORDER.fullmatch(line))  # then a border parts all rows
    parts = [[_added(part)] if ruled else _joined(part) for part in parts if part]
    if not parts:
        return ""
    if len(parts) > 1:  # names of columns over several lines
        parts[0] = [_added(parts[0])]
    rows = [row for part in parts for row in part]
    header = ruled or (len(parts) > 1 and names_columns(["", *rows[0][1:]], rows[1:]))
    return grid_markdown([[Cell(text, header=header and not n) for text in row] for n, row in enumerate(rows)])[0]


def _joined(lines: Sequence[list[str]]) -> list[list[str]]:
    """Return the rows of the lines between two borders: one goes on with the row above if no name opens it."""
    rows: list[list[str]] = []
    for line in lines:
        if rows and _goes_on(line, rows[-1]):
            rows[-1] = _added([rows[-1], line])
        else:
            rows.append(line)
    return rows


def _goes_on(line: Sequence[str], row: Sequence[str]) -> bool:
    """Tell whether a line completes the cells of the row above: no name of its own, no second figure in a column."""
    figures = any(above[:1].isdigit() and own[:1].isdigit() for above, own in zip(row, line, strict=False))
    return len(line) == len(row) and (not line[0] or line[0][0].islower()) and not figures


def _added(rows: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(filter(None, column)) for column in zip(*rows, strict=False)]
