"""Find the tables whose cells are drawn with lines, and put each word of a page in its cell.

A cell that spans rows or columns is repeated in each of them, so that no figure loses its heading.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.ingest.pdf_line import Word, line_of, rows
from index.ingest.pdfium import Rule
from index.ingest.table_grid import may_name, names_columns

_NEAR = 3.0  # points between lines that are meant to be one, or to meet
_MOST_RULES = 4_000  # on a page; more draw a map or a chart, and each is compared with each
_LARGEST = 60  # columns or rows; what has more is a drawing
_LONGEST_NAME = 40  # characters of a column's name
_FILLED = 0.3  # of the cells of a table; a drawing has fewer
_OVER = 0.35  # of a word that is outside its cell: it may belong to the next


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A table: its rows of cells, whether the first is its header, and whether words may be in a wrong cell.

    The lines of a cell are parted by line breaks. A row of one cell spans all columns. `columns` are the left ends of
    the columns, by which the table's rest on the next page is recognised; `caption` is what stands in the box above
    the header. `drawn` tells that it is none: its rows are the labels of a map or drawing.
    """

    rows: tuple[tuple[str, ...], ...]
    headed: bool = False
    doubtful: bool = False
    columns: tuple[float, ...] = ()
    caption: str = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class _Grid:
    """The borders of a table, in ascending order, with the rules that draw them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rules: tuple[Rule, ...]

    def column(self, x: float) -> int:
        return sum(border <= x for border in self.xs) - 1

    def row(self, y: float) -> int:
        """Return the row at that height, counted from the top."""
        return len(self.ys) - 1 - sum(border <= y for border in self.ys)

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
        return self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]

    def crosses(self, word: Word) -> bool:
        """Tell whether a good part of a word is outside the column of its middle."""
        column = self.column((word.left + word.right) / 2)
        over = max(self.xs[column] - word.left, word.right - self.xs[column + 1])
        return over > _OVER * (word.right - word.left)

    def is_drawn(self, along: str, place: float, at: float) -> bool:
        """Tell whether a rule runs along an axis at `place` and passes `at`."""
        return any(
            rule.along == along and abs(rule.place - place) <= _NEAR and rule.start - _NEAR <= at <= rule.end + _NEAR
            for rule in self.rules
        )


def tables(words: Sequence[Word], rules: Sequence[Rule]) -> list[tuple[PdfTable, frozenset[int]]]:
    """Return the tables of a page, each with the places in `words` of the words that it holds."""
    found: list[tuple[PdfTable, frozenset[int]]] = []
    if len(rules) > _MOST_RULES:
        return found
    for grid in _grids(rules):
        inside = frozenset(place for place, word in enumerate(words) if grid.holds(word))
        if (
            inside
            and not any(inside & taken for _, taken in found)
            and (table := _table(grid, [words[place] for place in sorted(inside)]))
        ):
            found.append((table, inside))
    return found


def _grids(rules: Sequence[Rule]) -> Iterator[_Grid]:
    """Yield the borders of each group of rules that meet, the largest group first."""
    groups: list[list[Rule]] = []
    for rule in rules:
        joined = [group for group in groups if any(_meet(rule, other) for other in group)]
        groups = [group for group in groups if group not in joined] + [[rule, *(r for g in joined for r in g)]]
    for group in sorted(groups, key=len, reverse=True):
        xs = _merged(rule.place for rule in group if rule.along == "y")
        ys = _merged(rule.place for rule in group if rule.along == "x")
        if 3 <= len(xs) <= _LARGEST and 3 <= len(ys) <= _LARGEST:
            yield _Grid(xs, ys, tuple(group))


def _meet(a: Rule, b: Rule) -> bool:
    if a.along == b.along:
        return abs(a.place - b.place) <= _NEAR and a.start <= b.end + _NEAR and b.start <= a.end + _NEAR
    return a.start - _NEAR <= b.place <= a.end + _NEAR and b.start - _NEAR <= a.place <= b.end + _NEAR


def _merged(places: Iterator[float]) -> tuple[float, ...]:
    """Return places in order, those that are near each other once.

    >>> _merged(iter([10.0, 50.0, 10.5]))
    (10.0, 50.0)
    """
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return tuple(found)


def _table(grid: _Grid, words: Sequence[Word]) -> PdfTable | None:
    """Return the table of a grid; None if its boxes are no table."""
    spans = _spans(grid)
    held: dict[int, list[Word]] = {}
    for word in words:
        x, y = (word.left + word.right) / 2, (word.bottom + word.top) / 2
        held.setdefault(spans[grid.row(y)][grid.column(x)], []).append(word)
    texts = {cell: "\n".join(line_of(row).text for row in rows(own)) for cell, own in held.items()}
    cells = [[texts.get(cell, "") for cell in row] for row in spans]
    kept = [place for place, row in enumerate(cells) if any(row)]
    used = [n for n in range(len(grid.xs) - 1) if any(row[n] for row in cells)]
    used = [n for n in used if n == 0 or any(row[n] != row[n - 1] for row in spans)]
    if len(kept) < 2 or len(used) < 2 or len(texts) < _FILLED * len(kept) * len(used):
        return None
    doubtful = any(grid.crosses(word) for word in words if not _is_spanning(spans[_row_of(grid, word)]))
    lines = [
        (cells[place][used[0]],) if len(set(spans[place])) == 1 else tuple(cells[place][n] for n in used)
        for place in kept
    ]
    captions = next((place for place, line in enumerate(lines) if len(line) > 1), len(lines))
    if len(lines) - captions < 2:
        return None
    columns = tuple(grid.xs[n] for n in used)
    first = [held.get(spans[kept[captions]][n], []) for n in used]
    headed = _is_header(first, held, [line for line in lines if len(line) > 1])
    caption = "\n".join(line[0] for line in lines[:captions])
    body = lines[captions:]
    return PdfTable(_with_one_header(body) if headed else tuple(body), headed, doubtful, columns, caption)


def _row_of(grid: _Grid, word: Word) -> int:
    return grid.row((word.bottom + word.top) / 2)


def _is_spanning(row: Sequence[int]) -> bool:
    return len(set(row)) < len(row)


def _spans(grid: _Grid) -> list[list[int]]:
    """Return for each row, from the top, the cell that each column is part of; no rule parts a cell from itself."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    cell = [[row * width + column for column in range(width)] for row in range(height)]

    def unite(a: int, b: int) -> None:
        for row in cell:
            row[:] = [a if number == b else number for number in row]

    for row in range(height):
        top, bottom = grid.ys[height - row], grid.ys[height - row - 1]
        for column in range(width):
            left, right = grid.xs[column], grid.xs[column + 1]
            if column and not grid.is_drawn("y", left, (top + bottom) / 2):
                unite(cell[row][column - 1], cell[row][column])
            if row and not grid.is_drawn("x", top, (left + right) / 2):
                unite(cell[row - 1][column], cell[row][column])
    return cell


def _is_header(first: Sequence[Sequence[Word]], held: dict[int, list[Word]], lines: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns: in bold over plain rows, or in words over figures."""
    bold = [all(word.bold for word in cell) for cell in first if cell]
    every = [word.bold for words in held.values() for word in words]
    if all(bold) and sum(every) < len(every) * 0.7:
        return True
    if not names_columns(lines[0], lines[1:]):
        return False
    figures = [any(mark.isdigit() for mark in row[-1]) for row in lines[1:]]
    return sum(figures) * 2 > len(figures) or (len(lines[0]) > 2 and max(map(len, lines[0])) < _LONGEST_NAME)


def _with_one_header(lines: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return rows with a header of several rows in one: "Indemnité" over "Nuit" and "Repas".

    >>> _with_one_header([("Région", "Indemnité", "Indemnité"), ("Région", "Nuit", "Repas"), ("Nord", "50", "9")])[0]
    ('Région', 'Indemnité Nuit', 'Indemnité Repas')
    """
    first, *rest = lines
    while (
        len(rest) > 1
        and len(rest[0]) == len(first)
        and any(a and a == b for a, b in itertools.pairwise(first))
        and rest[0] != first
        and all(map(may_name, rest[0]))
    ):
        first = tuple(a if a == b else f"{a} {b}".strip() for a, b in zip(first, rest[0], strict=True))
        rest = rest[1:]
    return (first, *rest)
