"""Find the tables of plain text, whose columns are parted by tabs or aligned by spaces, and write them as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.ingest.grid_markdown import grid_markdown
from index.ingest.table_grid import Cell, names_columns

_GAP = re.compile(r" {2,}")
_CELL = re.compile(r"\S+(?: \S+)*")
_COLON = re.compile(r"[ \t]{2,}:[ \t]*")  # "Report    :  each month" is a line of text
_RULE = re.compile(r"\s*(?:[-=_+|*]{3,}\s*)+")
_ITEM = re.compile(r"\s*(?:[-*•]|\(?\w{1,3}[.)])\s")
_FEWEST = 2  # rows of a table
_FEWEST_OF_TWO = 3  # rows of a table of two columns, which text may look like
_LONGEST_NAME = 40  # characters of a column's name

Row = list[tuple[int, str]]  # the cells of a line, each with its place


def tables_as_markdown(text: str) -> str:
    """Return plain text with its tables as Markdown: a cell that is empty stays so.

    >>> print(tables_as_markdown("Poste      2024    2025\\nTaxi        300\\nRepas       450     600"))
    <BLANKLINE>
    | Poste | 2024 | 2025 |
    |---|---|---|
    | Taxi | 300 |  |
    | Repas | 450 | 600 |
    <BLANKLINE>
    >>> tables_as_markdown("Région\\tFilles\\nNord\\t102\\n").strip().splitlines()[2]
    '| Nord | 102 |'
    """
    text = _COLON.sub(" : ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _replaced(_replaced(text, _is_tabbed, _tabbed), _is_aligned, _aligned)


def _replaced(text: str, belongs: Callable[[str], bool], table: Callable[[Sequence[str]], str]) -> str:
    """Return text in which runs of lines that may belong to a table are one, where `table` makes one of them."""
    written: list[str] = []
    held: list[str] = []
    for line in [*text.split("\n"), ""]:
        if belongs(line) or (held and _RULE.fullmatch(line)):
            held.append(line)
            continue
        if held:
            made = table([row for row in held if not _RULE.fullmatch(row)])
            written += ["", *made.split("\n"), ""] if made else held
            held = []
        written.append(line)
    return "\n".join(written[:-1])


def _is_tabbed(line: str) -> bool:
    return "\t" in line.strip()


def _tabbed(lines: Sequence[str]) -> str:
    """Return lines of cells between tabs as a table; "" if they are none."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    return _markdown(rows) if len(rows) >= _FEWEST and len({len(row) for row in rows}) == 1 else ""


def _is_aligned(line: str) -> bool:
    """Tell whether a line has a wide gap after its first words, and is no row of Markdown and no item."""
    return not line.lstrip().startswith("|") and not _ITEM.match(line) and bool(_GAP.search(line.strip()))


def _aligned(lines: Sequence[str]) -> str:
    """Return lines whose cells stand below each other as a table; "" if they don't."""
    rows: list[Row] = [[(cell.start(), cell[0]) for cell in _CELL.finditer(line)] for line in lines]
    columns = _columns(rows)
    if len(columns) < 2 or len(rows) < (_FEWEST if len(columns) > 2 else _FEWEST_OF_TWO):
        return ""
    cells: list[list[str]] = []
    for row in rows:
        placed = [[text for start, text in row if left <= start < right] for left, right in columns]
        if any(len(own) > 1 for own in placed):
            return ""
        cells.append([next(iter(own), "") for own in placed])
    return _markdown(cells)


def _columns(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the beginnings and ends of the columns: what the cells of any row cover."""
    found: list[tuple[int, int]] = []
    for left, right in sorted((start, start + len(text)) for row in rows for start, text in row):
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of one width as Markdown, the first as the header if it names the columns."""
    short = max(map(len, rows[0])) <= _LONGEST_NAME
    header = short and names_columns(["", *rows[0][1:]], rows[1:])
    return grid_markdown([[Cell(text, header=header and not n) for text in row] for n, row in enumerate(rows)])[0]
