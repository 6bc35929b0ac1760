"""Reading PDF: tables, columns, running heads, footnotes, pages, titles, ligatures."""

from __future__ import annotations

import pytest

from index.document import Document
from index.ingest.converted_text import Conversion
from index.ingest.page_marker import without_page_markers
from index.ingest.passage_splitting import split
from index.ingest.pdf import read_pdf
from index.ingest.table_grid import DRAWN
from index.passage import Passage
from index.statement import state
from tests.index.ingest.printed import Placed, grid, printed

BODY = "Le partenaire envoie un rapport au bureau."


def text_of(found: Conversion) -> str:
    """Return the Markdown of a file without its page markers."""
    return without_page_markers(found.markdown)


def passages_of(found: Conversion) -> list[Passage]:
    """Return the passages that a file gives."""
    document = Document("d", "/d.pdf", found.title, "", "fr", found.markdown)
    return split(document, lambda text: len(text.split()), 60, 40)


def test_an_empty_cell_of_a_table_stays_empty() -> None:
    """No figure slides under the heading of another column."""
    cells = [
        ["Zone", "Nuit", "Repas", "Taxi"],
        ["Nord", "45 euros", "12 euros", "8 euros"],
        ["Sud", "38 euros", "", "6 euros"],
    ]
    texts, lines = grid((20, 60, 100, 140, 180), (20, 30, 40, 50), cells)
    found = read_pdf(printed(texts, lines=lines))
    assert "- Zone : Sud ; Nuit : 38 euros ; Taxi : 6 euros" in passages_of(found)[0].text


def test_a_cell_over_two_rows_counts_for_both() -> None:
    """The region that stands once beside two grades is said with each."""
    cells = [["Zone", "Grade", "Nuit"], ["Nord", "Agent", "30 euros"], ["", "Cadre", "50 euros"]]
    texts, lines = grid((20, 60, 100, 140), (20, 30, 40, 50), cells)
    lines = [line for line in lines if line[1] != 40 or line[3] != 40] + [(60.0, 40.0, 140.0, 40.0)]
    found = read_pdf(printed(texts, lines=lines))
    assert "| Nord | Cadre | 50 euros |" in found.markdown


def test_a_heading_over_two_columns_is_said_with_both() -> None:
    """Two rows of headings become one."""
    cells = [
        ["Zone", "Montant", ""],
        ["", "Nuit", "Repas"],
        ["Nord", "45 euros", "9 euros"],
        ["Sud", "38 euros", "8 euros"],
    ]
    texts, _ = grid((20, 60, 100, 140), (20, 30, 40, 50, 60), cells)
    lines = [(20.0, y, 140.0, y) for y in (20.0, 40.0, 50.0, 60.0)] + [(60.0, 30.0, 140.0, 30.0)]
    lines += [(x, 20.0, x, 60.0) for x in (20.0, 60.0, 140.0)] + [(100.0, 30.0, 100.0, 60.0)]
    found = read_pdf(printed(texts, lines=lines))
    assert "| Zone | Montant Nuit | Montant Repas |" in found.markdown
    assert "| Sud | 38 euros | 8 euros |" in found.markdown


def test_a_table_goes_on_over_the_page() -> None:
    """The rows on the next page keep the header of the first."""
    columns = (20, 60, 100, 140)
    above, lines = grid(columns, (20, 30, 40), [["Zone", "Nuit", "Repas"], ["Nord", "45 euros", "9 euros"]])
    below, _ = grid(columns, (20, 30, 40), [["Sud", "38 euros", "8 euros"], ["Ouest", "31 euros", "7 euros"]])
    from fpdf import FPDF

    document = FPDF()
    for texts in (above, below):
        document.add_page()
        document.set_font("helvetica", size=10)
        for left, top, _, text in texts:
            document.text(left, top, text)
        for line in lines:
            document.line(*line)
    found = read_pdf(bytes(document.output()))
    assert "Zone : Ouest ; Nuit : 31 euros ; Repas : 7 euros" in "\n".join(p.text for p in passages_of(found))


def test_a_table_without_lines_that_cannot_be_read_surely_says_so() -> None:
    """A row without a name may belong to the row above: no figure is paired with a heading."""
    rows = [
        ("Zone", "Nuit", "Repas"),
        ("Nord", "45 euros", "12 euros"),
        ("", "50 euros", "14 euros"),
        ("Sud", "38 euros", "9 euros"),
    ]
    page: list[Placed] = [
        (20 + 50 * n, 30 + 6 * row, 11, cell) for row, line in enumerate(rows) for n, cell in enumerate(line) if cell
    ]
    found = read_pdf(printed(page))
    assert "file.pages_table" in {warning.key for warning in found.warnings}
    assert "check the document" in passages_of(found)[0].text and "Nuit : 50" not in passages_of(found)[0].text


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    """The left column comes whole before the right one."""
    left = [
        "La convention fixe les droits de",
        "chaque partenaire et dure trois",
        "ans à compter de la signature",
        "par les deux parties réunies.",
    ]
    right = [
        "Le budget est versé en quatre",
        "tranches égales après le rapport",
        "de chaque trimestre, que le",
        "bureau de pays vérifie ensuite.",
    ]
    page: list[Placed] = []
    for n, pair in enumerate(zip(left, right, strict=True)):
        page += [(20, 30 + 5 * n, 11, pair[0]), (110, 30 + 5 * n, 11, pair[1])]
    found = text_of(read_pdf(printed(page)))
    assert " ".join(left) in found and " ".join(right) in found


def test_numbered_heads_of_articles_stay_where_running_heads_go() -> None:
    """Each page opens with the running head and an article."""
    pages: list[list[Placed]] = [
        [
            (20, 15, 9, "Guide du partenaire"),
            (20, 30, 14, f"Article {n}"),
            (20, 45, 11, f"{BODY} Cas {n}."),
            (100, 285, 9, f"{n}"),
        ]
        for n in range(1, 5)
    ]
    found = read_pdf(printed(*pages))
    assert [f"# Article {n}" in found.markdown for n in range(1, 5)] == [True] * 4
    assert "Guide du partenaire" not in found.markdown
    assert any("guide du partenaire" in str(dict(warning.values).get("heads")) for warning in found.warnings)


def test_a_footnote_stands_at_its_mark() -> None:
    """The raised figure is no part of the sum."""
    page: list[Placed] = [(20, 30 + 6 * n, 11, f"{BODY}") for n in range(4)]
    page += [(20, 60, 11, "La nuit est payée 50 euros"), (70.5, 58.5, 6, "1"), (20, 250, 8, "1 Sauf à Kaya.")]
    found = text_of(read_pdf(printed(page)))
    assert "50 euros (note 1 – Sauf à Kaya)" in found and "euros1" not in found


def test_passages_know_their_pages() -> None:
    """A passage that goes on over the page's end has both, and the section after it its own."""
    pages: list[list[Placed]] = [
        [(20, 30, 11, "Le partenaire rend les comptes à la fin de"), (20, 36, 11, "chaque trimestre et il les")],
        [
            (20, 30, 11, "signe avec le bureau."),
            (20, 42, 11, "Il les garde."),
            (20, 60, 16, "Les visites"),
            *((20, 75 + 6 * n, 11, BODY) for n in range(3)),
        ],
    ]
    found = passages_of(read_pdf(printed(*pages)))
    assert [(passage.page, passage.last_page, passage.section) for passage in found] == [
        (1, 2, ""),
        (2, 2, "Les visites"),
    ]
    assert "il les signe avec le bureau" in found[0].text


def test_a_table_of_contents_gives_no_passage() -> None:
    """Neither its title nor its lines."""
    contents: list[Placed] = [(20, 30, 16, "Sommaire"), (20, 45, 11, "Les rapports 2"), (20, 52, 11, "Les visites 3")]
    found = read_pdf(printed(contents, [(20, 30, 16, "Les rapports"), (20, 45, 11, BODY)]))
    assert text_of(found) == f"# Les rapports\n\n{BODY}"
    assert state("file.contents_pages") in found.warnings


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ([(20, 30, 24, "Guide des"), (20, 40, 24, "missions 2024"), (20, 60, 11, BODY)], "Guide des missions 2024"),
        ([(20, 30, 24, "Mot du Président"), (20, 50, 18, "Rapport annuel"), (20, 60, 11, BODY)], "Rapport annuel"),
        ([(20, 30, 24, "FIN"), (20, 60, 11, BODY)], ""),
        ([(20, 30, 24, "exemple.org"), (20, 60, 11, BODY)], ""),
    ],
)
def test_the_title_is_the_largest_text_that_can_be_one(page: list[Placed], title: str) -> None:
    """Lines of one size are one title."""
    assert read_pdf(printed(page)).title == title


def test_a_paragraph_that_opens_in_bold_is_no_heading() -> None:
    """A bold line alone is one."""
    page: list[Placed] = [
        (20, 30, 11, "**Les visites"),
        (20, 45, 11, BODY),
        (20, 60, 11, "**Le partenaire doit"),
        (20, 65, 11, "signer le rapport."),
    ]
    page += [(20, 80 + 6 * n, 11, BODY) for n in range(4)]
    found = text_of(read_pdf(printed(page)))
    assert "# Les visites" in found and "Le partenaire doit signer le rapport." in found


def test_frames_are_read_down_the_page_whatever_their_order_in_the_file() -> None:
    """Each text stands under its own heading."""
    page: list[Placed] = [(20, 60 + 6 * n, 11, BODY) for n in range(3)]
    page += [(20, 120, 16, "Les visites"), (20, 130, 11, "Deux visites par an."), (20, 50, 16, "Les rapports")]
    found = text_of(read_pdf(printed(page)))
    assert found.startswith("# Les rapports\n\nLe partenaire")
    assert found.endswith("# Les visites\n\nDeux visites par an.")


def test_bullets_of_a_symbol_font_are_bullets() -> None:
    """The standard one, here: other fonts have letters in their place."""
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    for n, text in enumerate(("Le dossier compte :", "le budget ;", "le plan.")):
        if n:
            document.set_font("zapfdingbats", size=11)
            document.text(20, 30 + 6 * n, "f")
        document.set_font("helvetica", size=11)
        document.text(26 if n else 20, 30 + 6 * n, text)
    assert text_of(read_pdf(bytes(document.output()))).endswith("- le budget ;\n- le plan.")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("La ville de Gros-", "Morne a un bureau.", "Gros-Morne"),
        ("Children who are out-of-", "school come first.", "out-of-school"),
        ("Voir www.exemple.org/plan-", "budget pour le reste.", "plan-budget"),
        ("Le partenaire envoie le rap-", "port au bureau.", "le rapport au"),
    ],
)
def test_a_cut_word_is_mended_and_a_compound_kept(first: str, second: str, expected: str) -> None:
    """By its capital, by its other hyphens, or by what it is a part of."""
    assert expected in text_of(read_pdf(printed([(20, 30, 11, first), (20, 36, 11, second)])))


def test_items_whose_mark_touches_the_text_are_items() -> None:
    """Each on its own line."""
    lines = ("9. Planter", "10.Soutenir les jeunes", "11.Nettoyer", "-Le bureau", "-Le comité")
    found = text_of(read_pdf(printed([(20, 30 + 6 * n, 11, text) for n, text in enumerate(lines)])))
    assert found.split("\n") == ["9. Planter", "10. Soutenir les jeunes", "11. Nettoyer", "- Le bureau", "- Le comité"]


def test_short_bold_lines_are_headings_of_their_own() -> None:
    """A date is none; a line that ends in a colon is one over another."""
    page: list[Placed] = [
        (20, 30, 11, "**Jeunes de Kaya :"),
        (20, 35, 11, "**Nom : la fête de l'arbre"),
        (20, 40, 11, "**Date : 5 juin 2015"),
        *((20, 50 + 6 * n, 11, BODY) for n in range(6)),
    ]
    found = text_of(read_pdf(printed(page)))
    assert found.startswith("# Jeunes de Kaya :\n\n# Nom : la fête de l'arbre\n\nDate : 5 juin 2015")


def test_an_item_in_bold_or_large_letters_is_no_heading() -> None:
    """Nor is a long introduction that ends in a colon."""
    page: list[Placed] = [(20, 30 + 6 * n, 11, BODY) for n in range(6)]
    page += [(20, 80, 14, "- Le budget signé"), (20, 88, 11, "**- Le plan signé")]
    assert "#" not in text_of(read_pdf(printed(page)))


def test_a_capital_in_a_narrow_column_ends_no_paragraph() -> None:
    """The width that counts is the column's, whatever the title's."""
    page: list[Placed] = [(20, 20, 30, "Le mot du bureau de pays")]
    page += [(20, 40, 11, "Le réseau agit en Haïti et au"), (20, 45, 11, "Québec avec les jeunes de la ville.")]
    page += [(20, 50 + 5 * n, 11, "Le bureau les reçoit tous.") for n in range(6)]
    assert "et au Québec avec" in text_of(read_pdf(printed(page)))


def test_a_paragraph_goes_on_over_the_page_with_a_bracket_or_a_name() -> None:
    """An open end decides, not the capital."""
    pages: list[list[Placed]] = [
        [(20, 30, 11, "Des arbres ont été plantés en quinze")],
        [(20, 30, 11, "(15) ans par les jeunes de")],
        [(20, 30, 11, "Kaya.")],
    ]
    assert "en quinze (15) ans par les jeunes de Kaya." in text_of(read_pdf(printed(*pages)))


def test_numbered_columns_keep_their_figures() -> None:
    """Names such as "An 1" are names."""
    cells = [["", "An 1", "An 2"], ["Eau", "12 000", "18 000"], ["Lieu", "", "500"]]
    texts, lines = grid((20, 60, 100, 140), (20, 30, 40, 50), cells)
    found = passages_of(read_pdf(printed(texts, lines=lines)))[0].text
    assert "- Eau ; An 1 : 12 000 ; An 2 : 18 000\n- Lieu ; An 2 : 500" in found


@pytest.mark.parametrize("degrees", [90, 270])
def test_a_table_on_its_side_is_read_upright(degrees: int) -> None:
    """Each word whole, each figure under its heading."""
    from fpdf import FPDF

    cells = [["Zone", "Nuit", "Repas"], ["Nord", "45 euros", "12 euros"], ["Sud", "38 euros", "9 euros"]]
    texts, lines = grid((60, 90, 120, 150), (100, 110, 120, 130), cells)
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    with document.rotation(degrees, 105, 148):
        for left, top, _, text in texts:
            document.text(left, top, text)
        for line in lines:
            document.line(*line)
    found = passages_of(read_pdf(bytes(document.output())))[0].text
    assert "- Zone : Nord ; Nuit : 45 euros ; Repas : 12 euros" in found


def test_a_header_that_the_next_page_repeats_is_no_row() -> None:
    """Also where that page has no sign of a header."""
    columns, tops = (20, 70, 140), (20, 30, 40)
    above, lines = grid(columns, tops, [["Dates", "Activité"], ["Semaine 1", "Formation de 5 jours"]])
    below, _ = grid(columns, tops, [["Dates", "Activité"], ["Semaine 2", "Plantation"]])
    from fpdf import FPDF

    document = FPDF()
    for texts in (above, below):
        document.add_page()
        document.set_font("helvetica", size=10)
        for left, top, _, text in texts:
            document.text(left, top, text)
        for line in lines:
            document.line(*line)
    found = read_pdf(bytes(document.output())).markdown
    assert "| Semaine 2 | Plantation |" in found and found.count("| Dates | Activité |") == 2


def test_a_header_of_three_rows_is_said_whole() -> None:
    """The month of each cross is known."""
    cells = [
        ["Zone", "Période", "", "", ""],
        ["", "1er trimestre", "", "2eme trimestre", ""],
        ["", "Janvier", "Mars", "Avril", "Mai"],
        ["Nord", "3 jours", "", "", "5 jours"],
        ["Sud", "", "2 jours", "4 jours", ""],
    ]
    columns, tops = (20, 60, 90, 120, 150, 180), (20, 30, 40, 50, 60, 70)
    texts, _ = grid(columns, tops, cells)
    lines = [(20.0, y, 180.0, y) for y in (20.0, 50.0, 60.0, 70.0)] + [(60.0, y, 180.0, y) for y in (30.0, 40.0)]
    lines += [(x, 20.0, x, 70.0) for x in (20.0, 60.0, 180.0)] + [(120.0, 30.0, 120.0, 70.0)]
    lines += [(x, 40.0, x, 70.0) for x in (90.0, 150.0)]
    found = read_pdf(printed(texts, lines=lines)).markdown
    assert "| Zone | Période 1er trimestre Janvier |" in found and "| Sud |  | 2 jours | 4 jours |  |" in found


def test_points_below_two_heads_stand_under_their_own() -> None:
    """However the file has them: pair by pair."""
    page: list[Placed] = [(20, 40, 20, "À faire"), (120, 40, 20, "À éviter")]
    for n, (good, bad) in enumerate((("Garder les reçus", "Payer au noir"), ("Dater", "Raturer"), ("Signer", "Céder"))):
        page += [(20, 60 + 20 * n, 11, good), (120, 60 + 20 * n, 11, bad)]
    text = " ".join(text_of(read_pdf(printed(page))).replace("#", "").split())
    assert text == "À faire Garder les reçus Dater Signer À éviter Payer au noir Raturer Céder"


def test_labels_of_a_map_say_that_they_are_scattered() -> None:
    """No figure of one stands beside the name of another as if it were its own."""
    places = ((20, 150), (90, 210), (150, 90), (60, 60), (110, 130), (40, 240), (170, 180), (75, 100), (130, 250))
    page: list[Placed] = [(20, 20, 10, BODY)]
    page += [(left, top, 10, f"Pays {n}, {n}00 F") for n, (left, top) in enumerate(places, 1)]
    found = read_pdf(printed(page))
    assert DRAWN in found.markdown and "- Pays 3, 300 F" in found.markdown
    assert state("file.pages_drawn", pages="1", count=1) in found.warnings
