"""Each format is read as the Markdown that a person would have written."""

from __future__ import annotations

import io

import docx
import pytest
from fpdf import FPDF

from index.errors import UnreadableFile
from index.ingest.conversion import convert
from index.ingest.converted_text import normalise
from index.ingest.page_marker import without_page_markers
from index.ingest.text_structure import add_structure
from index.ingest.webpage import without_navigation

SENTENCE = "Le partenaire envoie un rapport chaque trimestre au bureau de pays, qui le vérifie. "

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<title>Résilier un accord | ONG Exemple</title>
<meta property="og:site_name" content="ONG Exemple"></head><body>
<header><a href="/">Accueil</a></header>
<nav><ul><li><a href="/">Accueil</a></li>
<li><a href="/a">Nos actions phares</a></li></ul></nav>
<div class="cookie-banner"><p>Nous utilisons des cookies pour mesurer.</p><button>Tout accepter</button></div>
<main><h1>Résilier un accord</h1>
<p>Un accord peut prendre fin avant son terme dans plusieurs cas, que voici.</p>
<h2>Les étapes</h2><p>Le partenaire&nbsp;doit&nbsp;:</p>
<ul><li>écrire au <a href="/b">bureau</a></li><li>rendre les fonds non dépensés</li></ul>
<h2>Les délais</h2><p>Le délai est de trente jours à partir de la lettre. Le bureau répond par écrit.</p>
<table><tr><th>Cas</th><th>Délai</th></tr><tr><td>Fraude</td><td>0 jour</td></tr></table></main>
<div class="share"><a href="#">Partager sur Facebook</a></div>
<aside><p>Lire aussi : la convention de financement expliquée aux enfants</p></aside>
<footer><p>© 2024 ONG Exemple. Mentions légales</p></footer></body></html>"""


def pdf(*paragraphs: tuple[int, str], heads: bool = False, pages: int = 1, title: str = "") -> bytes:
    """Make a PDF of paragraphs, each with the size of its letters, repeated on `pages`."""

    class Printed(FPDF):
        def header(self) -> None:
            if heads:
                self.set_font("helvetica", size=8)
                self.cell(0, 8, "Manuel du partenaire 2024", new_x="LMARGIN", new_y="NEXT")

        def footer(self) -> None:
            if heads:
                self.set_y(-15)
                self.set_font("helvetica", size=8)
                self.cell(0, 8, f"Page {self.page_no()} / {pages}", align="C")

    printed = Printed()
    printed.set_title(title)
    for number in range(pages):
        printed.add_page()
        for size, text in paragraphs:
            printed.set_font("helvetica", size=size)
            printed.multi_cell(
                0, size * 0.5, text.replace("{n}", str(number)), align="L", new_x="LMARGIN", new_y="NEXT"
            )
            printed.ln(4)
    return bytes(printed.output())


def word(title: str = "") -> bytes:
    """Make a Word document with headings, a list and a table."""
    document = docx.Document()
    document.core_properties.title = title
    document.add_heading("Suivi", 1)
    document.add_paragraph(SENTENCE)
    document.add_heading("Pièces", 2)
    document.add_paragraph("Il joint :")
    document.add_paragraph("le plan", style="List Bullet")
    document.add_paragraph("le budget", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["Ligne", "Coût", "Eau", "5"], strict=True):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_found(encoding: str) -> None:
    """Whatever wrote the file, the accents and the typographic apostrophe are right."""
    assert convert("L’été à Noël : œuvre, coût.".encode(encoding), "text").markdown == "L’été à Noël : œuvre, coût."


def test_markdown_stays_as_it_is() -> None:
    """Only line ends and invisible characters change; even a menu's word stays."""
    text = "# Guide\n\n- un\n- deux\n\nMenu\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    assert convert(text.replace("\n", "\r\n").encode(), "markdown").markdown == text


def test_front_matter_names_title_and_owner() -> None:
    """It is not part of the text."""
    found = convert(b'---\ntitle: "Le guide"\nowner: ONG Exemple\n---\n\n# Autre\n\nTexte ici.', "markdown")
    assert (found.title, found.owner, found.markdown) == ("Le guide", "ONG Exemple", "# Autre\n\nTexte ici.")


def test_invisible_characters_go() -> None:
    """Soft hyphens, zero-width and control characters, hard spaces; apostrophes and quotes stay."""
    assert normalise("a\u00ad\u200bb\u00a0:\x07 l\u2019\u202f« c »\r\nd\u2028e") == "ab : l\u2019 « c »\nd\ne"


def test_a_page_is_its_main_text() -> None:
    """Menus, banners, sharing and footers stay out; headings, lists, tables and the head's names come in."""
    found = convert(PAGE.format(lang="fr-FR").encode(), "html")
    assert (found.title, found.owner, found.language) == ("Résilier un accord", "ONG Exemple", "fr-FR")
    for kept in (
        "## Les étapes",
        "Le partenaire doit :",
        "- rendre les fonds non dépensés",
        "| Fraude | 0 jour |",
    ):
        assert kept in found.markdown
    assert "écrire au bureau" in found.markdown
    for frame in (
        "Accueil",
        "Nos actions",
        "cookies",
        "accepter",
        "Facebook",
        "Lire aussi",
        "Mentions",
        "http",
        "](/",
    ):
        assert frame not in found.markdown


def test_a_short_page_keeps_its_text() -> None:
    """A page of one sentence is still a page, its menu still none."""
    html = b"<html><body><nav><a>Accueil</a></nav><h1>Contact</h1>"
    html += b"<p>Le bureau est ouvert le lundi.</p></body></html>"
    found = convert(html, "html")
    assert "Le bureau est ouvert le lundi." in found.markdown and "Accueil" not in found.markdown
    assert found.title == "Contact"


def test_a_page_that_the_extractor_gives_up_is_read_whole() -> None:
    """Many short boxes look like a menu, but they are the page's text."""
    boxes = "".join(f"<div><span>Bureau {n}</span> <b>ouvert le {n} du mois</b></div>" for n in range(1, 15))
    found = convert(f"<html><body><nav>Accueil</nav><main>{boxes}</main></body></html>".encode(), "html")
    assert "ouvert le 7 du mois" in found.markdown and "Accueil" not in found.markdown


def test_a_page_in_latin_1_is_read() -> None:
    """The meta tag's encoding counts, unless the bytes are UTF-8 anyway."""
    html = PAGE.format(lang="fr").replace("utf-8", "iso-8859-1")
    assert "dépensés" in convert(html.encode("cp1252"), "html").markdown
    assert "dépensés" in convert(html.encode(), "html").markdown


def test_a_pdf_gives_paragraphs_and_headings() -> None:
    """Letters larger than the body's are headings; lines are joined."""
    found = convert(pdf((20, "Manuel"), (14, "Les rapports"), (11, SENTENCE * 6), (11, SENTENCE * 2)), "pdf")
    assert (
        without_page_markers(found.markdown)
        == f"# Manuel\n\n## Les rapports\n\n{(SENTENCE * 6).strip()}\n\n{(SENTENCE * 2).strip()}"
    )
    assert found.title == "Manuel"


def test_a_pdf_loses_its_running_heads() -> None:
    """What every page repeats, and its number, is not text."""
    found = convert(pdf((11, "Cas {n}, à part. " + SENTENCE * 4 + "Fin du cas {n}."), heads=True, pages=4), "pdf")
    assert "2024" not in found.markdown and "Page" not in found.markdown
    assert found.markdown.count("qui le vérifie.") == 16


def test_words_cut_at_a_line_end_are_mended() -> None:
    """A cut word loses its hyphen; a compound, known or spelt out elsewhere, keeps it."""
    text = "Le parte-\nnaire cherche un porte-\nparole et un avant-\nprojet. Un chef-lieu, un chef-\nlieu."
    assert without_page_markers(convert(pdf((11, text)), "pdf").markdown) == (
        "Le partenaire cherche un porte-parole et un avant-projet. Un chef-lieu, un chef-lieu."
    )


def test_a_printed_table_of_contents_goes() -> None:
    """Its lines repeat the headings, with page numbers."""
    found = convert(
        pdf((11, "1 Les rapports . . . . . . . . . . . 3\n2 Les visites ........ 7"), (11, SENTENCE)), "pdf"
    )
    assert without_page_markers(found.markdown) == SENTENCE.strip()


def test_lists_in_a_pdf_are_lists() -> None:
    """Each item is a line of its own."""
    text = "Il joint les pièces suivantes :\n- le plan de travail\n- le budget"
    assert without_page_markers(convert(pdf((11, text)), "pdf").markdown) == (
        "Il joint les pièces suivantes :\n\n- le plan de travail\n- le budget"
    )


def test_a_word_document_keeps_its_structure() -> None:
    """Headings, lists and tables are those of Markdown."""
    found = convert(word(), "docx")
    for part in (
        "# Suivi",
        SENTENCE.strip(),
        "## Pièces",
        "- le plan\n- le budget",
        "| Ligne | Coût |",
        "| Eau | 5 |",
    ):
        assert part in found.markdown
    assert found.title == "Suivi"


@pytest.mark.parametrize(("stated", "expected"), [("Manuel 2024", "Manuel 2024"), ("Microsoft Word - x.docx", "Suivi")])
def test_a_stated_title_counts_if_a_person_wrote_it(stated: str, expected: str) -> None:
    """Programs invent titles; then the first heading is better."""
    assert convert(word(stated), "docx").title == expected
    assert convert(pdf((20, "Suivi"), (11, SENTENCE * 3), title=stated), "pdf").title == expected


def test_navigation_goes_and_content_stays() -> None:
    """Known phrases and labels that come back go; a heading that looks like one stays over its paragraph."""
    text = (
        "Rechercher\nFermer ce champ de recherche.\n\nDécouvrir\nLe programme est ouvert.\n\n"
        f"Nos pays\n\nNos pays\n\nNos pays\n\nRecherche\n\n"
        f"{SENTENCE}\n\nThis post is also available in: EN, ES\n"
        "En savoir plus\n\nRecherche"
    )
    assert without_navigation(text) == f"Le programme est ouvert.\n\nRecherche\n\n{SENTENCE}"


def test_answers_and_items_that_come_back_stay() -> None:
    """Repeated short lines with a meaning are content."""
    text = "Signé ?\nOui\nPayé ?\nOui\nClos ?\nOui\n- néant\n- néant\n- néant"
    assert without_navigation(text) == text


def test_plain_text_shows_its_headings() -> None:
    """Numbered lines and short lines over a paragraph are headings, wherever blank lines are missing."""
    numbered = f"1. Évaluation finale\n{SENTENCE}\n2. Durabilité\n{SENTENCE}"
    text = f"Fin du partenariat\n{numbered}\nEt après ?\n{SENTENCE}"
    assert add_structure(text).replace(SENTENCE.strip(), "…") == (
        "# Fin du partenariat\n\n### 1. Évaluation finale\n\n…\n\n### 2. Durabilité\n\n…\n\n## Et après ?\n\n…"
    )


def test_definitions_are_sections() -> None:
    """Each term heads its definition, which keeps it; what follows goes back to the heading above."""
    text = f"Glossaire\n\n{SENTENCE}\n\nAvenant – {SENTENCE}\n\nBilan : {SENTENCE}\n\n{SENTENCE}"
    assert add_structure(text).replace(SENTENCE.strip(), "…") == (
        "# Glossaire\n\n…\n\n## Avenant\n\nAvenant – …\n\n## Bilan\n\nBilan : …\n\n# Glossaire\n\n…"
    )


def test_text_wrapped_by_hand_is_joined() -> None:
    """Lines of a letter are not paragraphs."""
    lines = [
        "Le partenaire envoie un rapport chaque trimestre au bureau de pays, qui le",
        "vérifie avec soin. Il répond",
    ]
    assert add_structure(
        "\n".join([*lines, "en dix jours ouvrables après avoir consulté les services du siège social."])
    ) == (" ".join([*lines, "en dix jours ouvrables après avoir consulté les services du siège social."]))


@pytest.mark.parametrize("kind", ["text", "markdown", "html"])
def test_a_file_without_words_is_empty(kind: str) -> None:
    """Marks, numbers and a heading alone are no text."""
    with pytest.raises(UnreadableFile) as caught:
        convert(b"# Titre\n\n---\n12 %\n" if kind == "markdown" else b" 12 % --- \n", kind)  # type: ignore[arg-type]
    assert caught.value.fault == "empty"


def test_a_word_document_keeps_its_title() -> None:
    """Word's Title style is the title, whatever heading comes first."""
    written, data = docx.Document(), io.BytesIO()
    written.add_heading("Règlement du réseau", 0)
    written.add_heading("Cotisation annuelle", 1)
    written.add_paragraph("La cotisation est due chaque année en janvier par tous les membres du réseau.")
    written.core_properties.title = ""
    written.save(data)
    assert convert(data.getvalue(), "docx").title == "Règlement du réseau"
