"""Write tables as Markdown, for formats whose reader gives their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.ingest.table_grid import DOUBTFUL, Cell, Table, lay_out, plain_rows


def grid_markdown(rows: Sequence[Sequence[Cell]]) -> tuple[str, bool]:
    """Return a table as Markdown, and whether it is doubtful: then its rows are a list under a note.

    >>> print(grid_markdown([[Cell("Zone", header=True), Cell("Nuit", header=True)], [Cell("Nord"), Cell("35")]])[0])
    | Zone | Nuit |
    |---|---|
    | Nord | 35 |
    """
    table = lay_out(rows)
    if table.doubtful:
        return f"{DOUBTFUL}\n\n" + "\n".join(f"- {row}" for row in plain_rows(rows)), True
    return "\n\n".join(_written(table)), False


def _written(table: Table) -> Iterator[str]:
    """Yield the captions and rows of the parts of a table."""
    for part in table.parts:
        if part.caption:
            yield part.caption
        header = [_row(part.header), "|" + "---|" * len(part.header)] if any(part.header) else []
        if lines := [*header, *map(_row, part.rows)]:
            yield "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    """Return cells as a row, the borders inside them escaped.

    >>> _row(["a|b", "c\\nd"])
    '| a\\\\|b | c d |'
    """
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"
