"""Which messages answered which question, so that an edited question has its answer edited."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from bot.records.database import Database

KEEP = timedelta(days=7)


class Deliveries:
    """The table of answers by chat key and question. Synchronous: call it off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, chat: str, question: int, answers: list[int]) -> None:
        """Remember the message ids that answer a question, in order; earlier ones are replaced."""
        with self._database.transaction() as db:
            db.conn.execute(
                "INSERT OR REPLACE INTO deliveries (chat, question, answers, at) VALUES (?, ?, ?, ?)",
                (chat, question, json.dumps(answers), datetime.now(UTC).isoformat()),
            )

    def answers(self, chat: str, question: int) -> list[int]:
        """Return the message ids that answer a question, in order; empty if it was not answered."""
        with self._database.transaction() as db:
            row = db.conn.execute(
                "SELECT answers FROM deliveries WHERE chat = ? AND question = ?", (chat, question)
            ).fetchone()
        return [int(answer) for answer in json.loads(row[0])] if row else []

    def prune(self) -> None:
        """Forget answers older than a week: a question that is edited later is answered anew."""
        with self._database.transaction() as db:
            db.conn.execute("DELETE FROM deliveries WHERE at < ?", ((datetime.now(UTC) - KEEP).isoformat(),))
