"""The bot as production wires it, with a scripted advisor, served on loopback to people and a staff group."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.answering.answer import Answer, AnswerOutcome, Finding
from bot.answering.inquiry import Inquiry
from bot.clock import Clock
from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.reminders import CaseReminders
from bot.replies.texts import say
from bot.safety.danger_detector import DetectedDanger
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from corpus.card import BUNDLED_CORPUS
from corpus.collection import Corpus, read_corpus
from corpus.language import Language
from index.library import Status
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.cases import ManualClock
from tests.support.telegram_application import QUICK, served, settings_for

STAFF_CHAT = -1001000000001
COLLEAGUES = "5001,5002"  # who has the role in the staff's group
UNDO = timedelta(seconds=0.4)


class ScriptedAdvisor:
    """Answers no question.

    "danger" in a text is taken for danger, "liste" for a list of people, "Who" at its start for English.
    """

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        text = inquiry.text
        outcome: AnswerOutcome = "safeguarding" if "danger" in text and not inquiry.declared_safe else "not_covered"
        language: Language = "en" if text.startswith("Who") else "fr"
        found = Finding("", "smalltalk", intent="people") if text.startswith("liste") else Finding(text, outcome)
        return Answer(inquiry.language if inquiry.is_pinned else language, (found,))

    def warm_up(self) -> None:
        """Do nothing."""


class ScriptedDangerDetector:
    """Detects danger in every text that has "danger" in it."""

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        return DetectedDanger("abuse") if "danger" in text else None


class ScriptedLibrary:
    """The real corpus without an index: every passage has its id and language for a title."""

    generation: Any = None

    def status(self) -> Status:
        """Return the state of an index that is up to date, if there is one."""
        return Status(self.generation, self.generation is None, 1, (), False)

    def pinned(self) -> AbstractContextManager[None]:
        """Return a context that does nothing."""
        return nullcontext()

    @property
    def corpus(self) -> Corpus:
        """The corpus, read once."""
        return _corpus()

    def searcher(self, readers: object = None) -> Any:
        """Return a searcher that holds nothing."""

        def passage(identity: str, language: Language) -> Any:
            return SimpleNamespace(
                section="", title=f"{identity} {language}", owner="UNICEF", text="Le texte.", language=language
            )

        return SimpleNamespace(passages=lambda: (), passage=passage)

    def titled_documents(self) -> list[Any]:
        """Return the added documents: none."""
        return []


@cache
def _corpus() -> Corpus:
    return read_corpus(BUNDLED_CORPUS)


def scripted_container(settings: Settings, clock: Clock, **parts: Any) -> Container:
    """Return a container whose advisor, danger detector and library are scripted; the rest is that of production."""
    scripted = {
        "library": ScriptedLibrary(),
        "text_advisor": ScriptedAdvisor(),
        "danger_detector": ScriptedDangerDetector(),
        "clock": clock,
        "undo_period": UNDO,
        "delivery_retry": QUICK,
        # Tests run these themselves.
        "run_scheduled_tasks": lambda: None,
        "expire_personal_data": lambda: None,
    }
    return Container(settings, **(scripted | parts))


@dataclass(frozen=True, slots=True)
class RunningBot:
    """The running bot: the services behind the conversation, and their clock."""

    cases: CaseService
    reminders: CaseReminders
    outbox: Outbox
    clock: ManualClock


def new_case_service(
    database: Database, home: Path, outbox: Outbox, clock: ManualClock, staff_chat: str
) -> CaseService:
    """Return a case service over `database`, without a conversation."""
    settings = Settings(home=home, staff_chat=staff_chat)
    return scripted_container(settings, clock, database=database, outbox=outbox).case_service


def new_conversation(cases: CaseService, database: Database, home: Path) -> Conversation:
    """Return the conversation over a case service."""
    return scripted_container(Settings(home=home), ManualClock(), database=database, case_service=cases).conversation


@asynccontextmanager
async def serving_staff_group(
    server: BotApiServer, home: Path, staff_chat: str = str(STAFF_CHAT), staff: str = COLLEAGUES
) -> AsyncIterator[RunningBot]:
    """Serve until the block ends."""
    clock = ManualClock()
    container = scripted_container(settings_for(server, home, staff_chat=staff_chat, staff=staff), clock)
    async with served(container):
        yield RunningBot(container.case_service, container.case_reminders, container.outbox, clock)


def staff_group(server: BotApiServer, *members: Person) -> Group:
    """Return the staff's group."""
    return server.group(STAFF_CHAT, title="Équipe", members=members)


async def press(where: Person | Group, label: str, by: Person | None = None, **details: Any) -> str:
    """Press a button and return what is shown over the chat."""
    pressed = await (where.press(by, label, **details) if by else where.press(label, **details))  # type: ignore[call-arg, arg-type]
    return str((await pressed.answered())["text"])


async def open_case(person: Person, question: str, consent: str = "Oui, répondez-moi ici") -> str:
    """Ask a question that no text answers, have it passed on, and return the number of the case."""
    await person.say(question)
    await person.wait_reply()
    await press(person, say("fr" if question.endswith(" ?") else "en", "buttons.person"))
    offer = await person.wait_reply()
    await press(person, consent)
    confirmed = await person.wait_reply()
    assert max(len(offer.text), len(confirmed.text)) <= 600
    return confirmed.text.split("\n")[0].rpartition(" ")[2]
