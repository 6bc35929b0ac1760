"""Plain text has the structure that its writer drew: underlined headings, aligned columns, numbered parts."""

from __future__ import annotations

from index.ingest.conversion import convert
from index.ingest.converted_text import Conversion


def read(text: str) -> Conversion:
    """Return what is read of a text file."""
    return convert(text.encode(), "text")


def test_an_empty_cell_of_an_aligned_table_stays_empty() -> None:
    """No figure slides below the year before its own."""
    rows = (
        "Poste        2024     2025",
        "------------------------",
        "Goûters                300",
        "Taxi       1 200    1 500",
    )
    table = "".join(f"  {row}\n" for row in rows)
    found = read(f"Voici le budget.\n\n{table}\nIl est voté en mars.").markdown.replace("\n\n", "\n")
    assert "| Poste | 2024 | 2025 |\n|---|---|---|\n| Goûters |  | 300 |\n| Taxi | 1 200 | 1 500 |" in found


def test_cells_between_tabs_are_a_table() -> None:
    """As spreadsheets copy them; it is no title."""
    found = read("Région\tFilles\tGarçons\r\nNord\t102\t96\r\nSud\t\t90\r\n\r\nLes écoles comptent les enfants.\r\n")
    assert "| Sud |  | 90 |" in found.markdown and found.title == ""


def test_wide_gaps_in_running_text_are_no_columns() -> None:
    """Justified lines, and a label before its colon."""
    text = "Le  partenaire envoie  un rapport\nchaque  trimestre au  bureau du\npays.\n\nAudit     :  chaque an"
    assert "|" not in read(text).markdown and "Audit : chaque an" in read(text).markdown


def test_underlined_and_numbered_headings_are_found() -> None:
    """A page number is none, and a rule is no text."""
    found = read(
        "RÈGLEMENT DU CONSEIL\n====================\n\nArticle 1 - Membres\n-------------------\nIls sont neuf.\n\n"
        "Article 2 - Séances\n   a) Elles sont ouvertes.\n\nPage 1 sur 1\n"
    )
    assert found.title == "RÈGLEMENT DU CONSEIL"
    assert found.markdown.split("\n\n") == [
        "# RÈGLEMENT DU CONSEIL",
        "## Article 1 - Membres",
        "Ils sont neuf.",
        "## Article 2 - Séances",
        "a) Elles sont ouvertes.",
    ]


def test_a_line_in_capitals_heads_what_follows() -> None:
    """Also short lines, and the title above it."""
    found = read("Guide du partenaire\n\n1. RAPPORTS\n\nTous les six mois.\n\n2. PAIEMENTS\n\nÀ la signature.\n")
    assert found.title == "Guide du partenaire" and "### 1. RAPPORTS\n\nTous les six mois." in found.markdown
