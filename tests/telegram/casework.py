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

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer, Finding, Outcome
from bot.cases.binding import Binding
from bot.cases.drafts import Drafts
from bot.cases.errands import Errands
from bot.cases.register import CaseRegister
from bot.cases.workdays import Workdays
from bot.chat.casework.alarms import Alarms
from bot.chat.casework.asking import Asking, is_for_others
from bot.chat.casework.group import Group as GroupRoom
from bot.chat.casework.mine import Mine
from bot.chat.casework.office import Office
from bot.chat.casework.receipts import Receipts
from bot.chat.casework.rounds import Rounds
from bot.chat.casework.staff import Staff
from bot.chat.chat import Chat, Message
from bot.chat.conversation import Conversation
from bot.chat.questions import Questions
from bot.chat.replies import Reply
from bot.chat.safeguarding.room import Safeguarding
from bot.chat.tongue import Tongue
from bot.faq.shelf import FaqShelf
from bot.faq.suggesting import Suggesting
from bot.records.consultation import ChatLanguages, ConsultationLog
from bot.records.database import Database, open_database
from bot.records.keys import ChatKeys, load_secret
from bot.records.outbox import Outbox
from bot.safety.contacts import Contacts
from bot.safety.safeguarding import Alarm
from bot.telegram.application import serve_until, wire
from corpus.language import Language
from index.library import Library
from tests.bot.cases.made import Clock
from tests.botapi import BotApiServer, Group, Person

from .conftest import QUICK, settings_for

STAFF_CHAT = -1001000000001
UNDO = timedelta(seconds=0.4)


class ScriptedAdvisor:
    """Answers no question; "danger" tells of danger, "liste" is one of people. English begins with "Who"."""

    def advise(
        self,
        text: str,
        history: object = (),
        default: Language = "fr",
        pinned: bool = False,
        harmless: bool = False,
        *_: object,
    ) -> Answer:
        """Return the answer."""
        outcome: Outcome = "safeguarding" if "danger" in text and not harmless else "not_covered"
        language: Language = "en" if text.startswith("Who") else "fr"
        found = Finding("", "smalltalk", intent="people") if text.startswith("liste") else Finding(text, outcome)
        return Answer(default if pinned else language, (found,))


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

    office: Office
    rounds: Rounds
    outbox: Outbox
    clock: Clock


def redacted(text: str, language: Language) -> str:
    """Stand in for the redaction that is tested elsewhere."""
    return text.replace("Awa Diop", "[nom]")


def open_office(database: Database, home: Path, outbox: Outbox, clock: Clock, staff_chat: str) -> Office:
    """Return an office whose answers can be undone for a moment."""
    keys = ChatKeys(load_secret(home))
    staff = Staff(Binding(database, staff_chat), ChatLanguages(database), keys.key)
    register = CaseRegister(database, Workdays(clock=clock))
    return Office(database, register, outbox, staff, redacted, UNDO)


def open_rooms(office: Office, database: Database) -> Conversation:
    """Return the conversation."""
    advisor = cast(Advisor, ScriptedAdvisor())
    tongue, log = Tongue(ChatLanguages(database)), ConsultationLog(database)

    def advise(text: str, language: Language, pinned: bool) -> Answer:
        return advisor.advise(text, (), language, pinned)

    def others(chat: Chat, text: str) -> Reply:
        return conversation.ask(chat, text)

    def answer(chat: Chat, message: Message) -> Reply:
        return conversation.answer(chat, message)

    safeguarding = Safeguarding(
        lambda text: Alarm("abuse") if "danger" in text else None, Contacts(), Alarms(office), tongue, answer
    )
    rooms = (
        safeguarding,
        GroupRoom(office, Suggesting(FaqShelf(database), office.answers, office.register)),
        Mine(office, tongue, lambda text, language: is_for_others(advise(text, language, False))),
        Asking(
            office, Drafts(database), log, tongue, advise, lambda identity, language: f"{identity} {language}", others
        ),
        tongue,
        Questions(advisor, LIBRARY, log, tongue, timedelta(hours=1), safeguarding.respond),
    )
    conversation = Conversation(rooms, tongue, lambda: None)
    return conversation


@asynccontextmanager
async def serving(server: BotApiServer, home: Path, staff_chat: str = str(STAFF_CHAT)) -> AsyncIterator[Service]:
    """Serve until the block ends."""
    database = open_database(home / "relais.db")
    outbox, clock = Outbox(database), Clock()
    office = open_office(database, home, outbox, clock, staff_chat)
    Receipts(office).attach(outbox)
    rounds = Rounds(office, Errands(database, office.register.workdays), Drafts(database))
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
    await press(person, "Demander à une personne" if question.endswith(" ?") else "Ask a person")
    offer = await person.wait_reply()
    await press(person, consent)
    confirmed = await person.wait_reply()
    assert max(len(offer.text), len(confirmed.text)) <= 600
    return confirmed.text.split("\n")[0].rpartition(" ")[2]
