"""Answers to cases: held, pending while they can be undone, then sent, kept for reading, or undelivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from bot.clock import iso, now
from bot.domain.cases.case import Actor
from bot.storage.database import Database

AnswerState: TypeAlias = Literal["held", "pending", "sent", "kept", "undelivered"]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer. `outgoing_id` is its id in the outbox, None if the case has no address; `at` is ISO 8601 UTC.

    `source` is the id of the message that it was written in, None on the command line; `last_event` that of the last
    event of the case when it was written. A held one waits until its author confirms it beside a colleague's.
    """

    number: str
    text: str
    actor: Actor
    state: AnswerState
    outgoing_id: int | None = None
    source: int | None = None
    at: str = ""
    last_event: int = 0
    id: int = 0


class CaseAnswers:
    """The table of answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, answer: CaseAnswer) -> CaseAnswer:
        """Keep an answer as of now, and return it with its id."""
        at = iso(now())
        row: dict[str, object] = {
            "number": answer.number,
            "text": answer.text,
            "state": answer.state,
            "outgoing_id": answer.outgoing_id,
            "source": answer.source,
            "last_event": answer.last_event,
            "actor": answer.actor.key,
            "actor_name": answer.actor.name,
            "at": at,
        }
        with self._database.write() as db:
            identity = db.insert("case_answers", row)
        return replace(answer, id=identity, at=at)

    def find(self, identity: int) -> CaseAnswer | None:
        """Return the answer of that id, None if there is none."""
        return next(iter(self._rows("id = ?", identity)), None)

    def of_case(self, number: str) -> list[CaseAnswer]:
        """Return the answers to a case, oldest first."""
        return self._rows("number = ?", number)

    def of_outgoing(self, outgoing_id: int) -> CaseAnswer | None:
        """Return the answer of that id in the outbox, None if there is none."""
        return next(iter(self._rows("outgoing_id = ?", outgoing_id)), None)

    def of_source(self, number: str, source: int) -> CaseAnswer | None:
        """Return the latest answer to a case that was written in that message, None if there is none."""
        found = self._rows("number = ? AND source = ?", number, source)
        return found[-1] if found else None

    def update(self, outgoing_id: int | None, state: AnswerState) -> None:
        """Set the state of the answer of that id in the outbox."""
        statement = "UPDATE case_answers SET state = ?, at = ? WHERE outgoing_id = ?"
        with self._database.write() as db:
            db.execute(statement, [state, iso(now()), outgoing_id])

    def remove(self, identity: int) -> None:
        """Erase an answer."""
        with self._database.write() as db:
            db.delete("case_answers", "id = ?", [identity])

    def _rows(self, where: str, *values: object) -> list[CaseAnswer]:
        with self._database.read() as db:
            return [_answer(row) for row in db.select("case_answers", where, values, order_by="id")]


def _answer(row: dict[str, Any]) -> CaseAnswer:
    return CaseAnswer(
        number=row["number"],
        text=row["text"],
        actor=Actor(row["actor"], row["actor_name"]),
        state=row["state"],
        outgoing_id=row["outgoing_id"],
        source=row["source"],
        at=row["at"],
        last_event=row["last_event"],
        id=row["id"],
    )
