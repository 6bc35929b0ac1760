"""Cards at the desk: shipped ones are read, one's own edited, checked and saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from corpus.card_file import corpus_with, read_card_files
from corpus.yamlfile import CorpusError
from tests.bot.desk.test_texts import built as built
from tests.bot.desk.test_texts import finish
from tests.support.desk import CHIEF, Browser
from tests.support.own_corpus import own_corpus_desk

CARD = "room-booking"
EDIT = f"/texts/cards/{CARD}/edit"


@pytest.fixture
def container(built: Path, tmp_path: Path) -> Iterator[Container]:
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
    assert browser.send(EDIT, f"/texts/cards/{CARD}/check", form).headers["location"] == f"{EDIT}?done=checking"
    finish(container.desk_tasks)
    shown = browser.get(EDIT).text
    assert "Questions concerned: " in shown
    assert files(container, "douze", "") == files(container)
    number = re.search(r'name="checked" value="(\d+)"', shown)
    assert number
    sent = browser.send(EDIT, f"/texts/cards/{CARD}/save", {"checked": number[1]})
    assert sent.headers["location"] == f"/texts/cards/{CARD}?done=card_saved"
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
