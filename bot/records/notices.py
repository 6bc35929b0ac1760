"""Which chats have been told what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.records.database import Database


class Notices:
    """The table of chats that were given notice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, chat: str) -> bool:
        """Note that `chat` is given notice now; False if it was before."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.transaction() as db:
            statement = "INSERT OR IGNORE INTO notices (chat, at) VALUES (?, ?)"
            return bool(db.conn.execute(statement, [chat, now]).rowcount)
