"""The bot with its rooms of cases and a scripted advisor, served on loopback to people and a staff group."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, Finding, Outcome
from bot.answering.inquiry import Inquiry
from bot.conversation.handlers.handoff_handler import HandoffHandler, is_for_others
from bot.conversation.handlers.language_handler import LanguageHandler
from bot.conversation.handlers.my_cases_handler import MyCasesHandler
from bot.conversation.handlers.question_handler import QuestionHandler
from bot.conversation.handlers.safeguarding_handler import SafeguardingHandler
from bot.conversation.handlers.staff_group_handler import StaffGroupHandler as GroupRoom
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.conversation.router import Conversation
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.domain.cases.reminders import CaseReminders, OncePerDay
from bot.domain.cases.safeguarding_cases import SafeguardingCases
from bot.domain.cases.staff_team import StaffChat, StaffTeam
from bot.domain.cases.workdays import Workdays
from bot.domain.chat import Chat
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_repository import FaqRepository
from bot.replies.reply import Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts
from bot.safety.danger import DetectedDanger
from bot.storage.consultations import ChatLanguages, ConsultationLog
from bot.storage.database import Database, open_database
from bot.storage.keys import ChatKeys, load_secret
from bot.storage.outbox import Outbox
from bot.telegram.application import serve_until, wire
from corpus.language import Language
from index.library import Library
from tests.bot.telegram.conftest import QUICK, settings_for
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.cases import ManualClock

STAFF_CHAT = -1001000000001
UNDO = timedelta(seconds=0.4)


class ScriptedAdvisor:
    """Answers no question; "danger" tells of danger, "liste" is one of people. English begins with "Who"."""

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        text = inquiry.text
        outcome: Outcome = "safeguarding" if "danger" in text and not inquiry.declared_safe else "not_covered"
        language: Language = "en" if text.startswith("Who") else "fr"
        found = Finding("", "smalltalk", intent="people") if text.startswith("liste") else Finding(text, outcome)
        return Answer(inquiry.language if inquiry.is_pinned else language, (found,))


LIBRARY = cast(
    Library,
    SimpleNamespace(
        generation=None,
        corpus=SimpleNamespace(ambiguities={}),
        searcher=lambda: SimpleNamespace(passage=lambda identity, language: None),
    ),
)


@dataclass(frozen=True, slots=True)
class Service:
    """What runs: the office behind the rooms, and its rounds."""

    office: CaseService
    rounds: CaseReminders
    outbox: Outbox
    clock: ManualClock


def open_office(database: Database, home: Path, outbox: Outbox, clock: ManualClock, staff_chat: str) -> CaseService:
    """Return an office whose answers can be undone for a moment."""
    keys = ChatKeys(load_secret(home))
    staff = StaffTeam(StaffChat(database, staff_chat), ChatLanguages(database), keys.key)
    register = CaseRepository(database, Workdays(clock=clock))
    return CaseService(database, register, outbox, staff, undo_period=UNDO)


def open_rooms(office: CaseService, database: Database) -> Conversation:
    """Return the conversation."""
    advisor = cast(Advisor, ScriptedAdvisor())
    preference, log = LanguagePreference(ChatLanguages(database)), ConsultationLog(database)

    def advise(text: str, language: Language, pinned: bool) -> Answer:
        return advisor.advise(Inquiry(text, language=language, is_pinned=pinned))

    def others(chat: Chat, text: str) -> Reply:
        return conversation.ask(chat, text)

    def answer(chat: Chat, message: Message) -> Reply:
        return conversation.answer(chat, message)

    safeguarding = SafeguardingHandler(
        lambda text: DetectedDanger("abuse") if "danger" in text else None,
        Contacts(),
        SafeguardingCases(office),
        preference,
        answer,
    )
    rooms = (
        safeguarding,
        GroupRoom(office, FaqSuggestions(FaqRepository(database), office)),
        MyCasesHandler(office, preference, lambda text: is_for_others(advise(text, "fr", False))),
        HandoffHandler(
            office,
            ConsentRequests(database),
            log,
            preference,
            advise,
            lambda identity, language: f"{identity} {language}",
            others,
        ),
        LanguageHandler(preference),
        QuestionHandler(advisor, LIBRARY, log, preference, timedelta(hours=1), safeguarding.respond),
    )
    conversation = Conversation(rooms, preference, lambda: None)
    return conversation


@asynccontextmanager
async def serving(server: BotApiServer, home: Path, staff_chat: str = str(STAFF_CHAT)) -> AsyncIterator[Service]:
    """Serve until the block ends."""
    database = open_database(home / "relais.db")
    outbox, clock = Outbox(database), ManualClock()
    office = open_office(database, home, outbox, clock, staff_chat)
    DeliveryUpdates(office).attach(outbox)
    rounds = CaseReminders(office, OncePerDay(database, office.workdays), ConsentRequests(database))
    keys = ChatKeys(load_secret(home))
    room = wire(settings_for(server, home), open_rooms(office, database), database, keys, QUICK, outbox)
    stopping = asyncio.Event()
    task = asyncio.create_task(serve_until(room, stopping))
    try:
        yield Service(office, rounds, outbox, clock)
    finally:
        stopping.set()
        await asyncio.wait_for(task, 30)
        database.close()


def staff_group(server: BotApiServer, *members: Person) -> Group:
    """Return the staff's group."""
    return server.group(STAFF_CHAT, title="Équipe", members=members)


async def press(where: Person | Group, label: str, by: Person | None = None, **details: Any) -> str:
    """Press a button and return what is shown over the chat."""
    pressed = await (where.press(by, label, **details) if by else where.press(label, **details))  # type: ignore[call-arg, arg-type]
    return str((await pressed.answered())["text"])


async def opened(person: Person, question: str, consent: str = "Oui, répondez-moi ici") -> str:
    """Ask what nobody has written down, have it passed on, and return the number of the case."""
    await person.say(question)
    await person.wait_reply()
    await press(person, say("fr" if question.endswith(" ?") else "en", "buttons.person"))
    offer = await person.wait_reply()
    await press(person, consent)
    confirmed = await person.wait_reply()
    assert max(len(offer.text), len(confirmed.text)) <= 600
    return confirmed.text.split("\n")[0].rpartition(" ")[2]
