"""Who answers a case is asked for the role again at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.cases.case import Actor, Case
from bot.domain.chat import Chat
from bot.replies.reply import unpack
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, ManualClock, new_case
from tests.support.staff_service import scripted_container

GROUP, CARD, WORDS = -1001000000001, 10, 11
ANSWER = "L’agence paie l’audit à la fin."


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language: the team speaks it."""
    found: Language = request.param
    return found


@pytest.fixture
def container(tmp_path: Path, language: Language) -> Iterator[Container]:
    """Return a container that asks again for the role, with two colleagues who have it."""
    settings = Settings(home=tmp_path, staff_chat=str(GROUP))
    with scripted_container(settings, ManualClock(), undo_period=timedelta()) as made:
        made.chat_languages.set(made.staff_team.key, language, pinned=True)
        made.outbox.guard(":answer", made.case_service.may_leave)
        for name in ("Awa", "Ben"):
            made.access_control.roles.grant(name, "staff")
        yield made


def chat(container: Container, name: str) -> Chat:
    """Return the group with someone who writes in it, with the role of now."""
    role = container.access_control.roles.of(name)
    return Chat(container.staff_team.key, person=name, name=name, is_private=False, role=role)


def answered(container: Container) -> Case:
    """Return a case that Awa has answered; the answer waits."""
    case = container.case_service.open(new_case(address="555"), ASKER)
    container.case_service.link_message(container.staff_team.key, CARD, case.number)
    container.conversation.ask(chat(container, "Awa"), ANSWER, CARD, WORDS)
    return case


def revoke(container: Container, name: str) -> None:
    """Take somebody's role away."""
    roles = container.access_control.roles
    for holder in roles.holders():
        if holder.person == name:
            roles.revoke(holder.id)


def sent(container: Container) -> list[tuple[str, str]]:
    """Send all that is due; return what goes, as address and text."""
    found = []
    while claim := container.outbox.claim():
        found.append((claim.message.address, unpack(claim.message.language, claim.message.content).plain))
        container.outbox.sent(claim.id, (100 + claim.id,))
    return found


def test_an_answer_goes_while_its_author_has_the_role(container: Container) -> None:
    """Nothing is asked twice then."""
    answered(container)
    assert [ANSWER in text for address, text in sent(container) if address == "555"] == [True]


def test_an_answer_is_held_if_its_author_has_lost_the_role(container: Container, language: Language) -> None:
    """The case is released, the group told, and a colleague decides; the answer is theirs then."""
    case = answered(container)
    revoke(container, "Awa")
    told = sent(container)
    assert [text for address, text in told if address == "555"] == []
    assert (str(GROUP), say(language, "staff.role_gone", number=case.number, name="Awa")) in told
    (held,) = container.case_service.answers(case.number)
    assert (held.state, container.case_service.find(case.number).state) == ("held", "open")
    assert any(say(language, "staff.doubtful_ask") in text for _, text in told)
    container.conversation.press(chat(container, "Ben"), f"held:send:{held.id}")
    assert [ANSWER in text for address, text in sent(container) if address == "555"] == [True]
    assert container.case_service.answers(case.number)[0].actor.name == "Ben"


def test_an_edit_without_the_role_changes_nothing(container: Container, language: Language) -> None:
    """Neither the words before nor those after go, and the message says so."""
    case = answered(container)
    revoke(container, "Awa")
    reply = container.conversation.ask(chat(container, "Awa"), "Personne ne paie cet audit.", CARD, WORDS)
    assert reply.plain == say(language, "staff.no_colleague", number=case.number)
    assert [text for address, text in sent(container) if address == "555"] == []
    assert [(one.text, one.state) for one in container.case_service.answers(case.number)] == [(ANSWER, "held")]


def test_an_answer_of_the_command_line_goes(container: Container) -> None:
    """Whoever runs the installation needs no role in the group."""
    case = container.case_service.open(new_case(address="555"), ASKER)
    console = Actor(container.staff_team.key_of("console:root"), "root")
    container.case_service.answer(case.number, ANSWER, console)
    assert [ANSWER in text for address, text in sent(container) if address == "555"] == [True]
