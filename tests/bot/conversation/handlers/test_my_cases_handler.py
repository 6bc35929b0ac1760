"""A person's own cases in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.cases.case import NewCase
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import Language
from tests.support.cases import ASKER, ManualClock
from tests.support.staff_service import scripted_container

PERSON = Chat(ASKER.key, hint="fr", address="555")
REPLY_ID, ANSWER_ID = 8, 7


@pytest.mark.parametrize("text", ["danger de retard, dites-vous ?", "Merci. Il y a danger de retard."])
def test_a_reply_to_a_colleague_reaches_the_case_once_it_is_said_that_no_danger_was_meant(
    tmp_path: Path, text: str
) -> None:
    """It was taken for a disclosure; after the press it is added to the case like any other reply."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        cases, conversation = container.case_service, container.conversation
        case = cases.open(NewCase("fr", "Qui paie ?", chat=PERSON.key, address=PERSON.address), ASKER)
        cases.link_message(PERSON.key, ANSWER_ID, case.number)
        care = conversation.ask(PERSON, text, answers=ANSWER_ID, identity=REPLY_ID)
        assert say("fr", "safeguarding.danger") in care.plain
        assert [event.kind for event in cases.history(case.number)] == ["opened"]
        (mistaken,) = [b.action for row in care.buttons for b in row if b.action.startswith("mistaken:")]
        (added,) = conversation.press(PERSON, mistaken).replies
        assert added.plain == say("fr", "cases.added", number=case.number)
        assert [(event.kind, event.note) for event in cases.history(case.number)][1:] == [("wrote", text)]


ABOUT = [
    ("fr", "où en est mon dossier ?"),
    ("fr", "Avez-vous des nouvelles de mon dossier ?"),
    ("fr", "du nouveau ?"),
    ("fr", "pouvez-vous annuler mon dossier ?"),
    ("en", "any news?"),
    ("en", "What is the status of my case?"),
    ("en", "can you cancel my case please?"),
]


@pytest.mark.parametrize(("language", "text"), ABOUT)
def test_who_asks_after_their_case_in_words_sees_their_cases(tmp_path: Path, language: Language, text: str) -> None:
    """As under /mycases, with the buttons; without a case it is a question like any other."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        cases, talk = container.case_service, container.conversation
        talk.command(PERSON, "langue", language)
        assert say(language, "cases.mine") not in talk.ask(PERSON, text).plain
        case = cases.open(NewCase("fr", "Qui paie ?", chat=PERSON.key, address=PERSON.address), ASKER)
        listed, shown = talk.command(PERSON, "mycases"), talk.ask(PERSON, text)
        assert shown.plain.startswith(listed.plain)
        assert [b.action for row in shown.buttons for b in row] == [f"mine:{case.number}"]


def test_any_news_is_about_a_case_only_while_one_is_open(tmp_path: Path) -> None:
    """Where the case is not named."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        cases, talk = container.case_service, container.conversation
        case = cases.open(NewCase("fr", "Qui paie ?", chat=PERSON.key, address=PERSON.address), ASKER)
        cases.change(case.number, "close", ASKER)
        assert say("fr", "cases.mine") not in talk.ask(PERSON, "du nouveau ?").plain
        assert say("fr", "cases.mine") in talk.ask(PERSON, "où en est mon dossier ?").plain


@pytest.mark.parametrize(
    ("text", "helped"), [("oui ça m’a aidé", "yes"), ("yes it helped", "yes"), ("it didn’t help", "no")]
)
@pytest.mark.parametrize("answers", [None, ANSWER_ID])
def test_whether_it_helped_may_be_said_in_words(tmp_path: Path, text: str, helped: str, answers: int | None) -> None:
    """Once the person was asked; with or without replying to the question."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        cases, talk = container.case_service, container.conversation
        case = cases.open(NewCase("fr", "Qui paie ?", chat=PERSON.key, address=PERSON.address), ASKER)
        cases.link_message(PERSON.key, ANSWER_ID, case.number)
        container.case_repository.set_helped(case.number, "asked")
        cases.change(case.number, "close", ASKER)
        talk.ask(PERSON, text, answers=answers)
        found = cases.find(case.number)
        assert (found.helped, found.state) == (helped, "closed" if helped == "yes" else "reopened")
