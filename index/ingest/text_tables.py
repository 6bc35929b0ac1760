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
_MARK_TAB = re.compile(r"(?m)^([ \t]*(?:[^\w\s|]{1,2}|o|\(?\w{1,4}(?:\.\w{1,3})*[.)°]{1,2}))\t+(?=[^\t\n]+$)")
_LEADER = re.compile(r"(?m)^([ \t]*)(?:[-*•] )?(\S[^\n]*?\S)[ \t]*(?:\.{4,}|(?:\. ){3,}\.?|…{2,}\.*)[ \t]*(?=\S)")
_UNIT = re.compile(r"\([^()]*\)")
_LONGEST_REST = 40  # characters of a line that goes on with a cell
_MOST_NAMES = 3  # lines of names of columns
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
    text = _MARK_TAB.sub(r"\1 ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LEADER.sub(r"\1- \2 : ", _COLON.sub(" : ", text))
    return _replaced(_replaced(text, _is_tabbed, _tabbed), _is_aligned, _aligned)


def _replaced(text: str, belongs: Callable[[str], bool], table: Callable[[Sequence[str]], str]) -> str:
    """Return text in which runs of lines that may belong to a table are one, where `table` makes one of them."""
    written: list[str] = []
    held: list[str] = []
    for line in [*text.split("\n"), ""]:
        rest = line.strip()
        if belongs(line) or (held and (_RULE.fullmatch(line) or (rest[:1].islower() and len(rest) <= _LONGEST_REST))):
            held.append(line)
            continue
        if held:
            made = table(held)
            written += ["", *made.split("\n"), ""] if made else held
            held = []
        written.append(line)
    return "\n".join(written[:-1])


def _is_tabbed(line: str) -> bool:
    return "\t" in line.strip()


def _tabbed(lines: Sequence[str]) -> str:
    """Return lines of cells between tabs as a table; "" if they are none."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines if not _RULE.fullmatch(line)]
    return _markdown(rows) if len(rows) >= _FEWEST and len({len(row) for row in rows}) == 1 else ""


def _is_aligned(line: str) -> bool:
    """Tell whether a line has a wide gap after its first words, and is no row of Markdown and no item."""
    return not line.lstrip().startswith("|") and not _ITEM.match(line) and bool(_GAP.search(line.strip()))


def _aligned(lines: Sequence[str]) -> str:
    """Return lines whose cells stand below each other as a table; "" if they don't."""
    rows: list[Row] = [
        [(cell.start(), cell[0]) for cell in _CELL.finditer(line)] for line in lines if not _RULE.fullmatch(line)
    ]
    columns = _columns(rows)
    cells: list[list[str]] = []
    for row in rows:
        placed = [[text for start, text in row if left <= start < right] for left, right in columns]
        if any(len(own) > 1 for own in placed):
            return ""
        cells.append([next(iter(own), "") for own in placed])
    cells = _whole_rows(
        _with_whole_header(cells, next((n for n, line in enumerate(lines) if _RULE.fullmatch(line)), 1))
    )
    if len(columns) < 2 or len(cells) < (_FEWEST if len(columns) > 2 else _FEWEST_OF_TWO):
        return ""
    if _are_texts(cells):
        return "\n\n".join("\n".join(filter(None, column)) for column in zip(*cells, strict=True))
    return _markdown(cells)


def _with_whole_header(cells: list[list[str]], depth: int) -> list[list[str]]:
    """Return rows whose names of columns are one: those above a rule, or names and the units below them.

    >>> _with_whole_header([["Zone", "Nuit"], ["", "(euros)"], ["Nord", "30"]], 1)
    [['Zone', 'Nuit (euros)'], ['Nord', '30']]
    """
    if depth == 1 < len(cells) and all(map(_UNIT.fullmatch, filter(None, cells[1]))):
        depth = 2
    if not 1 < depth <= min(_MOST_NAMES, len(cells) - 1):
        return cells
    return [[" ".join(filter(None, column)) for column in zip(*cells[:depth], strict=True)], *cells[depth:]]


def _whole_rows(cells: list[list[str]]) -> list[list[str]]:
    """Return rows in which a word alone that goes on with the cell above it is part of that.

    >>> _whole_rows([["Zones", "30"], ["rurales", ""]])
    [['Zones rurales', '30']]
    """
    found: list[list[str]] = []
    for row in cells:
        filled = [text for text in row if text]
        if found and len(filled) == 1 and filled[0][0].islower():
            found[-1] = [" ".join(filter(None, pair)) for pair in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def _are_texts(cells: list[list[str]]) -> bool:
    """Tell whether two columns are texts side by side, as signatures are: alike at their heads, without figures."""
    heads = {head.split()[0] for head in cells[0] if head}
    figures = any(map(str.isdigit, "".join("".join(row) for row in cells)))
    return len(cells[0]) == 2 and all(cells[0]) and len(heads) == 1 and not figures


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
