"""Whether the texts can be searched: all pages that search them say the same, and what to do."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.desk.background import TaskResult
from bot.desk.desk_texts import desk_texts
from bot.domain.faq.faq_entry import FaqEntry
from bot.storage.consultations import Consultation
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.desk import CHIEF, Browser
from tests.support.own_corpus import built as built
from tests.support.own_corpus import own_corpus_desk


@pytest.fixture
def container(built: Library, tmp_path: Path) -> Iterator[Container]:
    """Return the services of a desk with an entry of the FAQ and a logged question."""
    with own_corpus_desk(built, tmp_path / "copy") as container:
        container.faq_repository.put(FaqEntry("abc123", questions={"fr": "Qui paie l’audit ?"}))
        container.consultations.add(Consultation("c" * 24, "fr", "Qui paie l’audit ?", "not_covered", "Rien.", id="q1"))
        yield container


PAGES = ("/texts", "/faq/abc123", "/try", "/questions/q1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_pages_say_the_same_of_texts_that_can_not_be_searched(container: Container, language: Language) -> None:
    """With the button that mends it, for an admin; while that is done, how far it is; then nothing any more."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief", language), desk_texts(language)["search"]
    shutil.rmtree(container.library.home / "index")
    for page in PAGES:
        shown = browser.get(page).text
        assert said["missing"] in shown and 'action="/texts/build"' in shown, page
    held = threading.Event()
    container.desk_tasks.start("check", "", lambda progress: TaskResult("checked", held.wait()))
    browser.send("/texts", "/texts/build")
    for page in PAGES:
        shown = browser.get(page).text
        assert said["preparing"] in shown and 'action="/texts/build"' not in shown, page
    held.set()
    finish(container)
    for page in PAGES:
        assert 'action="/texts/build"' not in browser.get(page).text, page


def test_a_damaged_index_is_made_anew(container: Container) -> None:
    """An index that is merely brought up to date would stay as it is."""
    browser, said = Browser.of(container).sign_in(container, CHIEF, "Chief"), desk_texts("fr")["search"]
    for file in (container.library.home / "index").glob("*.npz"):
        file.write_bytes(b"damaged")
    assert said["damaged"] in browser.get("/try").text
    browser.send("/texts", "/texts/build")
    finish(container)
    assert container.text_search.state == "ready"


def test_who_may_not_prepare_the_texts_is_told_whom_to_ask(container: Container) -> None:
    """And has no button for it."""
    browser, said = Browser.of(container).sign_in(container), desk_texts("fr")["search"]
    shutil.rmtree(container.library.home / "index")
    for page in PAGES:
        shown = browser.get(page).text
        assert said["missing"] in shown and said["ask"] in shown and 'action="/texts/build"' not in shown, page


def finish(container: Container) -> None:
    """Wait until all tasks are over that were begun before."""
    over = threading.Event()

    def end(progress: object) -> TaskResult:
        over.set()
        return TaskResult("checked")

    container.desk_tasks.start("check", "", end)
    assert over.wait(120)
