"""Make PDF files with text at given places, for the tests of reading them."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF

Placed = tuple[float, float, float, str]  # left and top in millimetres, size in points, text; in bold after "**"


def printed(*pages: Sequence[Placed], lines: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """Make a PDF of pages of placed texts, drawn in their order, with straight lines on the first page."""
    document = FPDF()
    document.set_auto_page_break(False)
    for number, page in enumerate(pages):
        document.add_page()
        for left, top, size, text in page:
            document.set_font("helvetica", style="B" if text.startswith("**") else "", size=size)
            document.text(left, top, text.removeprefix("**"))
        for line in lines if number == 0 else ():
            document.line(*line)
    return bytes(document.output())


def grid(
    columns: Sequence[float], rows: Sequence[float], cells: Sequence[Sequence[str]]
) -> tuple[list[Placed], list[tuple[float, float, float, float]]]:
    """Return the texts and lines of a table with borders at `columns` and `rows`, in millimetres."""
    texts = [
        (columns[n] + 1, rows[row] + 5, 10.0, cell)
        for row, line in enumerate(cells)
        for n, cell in enumerate(line)
        if cell
    ]
    across = [(columns[0], top, columns[-1], top) for top in rows]
    down = [(left, rows[0], left, rows[-1]) for left in columns]
    return texts, across + down
