"""Cards at the desk: shipped ones are read, one's own edited, checked and saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.desk.pages.own_cards import LONGEST
from corpus.card_file import corpus_with, read_card_files
from corpus.yamlfile import CorpusError
from index.library import Library
from tests.bot.desk.test_texts import finish
from tests.support.desk import CHIEF, Browser, desk_container, led
from tests.support.own_corpus import built as built
from tests.support.own_corpus import own_corpus_desk

CARD = "room-booking"
EDIT = f"/texts/cards/{CARD}/edit"


@pytest.fixture
def container(built: Library, tmp_path: Path) -> Iterator[Container]:
    """Return the services of a desk over a corpus of one's own."""
    with own_corpus_desk(built, tmp_path / "copy") as container:
        yield container


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of an admin."""
    return Browser.of(container).sign_in(container, CHIEF, "Chief", "en")


def files(container: Container, old: str = "", new: str = "") -> dict[str, str]:
    """Return the form of an edit: the card's files, with a change in them."""
    assert container.settings.corpus
    held = read_card_files(container.settings.corpus, CARD)
    return {f"file_{language}": text.replace(old, new) for language, text in held.items()}


def test_a_card_is_shown_in_both_languages(browser: Browser) -> None:
    """Side by side, with a way to edit it."""
    assert f"/texts/cards/{CARD}" in browser.get("/texts/cards").text
    shown = browser.get(f"/texts/cards/{CARD}").text
    for part in ("Réserver une salle", "cinq jours", "five days", EDIT):
        assert part in shown


def test_an_edit_is_checked_then_saved(container: Container, browser: Browser) -> None:
    """What was checked is saved, and the bot answers with it; before that nothing is changed."""
    form = files(container, "cinq jours", "douze jours")
    assert led(browser.send(EDIT, f"/texts/cards/{CARD}/check", form)) == (f"{EDIT}#done", "done=checking")
    finish(container.desk_tasks)
    shown = browser.get(EDIT).text
    assert "Questions concerned: " in shown
    assert files(container, "douze", "") == files(container)
    number = re.search(r'name="checked" value="(\d+)"', shown)
    assert number
    sent = browser.send(EDIT, f"/texts/cards/{CARD}/save", {"checked": number[1]})
    assert led(sent) == (f"/texts/cards/{CARD}#done", "done=card_saved")
    finish(container.desk_tasks)
    found = container.library.searcher().passage(CARD, "fr")
    assert found
    assert "douze jours" in found.text
    assert not container.library.is_stale()


def test_a_mistake_is_told_with_file_and_line(container: Container, browser: Browser) -> None:
    """As the command line tells it; what was typed is given back."""
    form = files(container, "source: house-rules", "source: nowhere")
    sent = browser.send(EDIT, f"/texts/cards/{CARD}/check", form)
    assert sent.status_code == 422
    assert f"texts/fr/{CARD}.md:2: source" in sent.text
    assert "nowhere" in sent.text
    assert container.desk_tasks.latest(f"check:{CARD}") is None


@pytest.mark.parametrize("path", [EDIT, "/texts/new-card"])
def test_a_mistake_is_told_in_french_on_a_french_page(container: Container, path: str) -> None:
    """In an edit and in a new card, with nothing of it marked as English."""
    french = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr")
    edited = files(container, "source: house-rules", "source: nowhere")
    form = edited if path == EDIT else WRITTEN | {"source": "nowhere"}
    sent = french.send(path, f"/texts/cards/{CARD}/check" if path == EDIT else path, form)
    alert = sent.text.partition('role="alert"')[2].partition("<form")[0]
    assert "ligne 2, champ «\xa0source\xa0»\xa0: «\xa0nowhere\xa0» n’est pas l’une de ces valeurs" in alert
    assert 'lang="en"' not in alert


def test_a_card_that_is_too_long_is_refused_and_not_cut(container: Container, browser: Browser) -> None:
    """Neither an edit nor a new one; what was typed is given back."""
    long = "é" * (LONGEST + 1)
    assert not any("maxlength" in browser.get(page).text for page in (EDIT, NEW))
    edited = browser.send(EDIT, f"/texts/cards/{CARD}/check", files(container) | {"file_fr": long})
    new = browser.send(NEW, NEW, WRITTEN | {"text_fr": long})
    assert [(sent.status_code, long in sent.text) for sent in (edited, new)] == [(422, True)] * 2
    assert container.desk_tasks.all() == []


def test_an_edit_that_was_not_checked_is_not_saved(container: Container, browser: Browser) -> None:
    """Nor one of a card that has changed since it was opened."""
    assert browser.send(EDIT, f"/texts/cards/{CARD}/save", {"checked": "1"}).status_code == 409
    form = files(container) | {"seen": "0" * 16}
    assert browser.send(EDIT, f"/texts/cards/{CARD}/check", form).status_code == 409


def test_a_card_has_no_path_for_a_name(container: Container, browser: Browser) -> None:
    """An id that leads out of the folder is refused before any file is read."""
    assert container.settings.corpus
    assert browser.get("/texts/cards/nothing/edit").status_code == 404
    with pytest.raises(CorpusError, match="no id of a card"):
        corpus_with(container.settings.corpus, "../sources", {"fr": ""})


NEW = "/texts/new-card"
WRITTEN = {
    "id": "room-keys",
    "source": "house-rules",
    "section_fr": "Salles",
    "section_en": "Rooms",
    "heading_fr": "Rendre la clé",
    "heading_en": "Return the key",
    "text_fr": 'La clé se rend à l’accueil : "le soir même".',
    "text_en": "The key is returned at the desk: the same evening.",
    "questions_fr": "Où rendre la clé ?\r\n\r\nQuand rendre la clé ?",
    "questions_en": "Where do I return the key?",
    "unsaid_fr": 'Rien sur les doubles : "aucun" mot.',
    "unsaid_en": "Nothing on copies.",
}


def test_a_new_card_is_checked_then_saved(container: Container, browser: Browser) -> None:
    """By its fields in both languages; the bot answers with it afterwards."""
    assert NEW in browser.get("/texts/cards").text
    edit = "/texts/cards/room-keys/edit"
    assert led(browser.send(NEW, NEW, WRITTEN)) == (f"{edit}#done", "done=checking")
    assert "La clé se rend à l’accueil" in browser.get(edit).text  # while it is checked as well
    finish(container.desk_tasks)
    assert browser.get("/texts/cards/room-keys").status_code == 404
    number = re.search(r'name="checked" value="(\d+)"', browser.get(edit).text)
    assert number
    sent = browser.send(edit, "/texts/cards/room-keys/save", {"checked": number[1]})
    assert led(sent) == ("/texts/cards/room-keys#done", "done=card_saved")
    finish(container.desk_tasks)
    card = next(one for one in container.library.corpus.cards if (one.id, one.language) == ("room-keys", "fr"))
    assert (card.heading, card.questions) == ("Rendre la clé", ("Où rendre la clé ?", "Quand rendre la clé ?"))
    assert (card.text, card.unsaid) == (
        'La clé se rend à l’accueil : "le soir même".',
        'Rien sur les doubles : "aucun" mot.',
    )
    assert container.library.searcher().passage("room-keys", "en")


def test_a_new_card_is_dropped(container: Container, browser: Browser) -> None:
    """Then there is no such card."""
    browser.send(NEW, NEW, WRITTEN)
    finish(container.desk_tasks)
    edit = "/texts/cards/room-keys/edit"
    dropped = browser.send(edit, "/texts/cards/room-keys/drop")
    assert led(dropped) == ("/texts/cards#done", "done=new_card_dropped")
    assert browser.get(edit).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("id", CARD, 409),
        ("id", "../sources", 422),
        ("id", "Clé", 422),
        ("heading_en", "  ", 422),
        ("questions_fr", "", 422),
        ("source", "nowhere", 422),
    ],
)
def test_a_new_card_that_can_not_be_is_refused(
    container: Container, browser: Browser, field: str, value: str, status: int
) -> None:
    """With the reason, and with what was typed; nothing is checked or written."""
    sent = browser.send(NEW, NEW, WRITTEN | {field: value})
    assert (sent.status_code, 'role="alert"' in sent.text) == (status, True)
    assert "The key is returned at the desk" in sent.text
    assert container.desk_tasks.all() == []


def test_only_admins_with_cards_of_their_own_write_new_ones(container: Container, tmp_path: Path) -> None:
    """Colleagues see no way to it; beside the shipped cards there is no such page."""
    awa = Browser.of(container).sign_in(container)
    assert NEW not in awa.get("/texts/cards").text
    assert awa.get(NEW).status_code == 403
    with desk_container(tmp_path / "shipped") as shipped:
        assert Browser.of(shipped).sign_in(shipped, CHIEF, "Chief").get(NEW).status_code == 404
