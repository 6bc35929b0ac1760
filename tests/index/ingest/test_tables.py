"""The tables of web pages keep each value under its own heading."""

from __future__ import annotations

import pytest

from index.ingest.conversion import convert
from index.ingest.table_grid import DOUBTFUL

_LINE = "<p>Le rapport est remis au bureau régional avant la fin du mois de juin, avec les pièces signées.</p>"


def page(rows: str) -> str:
    """Return the Markdown of a page with a table of those rows."""
    html = f"<html><body><main><h1>Tarifs</h1>{_LINE}<table>{rows}</table>{_LINE}</main></body></html>"
    return convert(html.encode(), "html").markdown.replace(" \n", "\n")


HEAD = "<tr><th>Zone</th><th>Taux</th><th>Durée</th></tr>"


def test_a_value_over_two_rows_counts_for_both() -> None:
    """Also in a column between others."""
    rows = "<tr><td>Nord</td><td rowspan=2>30 euros</td><td>5 jours</td></tr><tr><td>Sud</td><td>8 jours</td></tr>"
    assert "| Nord | 30 euros | 5 jours |\n| Sud | 30 euros | 8 jours |" in page(HEAD + rows)


def test_an_empty_cell_stays_empty() -> None:
    """The next figure doesn't move into it."""
    assert "| Est |  | 9 jours |" in page(HEAD + "<tr><td>Est</td><td></td><td>9 jours</td></tr>")


def test_a_row_over_the_whole_width_is_a_caption() -> None:
    """The rows under it keep the names of the columns."""
    rows = "<tr><td colspan=3>Afrique</td></tr><tr><td>Nord</td><td>30</td><td>5</td></tr>"
    found = page(HEAD + rows + rows.replace("Afrique", "Asie").replace("30", "40"))
    assert found.count("| Zone | Taux | Durée |") == 2
    assert found.index("Afrique") < found.index("| Nord | 30 | 5 |") < found.index("Asie") < found.index("| Nord | 40")


@pytest.mark.parametrize(
    "row", ["<td>a</td><td>1</td><td>2</td><td>3</td>", "<td rowspan=2>a</td><td>1</td><td>2</td>"]
)
def test_a_doubtful_table_pairs_nothing(row: str) -> None:
    """Cells beyond the named columns, or over each other, have no heading."""
    rows = f"<tr>{row}</tr><tr><td>b</td><td colspan=2>4</td><td>5</td></tr>"
    found = page(HEAD + rows)
    assert DOUBTFUL in found and "| a |" not in found


def test_hidden_and_deleted_text_is_left_out() -> None:
    """Inserted text stays."""
    html = (
        f"<main><h1>Taux</h1><p>Le taux est de <del>12 %</del><ins>7 %</ins>.</p><p hidden>Caché.</p>{_LINE * 2}</main>"
    )
    found = convert(html.encode(), "html")
    assert "7 %" in found.markdown and "12 %" not in found.markdown and "Caché" not in found.markdown
    assert found.warnings == ("Struck-out text was left out (1 place).",)


def test_a_mark_of_a_footnote_is_no_figure() -> None:
    """A power stays."""
    found = page(
        "<tr><th>A</th><th>B</th></tr><tr><td>50 euros<sup><a href='#n1'>1</a></sup></td><td>9 m<sup>2</sup></td></tr>"
    )
    assert "| 50 euros | 9 m2 |" in found
