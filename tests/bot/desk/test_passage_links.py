"""Where the passages that a case names are read."""

from __future__ import annotations

from bot.container import Container
from bot.desk.pages.passage_links import addresses
from index.passage import Passage
from tests.support.desk import Browser, open_case


def passage(identity: str, section: str, document: str = "", title: str = "Guide") -> Passage:
    """Return a passage."""
    return Passage(identity, "Le texte.", "fr", "ONG", title, section, document)


def test_a_title_leads_to_the_card_or_to_the_place_in_the_document() -> None:
    """On whichever page of the list it stands; one that no passage has any more leads nowhere."""
    parts = [passage(f"d-{n}", f"Partie {n}" if n else "", "d", "Manuel") for n in range(40)]
    assert addresses(
        ["Fin › Audit", "Audit", "Partie 30", "Manuel", "Autre"], [passage("audit", "Fin › Audit"), *parts]
    ) == {
        "Fin › Audit": "/texts/cards/audit",
        "Audit": "/texts/cards/audit",
        "Partie 30": "/texts/documents/d?page=2#d-30",
        "Manuel": "/texts/documents/d?page=1#d-0",
    }


def test_a_case_leads_to_what_the_bot_found(container: Container) -> None:
    """A title that is no passage's is shown as well."""
    container.__dict__["places_of"] = lambda titles: {titles[0]: "/texts/cards/audit"}
    browser = Browser.of(container).sign_in(container)
    number = open_case(container, found=("Audit <1>", "Autre"))
    page = browser.get(f"/cases/{number}").text
    assert '<a href="/texts/cards/audit">Audit &lt;1&gt;</a>' in page and "<li>Autre</li>" in page
