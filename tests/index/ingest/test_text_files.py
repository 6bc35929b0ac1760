"""Markdown of every dialect and text in every encoding are read as their writers meant them."""

from __future__ import annotations

import pytest

from index.errors import UnreadableFile
from index.ingest.conversion import convert
from index.statement import state

FRENCH = "Le cœur du métier : la réserve précise 300 € par semaine ; l'œuvre « a été » signée à Noël, où ça coûte."


def markdown(text: str) -> str:
    """Return the text that a Markdown file gives."""
    return convert(text.encode(), "markdown").markdown


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso8859_15", "mac_roman"])
def test_western_code_pages_are_told_apart(encoding: str) -> None:
    """Anything but UTF-8 is reported, as it was inferred."""
    found = convert(FRENCH.encode(encoding), "text")
    assert found.markdown == FRENCH
    assert bool(found.warnings) == (encoding != "utf-8")


@pytest.mark.parametrize("damage", [b"\xff", b"\xc3"])
def test_a_damaged_byte_spoils_one_letter(damage: bytes) -> None:
    """All other accents are right, and the damage is reported."""
    found = convert(FRENCH.encode() + b" Fin" + damage, "text")
    assert found.markdown == f"{FRENCH} Fin\ufffd" and found.warnings == (state("file.damaged_bytes", count=1),)


@pytest.mark.parametrize(
    ("text", "encoding"), [("شروط إنهاء الاتفاق قبل موعده " * 4, "cp1256"), ("Партнёр " * 9, "cp1251")]
)
def test_other_alphabets_are_refused(text: str, encoding: str) -> None:
    """No letters of ours are put in the place of theirs."""
    with pytest.raises(UnreadableFile) as caught:
        convert(text.encode(encoding), "text")
    assert caught.value.fault == "foreign"


def test_a_page_in_latin_9_has_its_ligatures() -> None:
    """The encoding that a page declares counts."""
    html = "<html><head><meta charset='iso-8859-15'></head><body><p>Le cœur coûte 300 € par mois.</p></body></html>"
    assert "Le cœur coûte 300 €" in convert(html.encode("iso8859-15"), "html").markdown


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Un.\n\n<!-- TODO 9999\neuros -->\n\nDeux.", "Un.\n\nDeux."),
        ("import Tabs from '@theme/Tabs';\n\nTexte.", "Texte."),
        (":::warning Attention\n\nTexte.\n\n:::", "Attention\n\nTexte."),
        ("> [!NOTE]\n> Texte utile.", "Texte utile."),
        ("Un fait[^1].\n\nSuite.\n\n[^1]: De 2021.", "Un fait. (note – De 2021.)\n\nSuite."),
        ("Voir [le guide](https://x.org/a_(b)?c=1 'Titre') ou <https://y.org>.", "Voir le guide ou https://y.org."),
        ("Un.<br/>Deux <span class='x'>gras</span>.", "Un.\nDeux gras."),
        ("Zone | Nuit\n--- | ---\nNord | 35", "| Zone | Nuit |\n| --- | --- |\n| Nord | 35 |"),
        ("| Qui | Taux |\n|---|---|\n| a<br>b | ~~3~~ 4 |", "| Qui | Taux |\n|---|---|\n| a / b | 4 |"),
        ("```\n<!-- code -->\n```\n\nTexte ici.", "```\n<!-- code -->\n```\n\nTexte ici."),
        ("- [x] Budget signé\n- [ ] Statuts", "- Budget signé\n- Statuts"),
    ],
)
def test_markup_of_dialects_is_no_text(written: str, read: str) -> None:
    """What their programs show is what is read; code stays as it is."""
    assert markdown(written) == read


@pytest.mark.parametrize(
    ("front", "title"),
    [("title: >\n  Guide du\n  partenaire", "Guide du partenaire"), ('title: "Charte\nowner: ONG', "Charte")],
)
def test_a_title_in_front_matter_is_read(front: str, title: str) -> None:
    """A block is one line; a quote that is never closed doesn't hide it."""
    assert convert(f"---\n{front}\n---\nTexte ici.".encode(), "markdown").title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: (anonymous)\n---\n# Guide du réseau\n\nTexte.", "Guide du réseau"),
        ("# Table des matières\n\n- Un\n\n# Le guide du réseau\n\nTexte.", "Le guide du réseau"),
        ("## Avant\n\n# Charte\n\nTexte.", "Charte"),
        ("# FIN\n\nTexte.", ""),
        ("# Mot du Président\n\nTexte.", ""),
        ("# Spotlight on the\n\nText.", ""),
        ("# Le partenaire signe. Il paie.\n\nTexte.", ""),
        ("---\ntitle: Word template in portait format - english option 1\n---\n# Report\n\nText.", "Report"),
    ],
)
def test_a_title_names_the_document(text: str, title: str) -> None:
    """Empty means that the file's name is better."""
    assert convert(text.encode(), "markdown").title == title


def test_escapes_and_emphasis_are_no_text() -> None:
    """Neither in rows of a table; the title of an admonition doesn't run into its text."""
    found = markdown(
        "| Note | Score |\n|---|---|\n| _Total_ | \\_\\_/90 |\n\n::: lexique Base\nUn recueil de données.\n:::"
    )
    assert "| *Total* | __/90 |" in found and found.endswith("Base\n\nUn recueil de données.")
