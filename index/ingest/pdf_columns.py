"""Put columns that are drawn line by line in reading order, and find tables without drawn lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from index.ingest.pdf_line import Word, line_of, pieces
from index.ingest.pdf_tables import PdfTable
from index.ingest.table_grid import names_columns

_FEWEST = 3  # rows of columns or of a table
_MARK = 6  # letters of a bullet or number, at most: "VIII."
_GUTTER = 6.0  # points between columns at least
_PROSE = 22  # letters in most lines of a column of running text; cells are shorter

Piece = list[Word]  # words between two wide gaps


@dataclass(frozen=True, slots=True)
class _Row:
    """The pieces of a page that stand side by side, from left to right."""

    pieces: tuple[Piece, ...]

    @property
    def bottom(self) -> float:
        return max(self.pieces, key=len)[0].bottom

    @property
    def size(self) -> float:
        return max(word.size for piece in self.pieces for word in piece)


def in_reading_order(lines: Sequence[Sequence[Word]]) -> list[Piece | PdfTable]:
    """Return the lines of a page in reading order; a run of rows with cells side by side becomes a table."""
    found: list[Piece | PdfTable] = []
    for run in _runs(_rows(lines)):
        columns = _columns(run)
        several = [row for row in run if len(row.pieces) > 1]
        if len(several) < _FEWEST or len(columns) < 2 or _is_list(run, columns):
            found += [_joined(row) for row in run]
        elif _is_prose(run, columns):
            found += [piece for n in range(len(columns)) for row in run for piece in _of(row, columns[n])]
        else:
            found.append(_table(run, columns))
    return found


def _joined(row: _Row) -> Piece:
    """Return the words of a row, with a space between its pieces."""
    first, *others = row.pieces
    return [*first, *(word for piece in others for word in (replace(piece[0], spaced=True), *piece[1:]))]


def _rows(lines: Sequence[Sequence[Word]]) -> list[_Row]:
    """Group pieces that follow each other in the file and stand side by side."""
    found: list[list[Piece]] = []
    for line in lines:
        for piece in pieces(line):
            if found and _beside(found[-1], piece):
                found[-1].append(piece)
            else:
                found.append([piece])
    return [_Row(tuple(sorted(row, key=lambda piece: piece[0].left))) for row in found]


def _beside(row: list[Piece], piece: Piece) -> bool:
    """Tell whether a piece stands at the height of a row and overlaps none of its pieces."""
    height = abs(row[0][0].bottom - piece[0].bottom) < 0.4 * max(row[0][0].size, piece[0].size)
    return height and all(piece[0].left > other[-1].right or piece[-1].right < other[0].left for other in row)


def _runs(found: list[_Row]) -> list[list[_Row]]:
    """Group rows of several pieces that follow each other down the page under common gutters; others stand alone."""
    runs: list[list[_Row]] = []
    for row in found:
        run = runs[-1] if runs else []
        together = run and len(run[-1].pieces) + len(row.pieces) > 2 and _below(run[-1], row)
        if together and len(run[0].pieces) > 1 and len(_columns([*run, row])) >= 2:
            run.append(row)
        else:
            runs.append([row])
    for run in runs:
        while len(run) > 1 and len(run[-1].pieces) == 1:
            runs.insert(runs.index(run) + 1, [run.pop()])
    return runs


def _below(before: _Row, row: _Row) -> bool:
    return 0 < before.bottom - row.bottom < 4 * row.size


def _columns(run: Sequence[_Row]) -> list[tuple[float, float]]:
    """Return the left and right ends of the columns: what is covered on the horizontal axis, in pieces."""
    found: list[tuple[float, float]] = []
    for left, right in sorted((piece[0].left, piece[-1].right) for row in run for piece in row.pieces):
        if found and left < found[-1][1] + _GUTTER:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _of(row: _Row, column: tuple[float, float]) -> list[Piece]:
    return [piece for piece in row.pieces if column[0] <= piece[0].left <= column[1]]


def _is_prose(run: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Tell whether columns hold running text: long lines that fill them."""
    for column in columns:
        own = [piece for row in run for piece in _of(row, column)]
        long = median(sum(len(word.text) + 1 for word in piece) for piece in own)
        full = median(piece[-1].right - piece[0].left for piece in own)
        if long < _PROSE or full < 0.6 * (column[1] - column[0]):
            return False
    return True


def _is_list(run: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the first column holds bullets or numbers alone."""
    first = [piece for row in run for piece in _of(row, columns[0])]
    return all(
        len(piece) == 1 and len(piece[0].text) < _MARK and not piece[0].text.isalpha() for piece in first
    ) and all(piece[0].text[-1:] in ".)" or not piece[0].text[:1].isdigit() for piece in first)


def _table(run: Sequence[_Row], columns: Sequence[tuple[float, float]]) -> PdfTable:
    """Return rows as a table; doubtful where a row without a first cell may go on with the row above."""
    lines: list[list[str]] = []
    doubtful = False
    for row in run:
        cells = [" ".join(line_of(piece).text for piece in _of(row, column)) for column in columns]
        if lines and not cells[0]:
            if any(mark.isdigit() for cell in cells for mark in cell) or cells.count("") < len(cells) - 1:
                doubtful = True
            lines[-1] = [f"{above} {cell}".strip() for above, cell in zip(lines[-1], cells, strict=True)]
        else:
            lines.append(cells)
    lines = _with_whole_names(lines)
    headed = len(lines[0]) > 2 and len(lines) > 1 and names_columns(lines[0], lines[1:])
    doubtful = doubtful or (len(lines[0]) > 2 and not headed) or _is_uneven(run)
    return PdfTable(tuple(map(tuple, lines)), headed, doubtful, tuple(left for left, _ in columns))


def _with_whole_names(lines: list[list[str]]) -> list[list[str]]:
    """Return rows with a first cell that takes two lines, its figures on the second, in one.

    >>> _with_whole_names([["Prêt pour le lieu", ""], ["d'enfouissement", "3,000"]])
    [["Prêt pour le lieu d'enfouissement", '3,000']]
    """
    found: list[list[str]] = []
    for line in lines:
        if found and not any(found[-1][1:]) and line[0][:1].islower():
            found[-1] = [f"{found[-1][0]} {line[0]}", *line[1:]]
        else:
            found.append(line)
    return found


def _is_uneven(run: Sequence[_Row]) -> bool:
    """Tell whether rows stand so unevenly that cells of several lines are likely."""
    drops = [a.bottom - b.bottom for a, b in pairwise(run)]
    return bool(drops) and max(drops) > 1.8 * min(drops)
