"""Trying messages at the desk: what people would get and why, with nothing kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.advisor import Advisor
from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.desk.pages.try_it import LONGEST
from bot.domain.faq.faq_entry import FaqEntry
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.desk import Browser, desk_container


@pytest.fixture
def container(library: Library, tmp_path: Path) -> Iterator[Container]:
    """Return the services of a desk over the real library."""
    advisor = Advisor(library)
    parts = {"library": library, "text_advisor": advisor, "danger_detector": advisor.danger_detector}
    with desk_container(tmp_path, parts=parts) as container:
        yield container


def tried(browser: Browser, question: str, **form: str) -> str:
    """Return the page for a message."""
    sent = browser.send("/try", "/try", {"question": question, **form})
    assert sent.status_code == 200
    return str(sent.text)


def test_an_answer_comes_with_its_reasons_and_leaves_no_trace(container: Container, browser: Browser) -> None:
    """Title, source, buttons, certainty, and what was weighed; no log, no case, no entry of the audit."""
    before = len(container.access_control.audit.entries())
    shown = tried(browser, "Quels sont les bénéfices d’une évaluation ?")
    for part in ("Réponse sourcée", "Certitude", 'class="source"', 'class="key"', "assez probable pour répondre"):
        assert part in shown
    assert "Lecteur : chances" in shown.replace("\u00a0", " ")
    with container.database.read() as db:
        assert db.fetch_all("SELECT id FROM consultations") == []
        assert db.fetch_all("SELECT number FROM cases") == []
    assert len(container.access_control.audit.entries()) == before


def test_the_answer_is_in_the_language_that_is_chosen(browser: Browser) -> None:
    """Else in that of the message."""
    question = "What are the benefits of an evaluation?"
    assert 'class="message" lang="en"' in tried(browser, question)
    assert 'class="message" lang="fr"' in tried(browser, question, spoken="fr")


@pytest.mark.parametrize(
    ("question", "buttons"), [("Quels sont les bénéfices d’une évaluation ?", True), ("Bonjour", False)]
)
def test_buttons_are_spoken_of_where_there_are_some(browser: Browser, question: str, buttons: bool) -> None:
    """That it is a try is said in any case."""
    shown = tried(browser, question)
    assert (desk_text("fr", "try.buttons") in shown) is buttons is ('class="key"' in shown)
    assert desk_text("fr", "try.only_tried") in shown


def test_no_certainty_is_told_of_a_question_back(browser: Browser) -> None:
    """It would be that of an answer that is not given; the other part of the message has its own."""
    shown = tried(browser, "Combien de temps pour le préavis et qui signe ?")
    outcomes = [desk_text("fr", f"outcome.{one}") for one in ("not_covered", "clarify")]
    assert all(outcome in shown for outcome in outcomes)
    assert shown.count("Le robot en est sûr") == 1 and f"<dt>{desk_text('fr', 'try.certainty')}" not in shown


def test_danger_is_shown_and_raises_no_alarm(container: Container, browser: Browser) -> None:
    """The reply is that of care; nobody is told, unless the person had said that nobody is in danger."""
    text = "Un collègue a frappé une fillette hier soir"
    shown = tried(browser, text)
    assert "un dossier serait ouvert" in shown
    assert "Passages examinés" not in shown
    assert "un dossier serait ouvert" not in tried(browser, text, safe="1")
    with container.database.read() as db:
        assert db.fetch_all("SELECT number FROM cases") == []


def test_what_the_log_would_keep_is_shown(browser: Browser) -> None:
    """Names and numbers have labels in their place."""
    shown = tried(browser, "Je suis Awa Zongo, 70 12 34 56. Quels sont les bénéfices d’une évaluation ?")
    assert "[téléphone]" in shown


def test_a_published_answer_comes_first(container: Container, browser: Browser) -> None:
    """As it does in the chat; that it was asked is not counted."""
    entry = FaqEntry(
        "abc123",
        state="published",
        questions={"fr": "Qui tient la clé de la salle ?", "en": "Who has the key?"},
        answers={"fr": "Le gardien.", "en": "The caretaker."},
        reply="R-2026-0001",
        author="Awa",
        published="2026-01-01",
        review="2999-01-01",
        asked=3,
    )
    container.faq_repository.put(entry)
    shown = tried(browser, "Qui tient la clé de la salle ?")
    assert "Le gardien." in shown
    assert "/faq/abc123" in shown and desk_text("fr", "try.published") in shown
    role = container.staff_team.role("fr")
    assert say("fr", "faq.vouched", role=role, day="1er janvier 2999") in shown  # as in the chat, with its buttons
    assert shown.count('class="key"') == 3
    assert container.faq_repository.find("abc123").asked == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "problem"), [("", "nothing_asked"), ("   ", "nothing_asked"), ("x" * 4097, "long_message")]
)
def test_no_message_is_no_trial(container: Container, language: Language, text: str, problem: str) -> None:
    """Nor is one that no chat would take; it alone is to be shortened."""
    browser = Browser.of(container).sign_in(container, language=language)
    sent = browser.send("/try", "/try", {"question": text})
    assert sent.status_code == 422
    assert desk_text(language, f"problem.{problem}", longest=LONGEST, length=len(text)) in sent.text
