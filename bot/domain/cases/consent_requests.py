"""Questions to be passed on to a person, stored until the one who asks consents to it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from bot.clock import Clock, now
from bot.domain.cases.case import NewCase
from bot.storage.database import Database

EXPECTED_FOR = timedelta(minutes=10)  # after that a message is a question to the bot again
KEPT_FOR = timedelta(days=1)
_OFFERED = "offered"


class ConsentRequests:
    """The table of new cases that await consent, by id: a person consents to exactly the question that was shown.

    A row without a question means that the person's next message is expected to be one; or, if its outcome is
    `_OFFERED`, that the offer whose id is its topic is the last thing that they were shown.
    """

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def expect(self, chat: str, person: str) -> None:
        """Expect the person's next message to be the question."""
        self.keep(person, NewCase("fr", chat=chat))

    def note_offer(self, chat: str, person: str, identity: str) -> None:
        """Note that the person was just shown the offer to pass on what has that id, and may answer it in words."""
        self.keep(person, NewCase("fr", chat=chat, topic=identity, outcome=_OFFERED))

    def awaited(self, chat: str, person: str) -> str | None:
        """Return the id of what the person was just offered; empty if asked for a question, None if neither."""
        rows = self._rows("chat = ? AND person = ? AND question = ''", chat, person, age=EXPECTED_FOR)
        return next((str(row["topic"]) if row["outcome"] == _OFFERED else "" for row in rows), None)

    def keep(self, person: str, new: NewCase) -> str:
        """Keep a case until the person says whether it may be opened, and expect no question; return its id."""
        identity = secrets.token_hex(6)
        row = {"id": identity, "person": person, "at": self._clock().isoformat(), "found": "\n".join(new.found)}
        row |= {name: getattr(new, name) for name in ("chat", "language", "question", "topic", "outcome", "theme")}
        with self._database.write() as db:
            self.discard("", new.chat, person)
            db.insert("consent_requests", row)
        return identity

    def find(self, identity: str, chat: str, person: str) -> NewCase | None:
        """Return the case of that id; None if it was passed on, discarded, is a day old, or not the person's."""
        rows = self._rows("id = ? AND chat = ? AND person = ? AND question != ''", identity, chat, person, age=KEPT_FOR)
        return _new_case(rows[0]) if rows else None

    def discard(self, identity: str, chat: str, person: str) -> None:
        """Erase a case of the person's, and the expectation of a question from them."""
        with self._database.write() as db:
            theirs = "chat = ? AND person = ? AND (id = ? OR question = '')"
            db.delete("consent_requests", theirs, [chat, person, identity])

    def forget(self, chat: str) -> None:
        """Erase every request of a chat."""
        with self._database.write() as db:
            db.delete("consent_requests", "chat = ?", [chat])

    def prune(self) -> None:
        """Erase requests that are a day old."""
        with self._database.write() as db:
            db.delete("consent_requests", "at < ?", [(self._clock() - KEPT_FOR).isoformat()])

    def _rows(self, where: str, *values: str, age: timedelta) -> list[dict[str, Any]]:
        since = (self._clock() - age).isoformat()
        with self._database.read() as db:
            return db.select("consent_requests", f"{where} AND at >= ?", [*values, since])


def _new_case(row: dict[str, Any]) -> NewCase:
    found = tuple(filter(None, row["found"].split("\n")))
    return NewCase(
        row["language"],
        row["question"],
        "person",
        row["topic"],
        row["outcome"],
        found,
        chat=row["chat"],
        theme=row["theme"],
    )
