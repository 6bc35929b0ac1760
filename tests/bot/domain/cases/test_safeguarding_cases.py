"""Alarms: several messages about danger make one case; the messages to the teams and to the person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bot.conversation.handler import Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
from bot.conversation.handlers.staff_group_handler import StaffGroupHandler
from bot.conversation.last_case import LastCase
from bot.conversation.words_on_danger import WordsOnDanger
from bot.domain.access.permissions import Permissions
from bot.domain.cases import case_messages
from bot.domain.cases.case import NewCase
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.danger_exchanges import DangerExchanges
from bot.domain.cases.reminders import CaseReminders, OncePerDay
from bot.domain.cases.safeguarding_cases import PendingAlarms, SafeguardingCases
from bot.domain.chat import Chat
from bot.domain.checks.check import CheckLog
from bot.domain.faq.faq_replies import FaqReplies
from bot.errors import CaseError
from bot.replies.reply import Reply
from bot.replies.texts import say, sentence
from bot.safety.contacts import Contacts
from bot.storage.alarm_folder import Alarm, AlarmFolder
from bot.storage.consultations import ChatLanguages, ConsultationLog
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.transactions import StorageError
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, AWA, DAY, ManualClock
from tests.support.engines import open_database
from tests.support.staff_service import new_case_service

STAFF, SAFEGUARDING_CHAT = "-1001", "-1002"
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
def cases(database: Database, clock: ManualClock, tmp_path: Path) -> CaseService:
    """Return a case service with a staff chat; a test sets the safeguarding team's."""
    return new_case_service(database, tmp_path, Outbox(database), clock, STAFF)


@pytest.fixture
def handler(cases: CaseService, database: Database) -> SafeguardingHandler:
    """Return the handler of messages that tell of danger."""
    return new_handler(cases, database)


def new_handler(
    cases: CaseService, database: Database, answer: Callable[[Chat, Message], Reply] | None = None
) -> SafeguardingHandler:
    """Return a handler that detects no danger by itself."""
    preference, exchanges = LanguagePreference(ChatLanguages(database)), DangerExchanges(database)
    last = LastCase(cases, ConsultationLog(database), ConsentRequests(database), CheckLog(database))
    return SafeguardingHandler(
        lambda text: None,
        Contacts(),
        SafeguardingCases(cases),
        preference,
        answer or answered,
        answered_aside,
        WordsOnDanger(cases, last, preference, exchanges),
        exchanges,
    )


def answered_aside(chat: Chat, text: str) -> Reply:
    """Answer the question in a message that tells of danger."""
    return sentence("fr", "stop.done")


def answered(chat: Chat, message: Message) -> Reply:
    """Answer a message after all."""
    return sentence("fr", "stop.done")


def set_safeguarding_team(cases: CaseService, database: Database) -> None:
    """Set the chat of the safeguarding team."""
    cases.safeguarding_team.chat.bind(SAFEGUARDING_CHAT)


def states(cases: CaseService) -> list[tuple[str, str]]:
    """Return the kind of danger and the state of each case."""
    return [(case.topic, case.state) for case in cases.select(CaseFilter())]


def outgoing_messages(database: Database) -> str:
    """Return the messages that wait to be sent."""
    with database.write() as db:
        return "\n".join(f"{row['reference']} {row['content']}" for row in db.select("outbox"))


def disclose(handler: SafeguardingHandler, kind: str = "abuse", text: str = "au secours") -> None:
    """Answer a message that tells of danger."""
    handler.respond(PERSON, Message(text), kind, "fr")


def agreed(cases: CaseService) -> str:
    """Return the number of the case of a person who agreed to be answered."""
    number = cases.open(NewCase("fr", kind="safeguarding", topic="abuse"), ASKER).number
    SafeguardingCases(cases).record_consent(number, PERSON)
    return number


def test_a_second_disclosure_that_was_mistaken_leaves_the_case_of_the_first_open(
    handler: SafeguardingHandler, cases: CaseService
) -> None:
    """Nothing says that the first one was mistaken too."""
    disclose(handler)
    disclose(handler, text="il me frappe")
    assert handler.press(PERSON, "mistaken", "R-2026-0001:2").replies
    assert states(cases) == [("abuse", "open")]
    assert handler.press(PERSON, "mistaken", "R-2026-0001:1").replies
    assert states(cases) == [("abuse", "closed")]


def test_the_same_words_sent_twice_are_one_disclosure(handler: SafeguardingHandler, cases: CaseService) -> None:
    """Declared mistaken once, their case is closed, and the button works no more."""
    for _ in range(2):
        disclose(handler)
    assert handler.press(PERSON, "mistaken", "R-2026-0001:1").replies
    assert states(cases) == [("abuse", "closed")]
    assert handler.press(PERSON, "mistaken", "R-2026-0001:1") == inactive_button("fr")


def test_not_what_i_meant_answers_the_message_that_it_stands_under(cases: CaseService, database: Database) -> None:
    """The first of two: its own words are answered, and the danger in the second stays with the team."""
    asked: list[str] = []

    def answer(chat: Chat, message: Message) -> Reply:
        asked.append(message.text)
        return answered(chat, message)

    handler = new_handler(cases, database, answer)
    first = handler.respond(PERSON, Message("la grève tue le projet"), "abuse", "fr")
    disclose(handler, text="il me frappe")
    action, _, argument = first.buttons[0][0].action.partition(":")
    assert handler.press(PERSON, action, argument).replies
    assert asked == ["la grève tue le projet"]
    assert states(cases) == [("abuse", "open")]


def test_a_disclosure_after_the_case_was_closed_opens_a_new_one(
    handler: SafeguardingHandler, cases: CaseService
) -> None:
    """A team must see it."""
    disclose(handler)
    cases.change("R-2026-0001", "close", AWA)
    disclose(handler)
    disclose(handler)
    assert states(cases) == [("abuse", "closed"), ("abuse", "open")]


@pytest.mark.sqlite
def test_an_alarm_outlasts_a_restart_while_the_database_fails(
    cases: CaseService, database: Database, tmp_path: Path
) -> None:
    """Its case then has the time of the alarm; on the disk there is no word of the message, and later nothing."""
    with database.write() as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON cases BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    clock, folder = ManualClock(), AlarmFolder(tmp_path / "alarms")

    def pending() -> PendingAlarms:
        safeguarding = SafeguardingCases(cases)
        return PendingAlarms(safeguarding.open, safeguarding.add_alarm, folder, clock)

    before = pending()
    number = before.open("en", "threat")
    before.retry()
    assert [json.loads(path.read_text()) for path in (tmp_path / "alarms").iterdir()] == [
        {"language": "en", "kind": "threat", "at": "2026-03-02T09:00:00+00:00"}
    ]
    clock.now += DAY
    with database.write() as db:
        db.execute("DROP TRIGGER full")
    after = pending()
    after.retry()
    case = cases.find(after.number(number))
    assert (case.topic, case.language, case.opened) == ("threat", "en", "2026-03-02T09:00:00+00:00")
    assert list((tmp_path / "alarms").iterdir()) == []


def test_an_alarm_that_was_mistaken_is_not_retried_after_a_restart(tmp_path: Path) -> None:
    """It leaves the disk as soon as the person says so; what is no alarm is left where it is."""

    def fail(language: Language, kind: str, at: str, follows: str) -> str:
        raise StorageError("locked")

    folder = AlarmFolder(tmp_path / "alarms")
    alarms = PendingAlarms(fail, lambda number, kind, is_new: True, folder)
    alarms.discard(alarms.open("fr", "abuse"))
    (tmp_path / "alarms" / "later-0.json").write_text("{}")
    assert folder.read() == {}


def test_an_alarm_that_never_gets_a_case_holds_up_no_other(cases: CaseService, tmp_path: Path) -> None:
    """Such as one of a kind that the present version does not know."""
    folder, safeguarding = AlarmFolder(tmp_path / "alarms"), SafeguardingCases(cases)
    cases.safeguarding_team.chat.bind(SAFEGUARDING_CHAT)
    for number, kind in enumerate(("unheard-of", "abuse")):
        folder.write(f"later-{number}", Alarm("fr", kind, f"2026-03-02T09:0{number}:00+00:00"))
    PendingAlarms(safeguarding.open, safeguarding.add_alarm, folder).retry()
    assert states(cases) == [("abuse", "open")]
    assert list(folder.read()) == ["later-0"]


def test_the_team_gets_one_notice_of_another_kind_of_danger(
    handler: SafeguardingHandler, cases: CaseService, database: Database
) -> None:
    """With its time and kind; none of the same kind."""
    set_safeguarding_team(cases, database)
    disclose(handler)
    disclose(handler)
    assert "autre message" not in outgoing_messages(database)
    for _ in range(2):
        disclose(handler, "threat")
    assert outgoing_messages(database).count("autre message") == 1
    assert say("fr", "dangers.threat") in outgoing_messages(database)
    assert "09:00 UTC" in outgoing_messages(database)
    assert states(cases) == [("abuse", "open")]


def test_the_team_is_told_of_the_same_danger_again_once_it_has_answered(
    handler: SafeguardingHandler, cases: CaseService, database: Database
) -> None:
    """Its answer did not end the danger: the case is open again, with one notice."""
    set_safeguarding_team(cases, database)
    disclose(handler)
    cases.change("R-2026-0001", "answer", AWA)
    for _ in range(2):
        disclose(handler, text="il recommence")
    assert outgoing_messages(database).count("autre message") == 1
    assert states(cases) == [("abuse", "reopened")]


def test_people_in_danger_get_no_notice_that_their_case_is_late(
    cases: CaseService, clock: ManualClock, database: Database
) -> None:
    """That message could be read by others; the team is reminded all the same."""
    number = agreed(cases)
    clock.now += 3 * DAY
    CaseReminders(cases, OncePerDay(database, cases.workdays), ConsentRequests(database)).run()
    assert f"case:{number}:late" not in outgoing_messages(database)
    assert say("fr", "staff.remind_open", number=number) in outgoing_messages(database)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_someone_in_danger_invites_to_no_reply(cases: CaseService, language: Language) -> None:
    """A reply about danger would not be passed on."""
    case = replace(cases.find(agreed(cases)), language=language)
    shown = case_messages.answer(case, "Appelez le 116.", "le point focal").plain
    assert "le point focal" in shown
    assert not ("répondez" in shown or "reply to" in shown)
    assert "answer_from" not in shown


def test_a_no_after_a_yes_takes_the_case_from_the_staff_without_a_safeguarding_chat(
    cases: CaseService, database: Database
) -> None:
    """Their card offers no answer any more; agreed again, it is theirs again."""
    number = agreed(cases)
    cases.set_summary(cases.find(number), 12)
    SafeguardingCases(cases).withdraw_consent(number)
    with database.read() as db:
        (last,) = db.select("outbox", "edits = 12 AND state = 'waiting'")
    assert last["address"] == STAFF
    assert say("fr", "staff.withdrawn", number=number) in last["content"]
    assert f"case:answer:{number}" not in outgoing_messages(database)
    SafeguardingCases(cases).record_consent(number, PERSON)
    assert f"case:answer:{number}" in outgoing_messages(database)


def test_no_answer_is_kept_for_a_person_who_did_not_agree_to_be_written_to(
    cases: CaseService, database: Database
) -> None:
    """Nobody could ever read it: neither before the person agrees, nor after they withdraw."""
    set_safeguarding_team(cases, database)
    never = cases.open(NewCase("fr", kind="safeguarding", topic="abuse"), ASKER).number
    withdrawn = agreed(cases)
    SafeguardingCases(cases).withdraw_consent(withdrawn)
    for number in (never, withdrawn):
        with pytest.raises(CaseError, match="no_consent"):
            cases.answer(number, "Appelez le 116.", AWA)
        assert (cases.answers(number), cases.find(number).state) == ([], "open")


def test_a_team_cannot_act_on_a_case_of_the_other_team(cases: CaseService, database: Database) -> None:
    """Neither by a reply nor by a button of an old summary, a preview or a question that is still there."""
    number = agreed(cases)
    given = cases.answer(number, "Appelez-moi.", AWA)
    held = cases.answer(number, "Moi aussi.", ASKER).held
    here = Chat(cases.staff_team.key, person="d" * 24, is_private=False, role="staff")
    cases.link_message(here.key, 7, number)
    set_safeguarding_team(cases, database)
    unused = cast(FaqReplies, None)  # no case gets so far
    permissions = Permissions(lambda key: "staff" if cases.team_at(key) is cases.staff_team else "safeguarding")
    group = StaffGroupHandler(cases, lambda case: None, unused, permissions)
    refused = say("fr", "case_error.elsewhere", number=number)
    reply = group.handle(here, Message("Venez me voir.", answers=7, id=8))
    assert reply is not None
    assert reply.plain == refused
    for verb in ("take", "answer", "close", "faq", "release", "reply", "later", "on", "date", "card", "show"):
        assert group.press(here, "case", f"{verb}:{number}").notice == refused
    assert group.press(here, "undo", str(given.outgoing_id)).notice == refused
    for verb in ("send", "drop"):
        assert group.press(here, "held", f"{verb}:{held}").notice == refused
    assert [answer.state for answer in cases.answers(number)] == ["pending", "held"]
    there = Chat(cases.safeguarding_team.key, person="e" * 24, is_private=False, role="staff")
    assert group.press(there, "case", f"close:{number}").notice == say("fr", "staff.done_close", number=number)
