"""Lay out the cells of a table on a grid: each merged cell fills every place that it covers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Shown in the passage itself, before the language of the text is known.
DOUBTFUL = "Tableau lu sans certitude, à vérifier dans le document / Table not read with certainty, check the document:"
DRAWN = "Mots d’une carte ou d’un dessin, sans leur place / Words of a map or drawing, without their places:"
_MOST_PLACES = 500_000  # of a grid; spans can claim far more than a table holds
_MANY_COLUMNS = 3  # from which a first row of names alone is taken for the header
_LONGEST_NAME = 60  # characters of a column's name
_LONGEST_CODE = 6  # characters of the code of a group of rows
# Names of columns that hold a figure: "An 1", "T2 2024", "2e année", "2023-2024", "mars 2024".
_NUMBERED_NAME = re.compile(
    r"[^\W\d_]{1,12}\.?\s?\d{1,2}(?:\s(?:19|20)\d\d)?|\d{1,2}\s?[^\W\d_]{1,3}\s[^\W\d_]{3,}"
    r"|(?:[^\W\d_]{3,9}\.?\s)?(?:19|20)\d\d(?:\s?[-/–]\s?(?:(?:19|20)?\d\d))?"
)
_FIGURE = re.compile(r"[-–+(~<>≈$€£]*\s?\d.*|[-–—./ ]*|n\.?[ad/]\.?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, the columns and rows that it covers, and whether it is marked as a header or as a label.

    A label is in bold, or its row has a header's mark: it names what stands beside or below it.
    """

    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False
    label: bool = False


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows of a table under one caption (empty if none), with the names of their columns (empty if none)."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of a table; `doubtful` if its cells don't fit together, so that no value may be paired with a name."""

    parts: tuple[TablePart, ...]
    doubtful: bool = False


Grid = list[list[Cell | None]]


def lay_out(rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a table as rows of one cell a column: a merged value is repeated, a title row becomes a caption.

    >>> lay_out([[Cell("Zone"), Cell("Nuit")], [Cell("Nord", rows=2), Cell("30")], [Cell("40")]]).parts[0].rows
    (('Zone', 'Nuit'), ('Nord', '30'), ('Nord', '40'))
    >>> head = [Cell("Zone", rows=2), Cell("Frais", columns=2)], [Cell("Nuit"), Cell("Repas")]
    >>> lay_out([*head, [Cell("Nord"), Cell("30"), Cell("9")]]).parts[0].header
    ('Zone', 'Frais – Nuit', 'Frais – Repas')
    >>> form = [[Cell("Nom :"), Cell("Awa"), Cell("Rôle :"), Cell("Chef")], [Cell("Ville :"), Cell("Thiès")]]
    >>> lay_out(form).parts[0].rows
    (('Nom :', 'Awa'), ('Rôle :', 'Chef'), ('Ville :', 'Thiès'))
    """
    grid, fits = _grid(rows)
    width = max(map(len, grid), default=0)
    grid = [row + [None] * (width - len(row)) for row in grid]
    if fits and _is_form(grid):
        return Table((TablePart("", (), tuple(_pairs(grid))),))
    title, grid = _split_titles(grid)
    depth = _header_depth(grid)
    header = _header(grid[:depth])
    first = [place for place, cell in enumerate(grid[0]) if cell] if grid else []
    overhangs = len(first) > 1 and any(_text(cell) for row in grid for cell in row[first[-1] + 1 :])
    return Table(tuple(_parts(title, header, grid[depth:])), doubtful=not fits or overhangs)


def names_columns(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a first row may name columns: each cell but the first in words, or numbered over figures.

    >>> names_columns(["", "An 1", "An 2"], [["Eau", "12 000", "–"]]), names_columns(["Zone", "", "Nuit"], [])
    (True, False)
    >>> names_columns(["Nord", "45 euros", "9"], [["Sud", "38", "8"]]), names_columns(["A", "R 1"], [["B", "R 2"]])
    (False, False)
    """
    return all(row[1:]) and all(
        not any(map(str.isdigit, name)) or _is_numbered_name(name, [line[n] for line in below if n < len(line)])
        for n, name in enumerate(row)
    )


def may_name(text: str) -> bool:
    """Tell whether a text may name a column: words, or a name that holds a figure.

    >>> may_name("Repas"), may_name("1er trimestre"), may_name("45 euros")
    (True, True, False)
    """
    name = " ".join(text.split())
    return not any(map(str.isdigit, name)) or bool(_NUMBERED_NAME.fullmatch(name))


def _is_numbered_name(name: str, column: Sequence[str]) -> bool:
    """Tell whether a text with a figure names the column of figures below it."""
    name = " ".join(name.split())
    alike = [cell for cell in column if _NUMBERED_NAME.fullmatch(" ".join(cell.split()))]
    figures = [cell for cell in column if _FIGURE.fullmatch(cell)]
    return bool(_NUMBERED_NAME.fullmatch(name)) and not alike and 2 * len(figures) >= len(column)


def plain_rows(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return the texts of each row, side by side, for a table that isn't sure.

    >>> plain_rows([[Cell("Nord"), Cell(""), Cell("30")]])
    ['Nord – 30']
    """
    return [text for row in rows if (text := " – ".join(cell.text for cell in row if cell.text))]


def _grid(rows: Sequence[Sequence[Cell]]) -> tuple[Grid, bool]:
    """Return the cell at each place of each row, and whether all cells fit without covering each other."""
    grid: Grid = [[] for _ in rows]
    fits = True
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < len(grid[number]) and grid[number][column] is not None:
                column += 1
            depth = min(cell.rows, len(rows) - number) if cell.rows else len(rows) - number
            if cell.columns * depth > _MOST_PLACES:
                return [list(cells) for cells in rows], False
            fits = all(_fill(grid[below], column, cell) for below in range(number, number + depth)) and fits
            column += cell.columns
    return grid, fits


def _fill(row: list[Cell | None], start: int, cell: Cell) -> bool:
    """Put a cell on its places in a row. Return False if one of them was taken."""
    end = start + cell.columns
    row.extend([None] * (end - len(row)))
    free = all(place is None for place in row[start:end])
    row[start:end] = [cell] * cell.columns
    return free


def _split_titles(grid: Grid) -> tuple[str, Grid]:
    """Return the text of the rows above a table that cover its whole width, and the grid below them."""
    count = 0
    while count < len(grid) - 1 and _is_title(grid[count]):
        count += 1
    return " ".join(filter(None, (_text(row[0]) for row in grid[:count]))), grid[count:]


def _is_title(row: Sequence[Cell | None]) -> bool:
    """Tell whether one cell covers a whole row of several columns."""
    return len(row) > 1 and row[0] is not None and row[0].text != "" and all(cell is row[0] for cell in row)


def _is_form(grid: Grid) -> bool:
    """Tell whether labels and values stand in turn in each row, as in a form: no row names the columns."""
    if not grid or len(grid[0]) < 4 or len(grid[0]) % 2:
        return False
    cells = [(n % 2, cell) for row in grid for n, cell in enumerate(row) if cell and cell.text]
    labels = [_is_label(cell) for odd, cell in cells if not odd]
    single = all(cell.columns == 1 and cell.rows == 1 for _, cell in cells)
    second = any(_text(row[2]) for row in grid)
    return second and single and all(labels) and not any(_is_label(cell) for odd, cell in cells if odd)


def _is_label(cell: Cell) -> bool:
    return cell.label or cell.text.endswith(":")


def _pairs(grid: Grid) -> Iterable[tuple[str, str]]:
    """Yield the label and the value of each pair of places."""
    for row in grid:
        for label, value in zip(row[::2], row[1::2], strict=True):
            if _text(label) or _text(value):
                yield _text(label), _text(value)


def _header_depth(grid: Grid) -> int:
    """Return the number of rows at the top that name the columns: marked, or merged as only headers are."""
    marked = 0
    while marked < len(grid) and any(grid[marked]) and all(cell is None or cell.header for cell in grid[marked]):
        marked += 1
    if marked:
        depth = max(marked, *(cell.rows for cell in grid[0] if cell))
        if depth == 1 < len(grid) - 1 and _names_below(grid[0], grid[1]):
            depth = 2
        return depth if depth < len(grid) else 1
    if len(grid) < 2:
        return 0
    if not any(cell and cell.columns > 1 for cell in grid[0]):
        first, *below = [[*map(_text, row)] for row in grid]
        short = max(map(len, first)) <= _LONGEST_NAME
        return int(len(first) >= _MANY_COLUMNS and short and names_columns(["", *first[1:]], below))
    deep = max((cell.rows for cell in grid[0] if cell), default=1)
    depth = deep if 1 < deep < len(grid) else 2
    named = depth < len(grid) and all(cell and _is_name(cell.text, deep > 1) for cell in grid[depth - 1][1:])
    return depth if named else 0


def _names_below(first: Sequence[Cell | None], second: Sequence[Cell | None]) -> bool:
    """Tell whether a second row goes on with the names of a first one: words below a wide cell, none at its start."""
    wide = any(cell and cell.columns > 1 for cell in first)
    return wide and not _text(second[0]) and any(map(_text, second)) and all(may_name(_text(cell)) for cell in second)


def _is_name(text: str, numbered: bool) -> bool:
    """Tell whether a text may name a column; names with a figure ("2025") need `numbered`."""
    return 0 < len(text) <= _LONGEST_NAME and (may_name(text) if numbered else not any(map(str.isdigit, text)))


def _header(rows: Grid) -> tuple[str, ...]:
    """Return the name of each column, the names above it first."""
    columns: Iterable[tuple[Cell | None, ...]] = zip(*rows, strict=True)
    return tuple(" – ".join(dict.fromkeys(filter(None, map(_text, column)))) for column in columns)


def _parts(title: str, header: tuple[str, ...], grid: Grid) -> Iterable[TablePart]:
    """Yield the rows below each caption: a cell over all columns, or a label alone in its row under named columns."""
    caption, held = title, list[tuple[str, ...]]()
    filled = [row[0] for row in grid if any(map(_text, row[1:]))]
    labelled = sum(bool(name and name.label and name.text) for name in filled) * 2 > len(filled)
    grouped = any(header) and len(header) >= _MANY_COLUMNS and not labelled
    for number, row in enumerate(grid, 1):
        if _is_title(row) or (grouped and _names_rows(row)):
            if held or caption:
                yield TablePart(caption, header if held else (), tuple(held))
            caption, held = " – ".join(dict.fromkeys(filter(None, map(_text, row)))), []
        elif any(map(_text, row)):
            if grouped and caption != title and number == len(grid) and row[0] and row[0].label:
                yield TablePart(caption, header if held else (), tuple(held))  # the total isn't one of the last group
                caption, held = "", []
            held.append(_values(row, header))
    if held or caption or any(header):
        yield TablePart(caption, () if caption and not held else header, tuple(held))


def _names_rows(row: Sequence[Cell | None]) -> bool:
    """Tell whether a row names those below it: a label alone, or a short code and a label ("A", "Personnel")."""
    first, second, *others = (*row, None)
    if not first or not first.label or any(map(_text, others)):
        return False
    coded = bool(second and second.label and len(first.text) <= _LONGEST_CODE and may_name(second.text))
    return not _text(second) or second is first or (coded and len(row) > _MANY_COLUMNS)


def _values(row: Sequence[Cell | None], header: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of a row; words that open it over several named columns ("Total") stand once."""
    first = row[0]
    wide = bool(first and any(header) and len(set(header[: first.columns])) > 1 and may_name(first.text))
    return tuple("" if wide and n and cell is first else _text(cell) for n, cell in enumerate(row))


def _text(cell: Cell | None) -> str:
    return cell.text if cell else ""
