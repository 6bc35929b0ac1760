"""What someone is about to ask of a person: expected, or written and not yet agreed to."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.cases.case import NewCase
from bot.storage.database import Database

EXPECTED = timedelta(minutes=10)  # after that a message is a question to the bot again
WRITTEN = timedelta(days=1)


class ConsentRequests:
    """Drafts by id: what a person agrees to is what was shown, whatever was written since.

    One without a question says that the person's next message is to be one.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database, self._clock = database, clock or partial(datetime.now, UTC)

    def expect(self, chat: str, who: str) -> None:
        """Expect the person's next message to be the question."""
        self._keep(who, NewCase("fr", chat=chat))

    def keep(self, who: str, draft: NewCase) -> str:
        """Keep what was written until the person says whether it may be passed on; return the draft's id."""
        return self._keep(who, draft)

    def is_expected(self, chat: str, who: str) -> bool:
        """Tell whether the person was just asked to write a question."""
        return bool(self._rows("chat = ? AND who = ? AND question = ''", chat, who, age=EXPECTED))

    def find(self, identity: str, chat: str, who: str) -> NewCase | None:
        """Return what the person wrote under that id; None if it is passed on, dropped, a day old, or not theirs."""
        rows = self._rows("id = ? AND chat = ? AND who = ? AND question != ''", identity, chat, who, age=WRITTEN)
        return _draft(rows[0]) if rows else None

    def drop(self, identity: str, chat: str, who: str) -> None:
        """Forget a draft of the person's, and that a question was expected of them."""
        with self._database.write() as db:
            theirs = "chat = ? AND who = ? AND (id = ? OR question = '')"
            db.delete("case_drafts", theirs, [chat, who, identity])

    def forget(self, chat: str) -> None:
        """Forget every draft of a chat."""
        with self._database.write() as db:
            db.delete("case_drafts", "chat = ?", [chat])

    def prune(self) -> None:
        """Forget drafts that are a day old."""
        with self._database.write() as db:
            db.delete("case_drafts", "at < ?", [(self._clock() - WRITTEN).isoformat()])

    def _keep(self, who: str, draft: NewCase) -> str:
        """Keep a draft, in place of the expectation of one."""
        row = {"id": secrets.token_hex(6), "who": who, "at": self._clock().isoformat()}
        row |= {name: getattr(draft, name) for name in ("chat", "language", "question", "topic", "outcome")}
        with self._database.write() as db:
            self.drop("", draft.chat, who)
            db.insert("case_drafts", row | {"found": "\n".join(draft.found)})
        return row["id"]

    def _rows(self, where: str, *values: str, age: timedelta) -> list[dict[str, Any]]:
        since = (self._clock() - age).isoformat()
        with self._database.read() as db:
            return db.select("case_drafts", f"{where} AND at >= ?", [*values, since])


def _draft(row: dict[str, Any]) -> NewCase:
    found = tuple(filter(None, row["found"].split("\n")))
    return NewCase(row["language"], row["question"], "person", row["topic"], row["outcome"], found, chat=row["chat"])
