"""A person's own cases in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.cases.case import NewCase
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
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
