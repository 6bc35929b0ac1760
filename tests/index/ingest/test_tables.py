"""The tables of web pages keep each value under its own heading."""

from __future__ import annotations

import pytest

from index.ingest.conversion import convert
from index.ingest.markdown_blocks import sections
from index.ingest.table_grid import DOUBTFUL
from index.statement import state

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
    assert found.warnings == (state("file.struck", count=1),)


def test_a_mark_of_a_footnote_is_no_figure() -> None:
    """A power stays."""
    found = page(
        "<tr><th>A</th><th>B</th></tr><tr><td>50 euros<sup><a href='#n1'>1</a></sup></td><td>9 m<sup>2</sup></td></tr>"
    )
    assert "| 50 euros | 9 m2 |" in found


def test_letters_inside_a_cell_stay_in_order() -> None:
    """Bold or raised letters part nothing."""
    rows = "<tr><td><p><b>Prix <i>net</i> HT</b> (m<sup>3</sup>)</p></td><td>5 <b>à</b> 9</td><td>2</td></tr>"
    assert "| Prix net HT (m3) | 5 à 9 | 2 |" in page(HEAD + rows)


def test_numbered_names_over_figures_are_a_header() -> None:
    """Each amount stays under its year, also where a corner is empty."""
    cells = [["", "An 1", "An 2", "Total"], ["Eau", "12 000", "18 000", "30 000"], ["Lieu", "–", "500", "500"]]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in cells)
    assert "|  | An 1 | An 2 | Total |" in page(rows) and "| Eau | 12 000 | 18 000 | 30 000 |" in page(rows)


def test_a_first_row_in_bold_names_the_columns() -> None:
    """Also of two columns, and with figures in the names."""
    rows = (
        "<tr><td><b>Poste</b></td><td><strong>Plafond 2024 en euros</strong></td></tr><tr><td>Taxi</td><td>9</td></tr>"
    )
    assert "| Poste | Plafond 2024 en euros |\n|---|---|\n| Taxi | 9 |" in page(rows).replace(" --- |", "---|")


def test_a_raised_figure_is_no_digit_of_the_figure_before_it() -> None:
    """Neither a note's mark without a link nor an exponent."""
    found = page("<tr><th>A</th><th>B</th></tr><tr><td>45<sup>1</sup> euros</td><td>10<sup><b>6</b></sup></td></tr>")
    assert "| 45^1 euros | 10^6 |" in found


def test_a_comment_in_code_is_no_heading() -> None:
    """What follows the code stays under its own heading."""
    html = f"<main><h1>Guide</h1><h2>Outils</h2>{_LINE}<pre><code>aide()\n# montre tout\n</code></pre>{_LINE}</main>"
    found = convert(f"<html><body>{html}</body></html>".encode(), "html").markdown
    assert [section.path for section in sections(found)][-1] == ("Guide", "Outils") and "montre tout" in found


def test_a_remark_in_the_last_row_leaves_no_names_without_values() -> None:
    """A cell over the whole width below a table is a text of its own."""
    found = page(HEAD + "<tr><td>Nord</td><td>30</td><td>5</td></tr><tr><td colspan=3>* hors taxes</td></tr>")
    assert found.count("Zone") == 1 and "\n\n* hors taxes\n\n" in found
