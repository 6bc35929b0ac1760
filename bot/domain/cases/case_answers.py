"""Answers to cases: held, on their way for as long as they can be undone, then sent, kept, or not delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from bot.domain.cases.case import Actor
from bot.storage.database import Database

AnswerState: TypeAlias = Literal["held", "pending", "sent", "kept", "undelivered"]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer. `letter` is its id in the outbox, None if there was nowhere to send it; `at` ISO 8601 UTC.

    `source` is the id of the message that it was written in, None on the command line; `heard` that of the last event
    of the case when it was written. One that is "held" waits for its writer, who wrote at the same time as a colleague.
    """

    number: str
    text: str
    who: Actor
    fate: AnswerState
    letter: int | None = None
    source: int | None = None
    at: str = ""
    heard: int = 0
    id: int = 0


class CaseAnswers:
    """The table of answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, answer: CaseAnswer) -> CaseAnswer:
        """Keep an answer as of now, and return it with its id."""
        row = {name: getattr(answer, name) for name in ("number", "text", "fate", "letter", "source", "heard")}
        row |= {"who": answer.who.key, "name": answer.who.name, "at": _now()}
        with self._database.write() as db:
            identity = db.insert("case_answers", row)
        return replace(answer, id=identity, at=row["at"])

    def find(self, identity: int) -> CaseAnswer | None:
        """Return the answer of that id, None if there is none."""
        return next(iter(self._rows("id = ?", identity)), None)

    def of_case(self, number: str) -> list[CaseAnswer]:
        """Return the answers to a case, oldest first."""
        return self._rows("number = ?", number)

    def of_letter(self, letter: int) -> CaseAnswer | None:
        """Return the answer that a letter carries, None if it carries none."""
        return next(iter(self._rows("letter = ?", letter)), None)

    def of_source(self, number: str, source: int) -> CaseAnswer | None:
        """Return the answer to a case that was written in a message, the last if it was edited; None if none was."""
        found = self._rows("number = ? AND source = ?", number, source)
        return found[-1] if found else None

    def settle(self, letter: int, fate: AnswerState) -> None:
        """Note what became of the answer that a letter carries."""
        with self._database.write() as db:
            db.execute("UPDATE case_answers SET fate = ?, at = ? WHERE letter = ?", [fate, _now(), letter])

    def remove(self, identity: int) -> None:
        """Forget an answer that was taken back."""
        with self._database.write() as db:
            db.delete("case_answers", "id = ?", [identity])

    def _rows(self, where: str, *values: object) -> list[CaseAnswer]:
        with self._database.read() as db:
            rows = db.select("case_answers", where, values, order_by="id")
        plain = ("number", "text", "fate", "letter", "source", "at", "heard", "id")
        return [CaseAnswer(who=Actor(row["who"], row["name"]), **{name: row[name] for name in plain}) for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
