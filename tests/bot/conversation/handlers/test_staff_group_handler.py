"""The staff's buttons: published answers as replies, and labels on cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.domain.cases.case import Case
from bot.domain.chat import Chat
from bot.domain.faq.faq_entry import FaqEntry
from bot.replies.reply import Button, Reply, unpack
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.consultations import Consultation
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, ManualClock, new_case
from tests.support.faq import TODAY, entry
from tests.support.staff_service import scripted_container

GROUP = -1001000000001


class NearestEntries:
    """Finds all published entries near every case."""

    def __init__(self, entries: list[FaqEntry]) -> None:
        self.entries = entries

    def near(self, text: str, language: Language, count: int) -> list[FaqEntry]:
        """Return the entries."""
        return self.entries[:count]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return a container with one published entry."""
    published = replace(entry(cards={}, reply="R-2026-0001"), state="published", published=TODAY.isoformat())
    parts: dict[str, Any] = {"faq_finder": NearestEntries([published])}
    with scripted_container(Settings(home=tmp_path, staff_chat=str(GROUP)), ManualClock(), **parts) as made:
        made.faq_repository.put(published)
        yield made


def chat(container: Container) -> Chat:
    """Return the staff's group with one of the staff in it."""
    return Chat(container.staff_team.key, person="a1", name="Awa", is_private=False, role="staff")


@pytest.mark.parametrize("answers", [None, 4711])
def test_whoever_has_no_access_gets_no_reply_before_the_colleagues(tmp_path: Path, answers: int | None) -> None:
    """Neither to words nor to a picture; a person with a role is answered."""
    settings = Settings(home=tmp_path, staff_chat=str(GROUP), access="approval")
    with scripted_container(settings, ManualClock()) as made:
        group, talk = chat(made), made.conversation
        guest = replace(group, person="b2", role="stranger")
        assert talk.ask(guest, "Who pays?", answers, 5).paragraphs == ()
        assert talk.unsupported(guest, "photo", answers, 6).paragraphs == ()
        assert talk.ask(group, "Who pays?", answers, 7).paragraphs != ()


def waiting(container: Container, purpose: str) -> list[Reply]:
    """Return the messages about cases that wait to be sent, by their purpose."""
    with container.database.read() as db:
        rows = db.select("outbox", "reference LIKE ?", [f"case:%:{purpose}"], order_by="id")
    return [unpack(row["language"], row["content"]) for row in rows]


def opened(container: Container, language: Language) -> Case:
    """Return a new case, asked in that language."""
    return container.case_service.open(replace(new_case(address="555"), language=language), ASKER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_published_answer_is_offered_and_sent_in_the_language_of_the_person(
    container: Container, language: Language
) -> None:
    """Under the request to write an answer; a tap sends it, after a preview that stops it."""
    case, known = opened(container, language), container.faq_repository.find("vehicles")
    container.conversation.press(chat(container), f"case:answer:{case.number}")
    ((offered,),) = waiting(container, "offer")[-1].buttons
    assert offered == Button(known.questions[language], f"case:reply:{case.number}:vehicles")
    container.conversation.press(chat(container), offered.action)
    (answer,) = waiting(container, "answer")
    assert (answer.language, answer.paragraphs[1].text) == (language, known.answers[language])
    (preview,) = waiting(container, "preview-%")
    assert preview.buttons[0][0].label == say("fr", "staff.undo")


def test_an_entry_that_was_withdrawn_is_not_sent(container: Container) -> None:
    """Its button is no longer active."""
    case, known = opened(container, "fr"), container.faq_repository.find("vehicles")
    container.faq_repository.put(replace(known, state="expired"))
    pressed = container.conversation.press(chat(container), f"case:reply:{case.number}:vehicles")
    assert (pressed.notice, waiting(container, "answer")) == (say("fr", "notice.gone"), [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_has_the_label_of_its_theme(container: Container, language: Language) -> None:
    """On its card, as a hashtag in the language of the team."""
    container.chat_languages.set(container.staff_team.key, language, pinned=True)
    found = ({"id": "termination-grounds", "score": 1.0},)
    asked = container.consultations.add(Consultation("awa", "fr", "Qui décide ?", "partial", "…", passages=found))
    container.conversation.press(Chat("awa", "fr", address="555"), f"pass:y:{asked}")
    (card,) = waiting(container, "summary")
    label = {"fr": "#fin_et_résiliation", "en": "#end_and_termination"}[language]
    assert card.paragraphs[-1].text.splitlines()[-1] == label
