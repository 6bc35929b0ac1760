"""Write a table of a printed page as a table of Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from index.ingest.pdf_tables import PdfTable
from index.ingest.table_grid import DOUBTFUL, DRAWN

_EMPTY = "–"  # in a table without header, so that no figure slides to the left
_SAME_PLACE = 6.0  # points between the columns of a table and those of its rest on the next page


def table_markdown(table: PdfTable) -> str:
    """Return a table as Markdown; a row of one cell over all columns parts it in two, under the same header.

    A doubtful one is a list of its rows that says so: no figure is paired with a heading.

    >>> print(table_markdown(PdfTable((("Zone", "Nuit", "Repas"), ("Nord", "", "9")), headed=True)))
    | Zone | Nuit | Repas |
    | --- | --- | --- |
    | Nord |  | 9 |
    >>> table_markdown(PdfTable((("Nord", "", "9"),), doubtful=True)).splitlines()[-1]
    '- Nord ; – ; 9'
    """
    if table.doubtful:
        rows = [f"- {' ; '.join(cell or _EMPTY for cell in row)}" for row in table.rows]
        return "\n\n".join(filter(None, (table.caption, DRAWN if table.drawn else DOUBTFUL, "\n".join(rows))))
    header = [_row(table.rows[0]), "|" + " --- |" * len(table.rows[0])] if table.headed else []
    parts = [table.caption] if table.caption else []
    lines = list(header)
    for row in table.rows[bool(header) :]:
        if len(row) == 1 < max(map(len, table.rows)):
            parts += ["\n".join(lines)] if len(lines) > len(header) else []
            parts.append(row[0])
            lines = list(header)
        else:
            lines.append(_row(row if header or len(row) < 3 else [cell or _EMPTY for cell in row]))
    parts += ["\n".join(lines)] if len(lines) > len(header) else []
    return "\n\n".join(parts)


def continues(table: PdfTable, rest: PdfTable) -> bool:
    """Tell whether `rest`, at the top of a page, goes on with a table of the page before.

    >>> table = PdfTable((("Zone", "Nuit"), ("Nord", "50")), headed=True, columns=(50.0, 90.0))
    >>> continues(table, PdfTable((("Sud", "38"),), columns=(50.5, 90.0)))
    True
    """
    return (
        table.headed
        and len(table.columns) == len(rest.columns)
        and all(abs(a - b) < _SAME_PLACE for a, b in zip(table.columns, rest.columns, strict=True))
        and (not rest.headed or rest.rows[0] == table.rows[0])
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
