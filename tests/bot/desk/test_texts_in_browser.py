"""The pages of texts and of trials in a real browser: both languages, phone and desktop, with scripts and without."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from corpus.language import LANGUAGES, Language
from index.library import DocumentDetails, Library
from tests.support.chromium import WIDTHS, Visit, visit
from tests.support.chromium import browser as browser
from tests.support.desk import CHIEF
from tests.support.own_corpus import GUIDE, own_corpus_desk
from tests.support.own_corpus import built as built

pytestmark = pytest.mark.browser

QUESTION: dict[Language, str] = {"fr": "Comment réserver une salle ?", "en": "How do I book a room?"}


def is_sound(tab: Visit, name: str) -> None:
    """Keep a picture, and assert that nothing keeps people out and that nothing scrolls sideways."""
    tab.keep(name)
    assert tab.serious_findings() == []
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_page_is_sound(browser: Any, built: Library, tmp_path: Path, language: Language, width: str) -> None:
    """From a file that is chosen to the list that has it; a card; an answer that is tried."""
    (tmp_path / "salles.md").write_text(GUIDE, encoding="utf-8")
    (tmp_path / "horaires.md").write_text("# Horaires\n\nLe secrétariat ouvre à neuf heures.\n", encoding="utf-8")
    with own_corpus_desk(built, tmp_path / "copy", desk_listen="127.0.0.1:0") as container:
        told = DocumentDetails(owner="La Maison", date="2026-05", authority="internal", readers="staff")
        container.library.add_files([tmp_path / "salles.md"], told, lambda done, total: None)
        identity = container.library.documents.all()[0].id
        with ExitStack() as stack:
            tab = stack.enter_context(visit(browser, container, stack.enter_context(container.desk_served()), width))
            tab.sign_in(CHIEF, "Chief", language)
            mark = f"{language}-{width}"
            for name, path in {
                "texts": "/texts",
                "text-document": f"/texts/documents/{identity}",
                "text-remove": f"/texts/documents/{identity}/remove",
                "text-cards": "/texts/cards",
                "text-card": "/texts/cards/room-booking",
                "text-card-edit": "/texts/cards/room-booking/edit",
            }.items():
                tab.open(path)
                is_sound(tab, f"{name}-{mark}")
            _upload(tab, tmp_path / "horaires.md", mark)
            _try(tab, QUESTION[language], mark)
            assert tab.faults == []


def _upload(tab: Visit, file: Path, mark: str) -> None:
    """Choose a file, see its preview, add it, and see that it is in the list."""
    tab.open("/texts")
    tab.page.locator("#file").set_input_files(str(file))
    tab.page.locator("form[enctype] button.main").click()
    tab.page.locator("#replaces").wait_for(timeout=120_000)  # comes in place, once the file was read
    is_sound(tab, f"text-upload-{mark}")
    tab.page.locator("form[action$='/add'] button.main").click()
    is_sound(tab, f"text-tasks-{mark}")
    tab.page.locator("#tasks [role=status].done").wait_for(
        timeout=120_000
    )  # comes in place, with the list as it is then
    assert tab.page.locator("#documents-list").get_by_role("link", name="Horaires").count() == 1
    is_sound(tab, f"text-added-{mark}")
    tab.page.locator("#tasks [role=status].done a").click()
    assert tab.page.locator("h1").inner_text() == "Horaires"


def _try(tab: Visit, question: str, mark: str) -> None:
    """Ask, and get the answer in place."""
    tab.open("/try")
    tab.page.locator("#question").fill(question)
    tab.page.locator("#main form button.main").click()
    tab.page.locator("#result .message").wait_for(timeout=120_000)
    assert tab.page.locator("#question").input_value() == question
    is_sound(tab, f"try-{mark}")


def test_it_works_without_scripts(browser: Any, built: Library, tmp_path: Path) -> None:
    """A file is sent and a message tried by forms alone."""
    with (
        own_corpus_desk(built, tmp_path / "copy", desk_listen="127.0.0.1:0") as container,
        container.desk_served() as address,
        visit(browser, container, address, java_script_enabled=False) as tab,
    ):
        tab.sign_in(CHIEF, "Chief", "en")
        tab.open("/texts")
        file: Any = {"name": "note.md", "mimeType": "text/markdown", "buffer": GUIDE.encode()}
        tab.page.locator("#file").set_input_files(file)
        tab.page.locator("form[enctype] button.main").click()
        assert tab.page.locator("h1").inner_text() == "Preview of “note.md”"
        tab.open("/try")
        tab.page.locator("#question").fill(QUESTION["en"])
        tab.page.locator("#main form button.main").click()
        assert tab.page.locator("#result .message").count() == 1
