"""Web pages give their text: no banners and menus, and all that a click opens."""

from __future__ import annotations

import pytest

from index.ingest.conversion import convert
from index.ingest.webpage import read_page


def read(body: str) -> str:
    """Return the Markdown of a page."""
    return convert(
        f"<html lang='fr'><head><title>Aide</title></head><body>{body}</body></html>".encode(), "html"
    ).markdown


TEXT = "<h1>Subventions</h1><p>La ville soutient les associations dont le siège est dans la commune depuis un an.</p>"


def test_banners_menus_and_side_columns_are_left_out() -> None:
    """By the names that programs for websites give them, and menus above the title by their links."""
    before = (
        "<div class='cmplz-banner'><p>Gérer le consentement aux cookies.</p></div>"
        "<div class='top'><ul><li><a href='/a'>Vie municipale</a></li><li><a href='/b'>Démarches</a></li></ul></div>"
        "<div class='fil-ariane'>Vous lisez : Associations</div>"
    )
    after = (
        "<div class='related-posts'><h3>À voir</h3><p>Carnaval</p></div><div class='widget-area'><p>Agenda</p></div>"
        "<div id='footer'>Mairie, 1 place de la République</div>"
    )
    found = read(f"{before}{TEXT}<h2>Délai</h2><p>La décision tombe le 15 juin.</p>{after}")
    assert found.startswith("# Subventions") and found.endswith("La décision tombe le 15 juin.")
    for junk in ("cookies", "municipale", "Associations\n", "Carnaval", "Agenda", "Mairie"):
        assert junk not in found


@pytest.mark.parametrize("frame", ["<nav><a href='/a'>Un</a></nav>", "<div id='footer'>Mairie</div>", ""])
def test_a_frame_that_is_left_out_is_told(frame: str) -> None:
    """And nothing where there is none."""
    told = [warning.key for warning in read_page(f"<html><body>{TEXT}{frame}</body></html>").warnings]
    assert told == (["file.page_frame"] if frame else [])


def test_what_a_click_opens_is_read() -> None:
    """An answer that is hidden until its question is clicked stands under that question."""
    question = "<h3><button aria-expanded='false'>Qui peut demander ?</button></h3>"
    answer = "<div class='accordion-body' style='display:none'><p>Toute association déclarée depuis un an.</p></div>"
    menu = "<div id='m' class='collapse' hidden><a href='/a'>Un</a> <a href='/b'>Deux</a></div>"
    found = read(f"<button aria-controls='m'>Ouvrir</button>{menu}{TEXT}{question}{answer}")
    assert "### Qui peut demander ?\n\nToute association déclarée depuis un an." in found
    assert "Deux" not in found


def test_the_headings_of_an_exported_document_are_kept() -> None:
    """Word's notes stand at their marks, its bullets are items."""
    mark, back = "<a href='#_ftn1' name='_ftnref1'>[1]</a>", "<a href='#_ftnref1' name='_ftn1'>[1]</a>"
    found = read(
        f"<div class=WordSection1><h1>Article 1 – Objet</h1><p>Elle règle la coopération{mark}.</p>"
        "<p><span>·<span>&nbsp;&nbsp; </span></span>préparer le budget ;</p>"
        "<h1>Article 2 – Durée</h1><p>Elle dure 24 mois.</p></div>"
        f"<div><hr><div id=ftn1><p>{back} Voir l’accord de 2020.</p></div></div>"
    )
    assert found.split("\n\n") == [
        "# Article 1 – Objet",
        "Elle règle la coopération (note – Voir l’accord de 2020).",
        "- préparer le budget ;",
        "# Article 2 – Durée",
        "Elle dure 24 mois.",
    ]


def test_terms_stand_beside_their_definitions() -> None:
    """A list of terms is no list of items of which none tells what it is."""
    found = read(f"{TEXT}<dl><dt>Délai</dt><dd>Deux mois</dd><dt>Recours</dt><dd>Tribunal</dd></dl>")
    assert "Délai – Deux mois" in found and "Recours – Tribunal" in found


def test_a_table_in_a_table_is_read_alone() -> None:
    """No cell of the inner one becomes one of the outer."""
    inner = "<table><tr><th>Zone</th><th>Nuit</th></tr><tr><td>Nord</td><td>35 euros</td></tr></table>"
    found = read(f"{TEXT}<table><tr><td>Barème</td><td>{inner}</td></tr></table>")
    assert "| Zone | Nuit |" in found and "| Nord | 35 euros |" in found and "| Barème" not in found


def test_signs_that_markdown_uses_are_text() -> None:
    """A star for a remark, brackets and a small-than sign are no markup, and a quotation has no mark."""
    row = "<table><tr><th>Base</th><th>Droit</th></tr><tr><td>Loi *</td><td>oui**</td></tr></table>"
    found = read(
        f"{TEXT}{row}<p>* Sous conditions [1], si 3 &lt; 5.</p><blockquote><p>Rien sans nous.</p></blockquote>"
    )
    assert "| Loi * | oui** |" in found and "* Sous conditions [1], si 3 < 5." in found and "> Rien" not in found


def test_what_is_clicked_to_open_a_text_is_its_heading() -> None:
    """Whether the page makes a heading of it or not."""
    questions = (
        "<details open><summary><h3>Quand ?</h3></summary><p>Du 10 au 28 juin.</p></details>"
        "<details><summary>Quel prix ?</summary><p>Le prix est de 5 euros par jour.</p></details>"
    )
    lines = read(f"<main>{TEXT}<h2>Inscriptions</h2>{questions}</main>").splitlines()
    assert "### Quand ?" in lines
    assert "#### Quel prix ?" in lines
