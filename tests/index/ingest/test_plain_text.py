"""Plain text has the structure that its writer drew: underlined headings, aligned columns, numbered parts."""

from __future__ import annotations

from index.document import Document
from index.ingest.conversion import convert
from index.ingest.converted_text import Conversion
from index.ingest.passage_splitting import split


def read(text: str) -> Conversion:
    """Return the conversion of a text file."""
    return convert(text.encode(), "text")


_PROSE = "Le partenaire remet le rapport au bureau avant la fin du mois, avec toutes les pièces."


def lines_of(text: str) -> list[str]:
    """Return the lines of what is read of a text."""
    return convert(text.encode(), "text").markdown.split("\n")


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


def test_a_drawn_table_keeps_its_columns() -> None:
    """Its borders are no text, an empty cell stays empty, and words over two lines are one name."""
    drawn = (
        "+---------+--------+\n| Poste   | Total  |\n+---------+--------+\n| Taxi    |        |\n"
        "| Zones   | 780    |\n| rurales |        |\n+---------+--------+\n"
    )
    assert convert(drawn.encode(), "text").markdown.strip().split("\n") == [
        "| Poste | Total |",
        "|---|---|",
        "| Taxi |  |",
        "| Zones rurales | 780 |",
    ]


def test_a_rule_below_the_names_tells_that_borders_part_all_rows() -> None:
    """Then all lines between two borders are one row; a table doesn't tell how wide the text around it is wrapped."""
    drawn = (
        "+-------+--------+\n| Qui   | Délai  |\n+=======+========+\n| Audit | Sous   |\n|       | 5      |\n"
        "| Cour  | jours  |\n+-------+--------+\n"
    )
    assert "| Audit Cour | Sous 5 jours |" in lines_of(drawn)
    wide = "+---+---+\n| A | B |\n+===+===+\n| C | " + "mot " * 30 + "|\n+---+---+\n"
    wrapped = "Le comité se réunit deux fois chaque année au siège, à la demande du\n"
    wrapped += "Conseil ou de la moitié de ses membres.\n"
    assert " ".join(wrapped.split()) in lines_of(f"{wrapped}\n{wide}")


def test_units_below_the_names_of_columns_belong_to_them() -> None:
    """Also all lines above a rule."""
    text = "Zone      Nuit      Repas\n          (euros)   (euros)\nNord      30        9\n"
    text += "Zones     20        8\nrurales\n"
    names = "| Zone | Nuit (euros) | Repas (euros) |"
    rows = ["| Nord | 30 | 9 |", "| Zones rurales | 20 | 8 |"]
    assert [line for line in lines_of(text) if line.startswith("|") and "---" not in line] == [names, *rows]
    ruled = "Zone      Prix\nd’achat   moyen\n--------  -----\nNord      30\nSud       20\n"
    assert "| Zone d’achat | Prix moyen |" in lines_of(ruled)


def test_a_price_after_leaders_is_an_item_and_no_heading() -> None:
    """What follows it doesn't stand under it."""
    found = lines_of("Prix\n\nCahier ........... 350 FCFA\nLatrine ......... 1 250 FCFA\n\n" + _PROSE)
    assert "- Cahier : 350 FCFA" in found and "- Latrine : 1 250 FCFA" in found


def test_a_heading_right_above_its_wrapped_text_is_found() -> None:
    """The next word had room on its line; a clause begins a paragraph, a number at a page's foot is no text."""
    text = (
        "Convention\n\nArticle 1 - Objet\nLa présente convention définit les conditions dans lesquelles la\n"
        "Fondation apporte son soutien au projet mené par l'Association dans\n"
        "les communes de Thiès, Mbour et Tivaouane.\n\n"
        "Article 2 - Durée\n2.1 La convention prend effet à sa signature, pour une durée de deux\nans, ou de trois.\n"
        "2.2 Elle peut être prolongée une fois, par avenant, de douze mois\nau plus.\n\n                    - 2 -\n"
    )
    found = [line for line in lines_of(text) if line]
    assert [line for line in found if line.startswith("#")] == [
        "# Convention",
        "## Article 1 - Objet",
        "## Article 2 - Durée",
    ]
    assert found[-2:] == [
        "2.1 La convention prend effet à sa signature, pour une durée de deux ans, ou de trois.",
        "2.2 Elle peut être prolongée une fois, par avenant, de douze mois au plus.",
    ]


def test_all_questions_of_a_list_are_headings() -> None:
    """Else those with short answers would stand under another."""
    found = lines_of(f"Q1 : Peut-on changer de compte ?\nR : {_PROSE}\n\nQ2 : Combien de temps ?\nR : Sept ans.\n")
    assert [line.lstrip("# ") for line in found if line.startswith("#")] == [
        "Q1 : Peut-on changer de compte ?",
        "Q2 : Combien de temps ?",
    ]


def test_marks_of_items_before_a_tab_make_no_table() -> None:
    """As word processors write them in text; arrows and small circles are marks too."""
    found = lines_of("Pièces :\n•\tun budget ;\n•\tles comptes.\n   -> à jour\n   o signés\n")
    assert [line for line in found if line] == [
        "Pièces :",
        "- un budget ;",
        "- les comptes.",
        "   - à jour",
        "   - signés",
    ]


def test_texts_side_by_side_are_read_one_after_the_other() -> None:
    """Each signature stands with its own name."""
    found = lines_of(
        "Pour l’Association      Pour la Fondation\nLa présidente           Le directeur\n"
        "Awa NDIAYE              Jean PETIT\n"
    )
    lines = [line for line in found if line]
    assert lines.index("Awa NDIAYE") < lines.index("Pour la Fondation") < lines.index("Jean PETIT")


def test_short_lines_over_lists_are_headings() -> None:
    """Where there are several: else the items of one would stand with the name of another."""
    found = lines_of(f"Accès\n\n{_PROSE}\n\nVue\n\n- contraste\n- taille\n\nOuïe\n\n- sous-titres\n\n1.1\n\n{_PROSE}\n")
    assert [line for line in found if line.startswith("#")] == ["# Accès", "## Vue", "## Ouïe"]


def test_sentences_below_a_table_of_contents_are_kept() -> None:
    """Where no heading parts them from it."""
    text = "# Sommaire\n\nLe comité 3\nLes règles 5\nLe budget 8\n\n" + _PROSE + "\n"
    document = Document("d", "/d.md", "Règlement", "", "fr", text)
    assert [passage.text for passage in split(document, len, 500)] == [_PROSE]
