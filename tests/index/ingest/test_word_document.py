"""A Word document says what its reader would take as its text, each figure under its own heading."""

from __future__ import annotations

import pytest

from index.ingest.conversion import convert
from index.ingest.table_grid import DOUBTFUL
from index.statement import state
from index.text.sentences import sentences
from tests.index.ingest.word_files import numbered, numbering, paragraph, row, run, text_box, word_file

DOWN, START = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
ACROSS = '<w:gridSpan w:val="2"/>'
HEAD = row(("Région", ""), ("Grade", ""), ("Nuit", ""), ("Repas", ""))


def text(body: str, **parts: str) -> str:
    """Return the Markdown of a document with that body."""
    return convert(word_file(body, **parts), "docx").markdown


def test_a_cell_merged_downwards_counts_for_each_row() -> None:
    """No figure moves to the column on its left."""
    first = row(("Nord", START), ("Agent", ""), ("35 euros", ""), ("12 euros", ""))
    second = row(("", DOWN), ("Cadre", ""), ("50 euros", ""), ("18 euros", ""))
    assert "| Nord | Cadre | 50 euros | 18 euros |" in text(f"<w:tbl>{HEAD}{first}{second}</w:tbl>")


def test_a_cell_merged_across_counts_for_each_column() -> None:
    """What stands to its right stays under its own name."""
    found = text(f"<w:tbl>{HEAD}{row(('Sud', ''), ('Agent', ''), ('sur devis', ACROSS))}</w:tbl>")
    assert "| Sud | Agent | sur devis | sur devis |" in found


def test_names_in_two_rows_are_joined() -> None:
    """A group of columns is part of the name of each."""
    upper = row(("Zone", START), ("Frais", ACROSS))
    lower = row(("", DOWN), ("Nuit", ""), ("Repas", ""))
    found = text(f"<w:tbl>{upper}{lower}{row(('Nord', ''), ('35', ''), ('12', ''))}</w:tbl>")
    assert found.startswith("| Zone | Frais – Nuit | Frais – Repas |") and found.endswith("| Nord | 35 | 12 |")


def test_a_row_that_begins_further_right_keeps_its_columns() -> None:
    """The columns that it skips are empty."""
    late = row(("Cadre", ""), ("50", ""), ("18", "")).replace(
        "<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    )
    assert "|  | Cadre | 50 | 18 |" in text(f"<w:tbl>{HEAD}{late}</w:tbl>")


def test_a_table_that_does_not_fit_together_says_so() -> None:
    """A figure beyond the last named column is paired with no name."""
    found = convert(word_file(f"<w:tbl>{HEAD}{row(*[(str(n), '') for n in range(5)])}</w:tbl>"), "docx")
    assert DOUBTFUL in found.markdown and "0 – 1 – 2 – 3 – 4" in found.markdown and "|" not in found.markdown
    assert any(warning.key == "file.tables" for warning in found.warnings)


def test_tracked_changes_are_accepted() -> None:
    """What was moved stands once, where it was moved to; what was deleted is gone."""
    moved = run("Plafond de 900 euros. ")
    body = paragraph(
        f"<w:moveFrom>{moved}</w:moveFrom>",
        run("Une facture suffit. "),
        "<w:del><w:r><w:delText>Ancien texte.</w:delText></w:r></w:del>",
        f"<w:ins>{run('Texte ajouté.')}</w:ins>",
    )
    found = convert(word_file(body + paragraph(f"<w:moveTo>{moved}</w:moveTo>")), "docx")
    assert found.markdown == "Une facture suffit. Texte ajouté.\n\nPlafond de 900 euros."
    assert found.warnings == (state("file.deleted_places", count=1),)


@pytest.mark.parametrize("property_of_letters", ["strike", "dstrike", "vanish"])
def test_struck_out_and_hidden_text_is_left_out(property_of_letters: str) -> None:
    """It is reported; where the property is switched off, the text stays."""
    off = f'<w:{property_of_letters} w:val="0"/>'
    body = paragraph(run("Le taux est de "), run("12 %", f"<w:{property_of_letters}/>"), run("7 %", off), run(" net."))
    found = convert(word_file(body), "docx")
    assert found.markdown == "Le taux est de 7 % net." and len(found.warnings) == 1


def test_text_hidden_by_a_style_is_left_out() -> None:
    """A style passes its properties on to those that are based on it."""
    styles = (
        '<w:styles><w:style w:type="character" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = paragraph(run("Visible."), run(" Code 4711.", '<w:rStyle w:val="B"/>'))
    assert text(body, styles=styles) == "Visible."


@pytest.mark.parametrize("fallback", [True, False])
def test_a_text_box_is_read_once(fallback: bool) -> None:
    """It follows the paragraph that it is anchored in, whichever forms it is written in."""
    body = paragraph(run("Avant."), text_box("Encadré utile.", fallback)) + paragraph(run("Après."))
    assert text(body) == "Avant.\n\nEncadré utile.\n\nAprès."


def test_numbers_that_word_makes_are_kept() -> None:
    """Each level counts on its own, and starts again below a higher one."""
    levels = numbering(("decimal", "Article %1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    depths = [(0, "Objet"), (1, "Un."), (1, "Deux."), (2, "Cas."), (0, "Durée"), (1, "Trois."), (2, "Autre.")]
    body = "".join(paragraph(run(words), properties=numbered(depth)) for depth, words in depths)
    found = text(body, numbering=levels).replace("\n\n", "\n").split("\n")
    assert found == [
        "Article 1 Objet",
        "1.1 Un.",
        "1.2 Deux.",
        "a) Cas.",
        "Article 2 Durée",
        "2.1 Trois.",
        "a) Autre.",
    ]


def test_bullets_stay_bullets() -> None:
    """They have no number."""
    body = "".join(paragraph(run(words), properties=numbered(0)) for words in ("le plan", "le budget"))
    assert text(body, numbering=numbering(("bullet", "·"))).split("\n") == ["- le plan", "- le budget"]


def test_a_footnote_ends_its_paragraph() -> None:
    """Its mark is gone, and no list of notes follows."""
    notes = f'<w:footnotes><w:footnote w:id="2">{paragraph(run("La clé est au bureau."))}</w:footnote></w:footnotes>'
    body = paragraph(run("L'armoire est fermée"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run("."))
    assert text(body, footnotes=notes) == "L'armoire est fermée. (note – La clé est au bureau.)"


def test_a_heading_of_several_is_no_title() -> None:
    """The first line of the cover is; the sections keep their headings."""
    styles = "<w:styles>" + "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2)
    )
    cover = paragraph(run("Principes pour une décharge communale")) + paragraph(run("Guide pratique des communes"))
    parts = [("H1", "Choix du terrain"), ("H1", "Division en cases")]
    body = cover + "".join(
        paragraph(run(name), properties=f'<w:pStyle w:val="{style}"/>') + paragraph(run("Le terrain est sec."))
        for style, name in parts
    )
    found = convert(word_file(body, styles=styles + "</w:styles>"), "docx")
    assert found.title == "Principes pour une décharge communale" and "# Choix du terrain" in found.markdown


def test_the_subtitle_is_part_of_the_title() -> None:
    """The title on a cover may name the organisation alone."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "Subtitle")
    )
    body = "".join(
        paragraph(run(words), properties=f'<w:pStyle w:val="{style}"/>')
        for style, words in (("Title", "Réseau Exemple"), ("Subtitle", "Direction"), ("Subtitle", "Manuel financier"))
    )
    found = convert(word_file(body + paragraph(run("Texte.")), styles=f"<w:styles>{styles}</w:styles>"), "docx")
    assert found.title == "Réseau Exemple – Manuel financier"


def test_headings_in_bold_alone_are_headings() -> None:
    """Unless the document has others; the caption of a table is none."""
    body = paragraph(run("1. Avance", "<w:b/>")) + paragraph(run("Elle est de 80 %."))
    caption = paragraph(run("Tableau 1 : Taux", "<w:b/>")) + paragraph(run("Voir plus bas."))
    assert text(body + caption).split("\n\n") == [
        "## 1. Avance",
        "Elle est de 80 %.",
        "**Tableau 1 : Taux**",
        "Voir plus bas.",
    ]


def test_a_form_keeps_each_value_beside_its_label() -> None:
    """Labels in bold, or those that end in a colon, name what stands beside them, not below."""
    for mark, name in (("", "{} :"), ("<w:b/>", "{}")):
        rows = "".join(
            f"<w:tr>{''.join(f'<w:tc>{paragraph(run(t, m))}</w:tc>' for t, m in cells)}</w:tr>"
            for cells in (
                [(name.format("Nom"), mark), ("Awa", ""), (name.format("Poste"), mark), ("Chef", "")],
                [(name.format("Bureau"), mark), ("Thiès", ""), (name.format("Ligne"), mark), ("33 800", "")],
            )
        )
        found = text(f"<w:tbl>{rows}</w:tbl>").replace(" :", "")
        assert "| Nom | Awa |\n| Poste | Chef |\n| Bureau | Thiès |\n| Ligne | 33 800 |" in found


def test_numbers_of_paragraphs_in_bold_stay_with_them() -> None:
    """No sentence ends behind one, and no bold is left open where the next begins."""
    body = paragraph(run("4.2.7. Usage :", "<w:b/>"), run("Il est libre. Il est gratuit."))
    assert text(body) == "**4.2.7. Usage :** Il est libre. Il est gratuit."
    assert sentences(text(body), "fr") == ["**4.2.7. Usage :** Il est libre.", "Il est gratuit."]
