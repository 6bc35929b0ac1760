"""A case, its possible states, and the events of its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from bot.domain.chat import Chat
from bot.errors import CaseError
from corpus.language import Language

CaseState: TypeAlias = Literal["open", "taken", "answered", "closed", "reopened"]
CaseAction: TypeAlias = Literal["take", "take_over", "release", "answer", "close", "reopen"]
CaseKind: TypeAlias = Literal["question", "person", "safeguarding", "check"]
Helped: TypeAlias = Literal[
    "", "asked", "yes", "no"
]  # whether the answer helped: not asked, asked, what the person said
EventKind: TypeAlias = Literal[
    "opened", "taken", "taken_over", "released", "answered", "undone", "undelivered", "wrote", "closed",
    "reopened", "suggested", "agreed", "disagreed", "postponed", "returned", "helped", "unhelped", "stopped",
    "assigned", "received", "alarmed", "resumed",
]  # fmt: skip  # one word a line would hide the rest of the module

NO_QUESTION = "no_question"  # in place of the outcome of an answer: the person only wants to talk to somebody
STATES: tuple[CaseState, ...] = get_args(CaseState)
UNANSWERED: frozenset[CaseState] = frozenset({"open", "taken", "reopened"})
UNCLOSED: frozenset[CaseState] = UNANSWERED | {"answered"}

# The state that each action leads to. A pair that is not listed is refused.
TRANSITIONS: dict[tuple[CaseState, CaseAction], CaseState] = {
    ("open", "take"): "taken",
    ("reopened", "take"): "taken",
    ("taken", "take_over"): "taken",
    ("taken", "release"): "open",
    **{(state, "answer"): "answered" for state in ("open", "reopened", "taken", "answered")},
    **{(state, "close"): "closed" for state in ("open", "reopened", "taken", "answered")},
    ("answered", "reopen"): "reopened",
    ("closed", "reopen"): "reopened",
}
EVENT_OF: dict[CaseAction, EventKind] = {
    "take": "taken",
    "take_over": "taken_over",
    "release": "released",
    "answer": "answered",
    "close": "closed",
    "reopen": "reopened",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts on a case: a keyed hash, and for staff the name by which colleagues know them."""

    key: str
    name: str = ""

    @classmethod
    def of(cls, chat: Chat, is_staff: bool = False) -> Actor:
        """Return the person who writes in `chat`; only the names of staff are kept."""
        return cls(chat.person or chat.key, chat.name if is_staff else "")


ANONYMOUS = Actor("")  # for events that must not lead to a person


@dataclass(frozen=True, slots=True)
class NewCase:
    """The content of a case to be opened. `question` is redacted; `found` are the titles of what the bot found.

    `outcome` is that of the bot's answer, empty if it gave none, or `NO_QUESTION`. `chat` is a keyed hash. `address`
    identifies the person; it is empty unless they agreed to be answered. `theme` is the id of a theme of the corpus, or
    empty. `follows` is the number of the case before of the same person in danger.
    """

    language: Language
    question: str = ""
    kind: CaseKind = "question"
    topic: str = ""
    outcome: str = ""
    found: tuple[str, ...] = ()
    consultation: str = ""
    chat: str = ""
    address: str = ""
    theme: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case in its present state. Moments are ISO 8601 UTC; `due` is a day of the team's calendar.

    `summary` is the id of the message that shows the case in the team's chat; `agreed` tells whether the person
    consented to being answered at `address`. A postponed case comes back on the day `later`.
    """

    number: str
    state: CaseState
    language: Language
    question: str
    kind: CaseKind
    topic: str
    outcome: str
    found: tuple[str, ...]
    consultation: str
    chat: str
    address: str
    agreed: bool
    owner: str
    owner_name: str
    opened: str
    changed: str
    due: date
    summary: int | None = None
    theme: str = ""
    later: date | None = None
    helped: Helped = ""
    follows: str = ""

    @property
    def is_for_faq(self) -> bool:
        """Whether others may ask the same: it holds a question, and one to the texts."""
        return self.kind in ("question", "person") and bool(self.question) and self.outcome != NO_QUESTION

    def is_overdue(self, today: date) -> bool:
        """Tell whether an answer was due before `today`."""
        return self.state in UNANSWERED and self.due < today

    def is_postponed(self, today: date) -> bool:
        """Tell whether it comes back after `today` only."""
        return self.later is not None and self.later > today

    def is_to_answer(self, today: date) -> bool:
        """Tell whether it waits for an answer and is not postponed: lists of what there is to do hold it."""
        return self.state in UNANSWERED and not self.is_postponed(today)

    def is_late(self, today: date) -> bool:
        """Tell whether there is to be an answer now that was due before `today`."""
        return self.is_overdue(today) and not self.is_postponed(today)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """An event in a case's history; `at` is ISO 8601 UTC, `note` is the text that came with it."""

    at: str
    kind: EventKind
    actor: Actor
    note: str = ""


def next_state(case: Case, action: CaseAction) -> CaseState:
    """Return the state that `action` leads to. Raise CaseError if it is not allowed now."""
    state = TRANSITIONS.get((case.state, action))
    if state is None:
        raise CaseError(refusal_reason(case.state, action), number=case.number, name=case.owner_name)
    return state


def refusal_reason(state: CaseState, action: CaseAction) -> str:
    """Return the reason (a key of the texts `case_error`) for refusing `action`.

    >>> refusal_reason("taken", "take"), refusal_reason("closed", "answer"), refusal_reason("open", "release")
    ('already_taken', 'is_closed', 'not_taken')
    """
    if state == "closed":
        return "already_closed" if action == "close" else "is_closed"
    if action == "take":
        return "already_taken" if state == "taken" else "already_answered"
    return "not_taken" if action in ("take_over", "release") else "not_answered"
