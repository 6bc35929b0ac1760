"""A case: what is asked of a person, how far it has come, and what may happen to it next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from bot.errors import CaseError
from corpus.language import Language

CaseState: TypeAlias = Literal["open", "taken", "answered", "closed", "reopened"]
CaseAction: TypeAlias = Literal["take", "take_over", "release", "answer", "close", "reopen"]
CaseKind: TypeAlias = Literal["question", "person", "safeguarding", "check"]
EventKind: TypeAlias = Literal[
    "opened", "taken", "taken_over", "released", "answered", "undone", "undelivered", "wrote", "closed",
    "reopened", "suggested", "agreed", "disagreed",
]  # fmt: skip  # one word a line would hide the rest of the module

STATES: tuple[CaseState, ...] = get_args(CaseState)
UNANSWERED: frozenset[CaseState] = frozenset({"open", "taken", "reopened"})

# What may follow what. A pair that is not here is refused.
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
HAPPENED: dict[CaseAction, EventKind] = {
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


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with. `question` is redacted; `found` are the titles of what the bot found.

    `chat` is a keyed hash. `address` leads back to the person, and is given only if they agreed to that.
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


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands. Moments are ISO 8601 UTC; `due` is a day of the office's calendar.

    `card` is the id of the message that shows the case to the staff; `agreed` tells whether the answer may come back.
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
    card: int | None = None

    def is_overdue(self, today: date) -> bool:
        """Tell whether an answer was due before `today`."""
        return self.state in UNANSWERED and self.due < today


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case. `who` is a keyed hash, `name` a colleague's name, `note` what was said."""

    at: str
    happening: EventKind
    who: str
    name: str = ""
    note: str = ""


def after(case: Case, action: CaseAction) -> CaseState:
    """Return the state that `action` leads to. Raise CaseError if it may not happen now."""
    state = TRANSITIONS.get((case.state, action))
    if state is None:
        raise CaseError(refusal(case.state, action), number=case.number, name=case.owner_name)
    return state


def refusal(state: CaseState, action: CaseAction) -> str:
    """Return the key of the sentence that says why `action` may not happen.

    >>> refusal("taken", "take"), refusal("closed", "answer"), refusal("open", "release")
    ('already_taken', 'is_closed', 'not_taken')
    """
    if state == "closed":
        return "already_closed" if action == "close" else "is_closed"
    if action == "take":
        return "already_taken" if state == "taken" else "already_answered"
    return "not_taken" if action in ("take_over", "release") else "not_answered"
