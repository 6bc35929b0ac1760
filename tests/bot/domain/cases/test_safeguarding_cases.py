"""Alarms: what several cries make of one case, and what colleagues and the person are told of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
from bot.conversation.handlers.staff_group_handler import StaffGroupHandler
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.domain.cases import case_messages
from bot.domain.cases.case import NewCase
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.reminders import CaseReminders, OncePerDay
from bot.domain.cases.safeguarding_cases import SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say, sentence
from bot.safety.contacts import Contacts
from bot.storage.consultations import ChatLanguages
from bot.storage.database import Database, open_database
from bot.storage.outbox import Outbox
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, AWA, DAY, ManualClock
from tests.support.staff_service import open_office

STAFF, GUARDS = "-1001", "-1002"
PERSON = Chat("a" * 24, hint="fr", address="555")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock."""
    return ManualClock()


@pytest.fixture
def office(database: Database, clock: ManualClock, tmp_path: Path) -> CaseService:
    """Return an office with a staff group; who is there for people in danger is set later."""
    return open_office(database, tmp_path, Outbox(database), clock, STAFF)


@pytest.fixture
def room(office: CaseService, database: Database) -> SafeguardingHandler:
    """Return the room that hears cries."""
    preference = LanguagePreference(ChatLanguages(database))
    return SafeguardingHandler(lambda text: None, Contacts(), SafeguardingCases(office), preference, answered)


def answered(chat: Chat, message: Message) -> Reply:
    """Answer a message after all."""
    return sentence("fr", "stop.done")


def guard(office: CaseService, database: Database) -> None:
    """Set who is there for people in danger."""
    office.safeguarding_team.chat.bind(GUARDS)


def states(office: CaseService) -> list[tuple[str, str]]:
    """Return the kind of danger and the state of each case."""
    return [(case.topic, case.state) for case in office.select(CaseFilter())]


def letters(database: Database) -> str:
    """Return what waits to be sent."""
    with database.write() as db:
        return "\n".join(f"{row['reference']} {row['content']}" for row in db.select("outbox"))


def cried(room: SafeguardingHandler, kind: str = "abuse", text: str = "au secours") -> None:
    """Cry for help."""
    room.respond(PERSON, Message(text), kind, "fr")


def agreed(office: CaseService) -> str:
    """Return the number of the case of someone who agreed to be written to."""
    number = office.open(NewCase("fr", kind="safeguarding", topic="abuse"), ASKER).number
    SafeguardingCases(office).record_consent(number, PERSON)
    return number


def test_a_second_cry_that_meant_no_danger_leaves_the_case_of_the_first_open(
    room: SafeguardingHandler, office: CaseService
) -> None:
    """Nothing says that the first one meant none either; of a single cry the case is closed."""
    cried(room)
    cried(room, text="il me frappe")
    number = office.select(CaseFilter())[0].number
    assert room.press(PERSON, "mistaken", number).replies
    assert states(office) == [("abuse", "open")]
    for _ in range(2):  # the same words
        cried(room)
    assert room.press(PERSON, "mistaken", "R-2026-0002").replies
    assert states(office) == [("abuse", "open"), ("abuse", "closed")]


def test_a_cry_after_the_case_was_closed_opens_a_new_one(room: SafeguardingHandler, office: CaseService) -> None:
    """Somebody must learn of it."""
    cried(room)
    office.change("R-2026-0001", "close", AWA)
    cried(room)
    cried(room)
    assert states(office) == [("abuse", "closed"), ("abuse", "open")]


def test_a_cry_of_another_kind_is_told_once_to_whoever_has_the_case(
    room: SafeguardingHandler, office: CaseService, database: Database
) -> None:
    """When, and what kind; of the same kind there is nothing new to say."""
    guard(office, database)
    cried(room)
    cried(room)
    assert "autre message" not in letters(database)
    for _ in range(2):
        cried(room, "threat")
    assert letters(database).count("autre message") == 1
    assert say("fr", "dangers.threat") in letters(database)
    assert "09:00 UTC" in letters(database)
    assert states(office) == [("abuse", "open")]


def test_nobody_in_danger_is_told_that_their_case_is_late(
    office: CaseService, clock: ManualClock, database: Database
) -> None:
    """That letter could be read by another; whoever has the case is reminded all the same."""
    number = agreed(office)
    clock.now += 3 * DAY
    CaseReminders(office, OncePerDay(database, office.workdays), ConsentRequests(database)).run()
    assert f"case:{number}:late" not in letters(database)
    assert say("fr", "staff.remind_open", number=number) in letters(database)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_someone_in_danger_invites_to_no_reply(office: CaseService, language: Language) -> None:
    """What they reply of danger would not be passed on."""
    case = replace(office.find(agreed(office)), language=language)
    shown = case_messages.answer(case, "Appelez le 116.", "le point focal").plain
    assert "le point focal" in shown
    assert not ("répondez" in shown or "reply to" in shown)
    assert "answer_from" not in shown


def test_colleagues_whose_case_has_gone_to_others_cannot_act_on_it(office: CaseService, database: Database) -> None:
    """Neither by a reply nor by a button of an old card, a preview or a question that is still there."""
    number = agreed(office)
    given = office.answer(number, "Appelez-moi.", AWA)
    held = office.answer(number, "Moi aussi.", ASKER).held
    here = Chat(office.staff_team.key, person="d" * 24, is_private=False)
    office.link_message(here.key, 7, number)
    guard(office, database)
    group = StaffGroupHandler(office, lambda case: None)
    refused = say("fr", "case_error.elsewhere", number=number)
    reply = group.handle(here, Message("Venez me voir.", answers=7, id=8))
    assert reply is not None
    assert reply.plain == refused
    for verb in ("take", "answer", "close", "faq", "release"):
        assert group.press(here, "case", f"{verb}:{number}").notice == refused
    assert group.press(here, "undo", str(given.outgoing_id)).notice == refused
    for verb in ("send", "drop"):
        assert group.press(here, "held", f"{verb}:{held}").notice == refused
    assert [answer.state for answer in office.answers(number)] == ["pending", "held"]
    there = Chat(office.safeguarding_team.key, person="e" * 24, is_private=False)
    assert group.press(there, "case", f"close:{number}").notice == say("fr", "staff.done_close", number=number)
