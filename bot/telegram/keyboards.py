"""Which messages of a chat bear buttons, so that they can be taken away at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.records.database import Database

KEEP = timedelta(days=7)
MOST = 20  # in one chat; what is older has long left the screen


class Keyboards:
    """The table of messages with buttons, by chat key. Synchronous: call it off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, chat: str, message: int) -> None:
        """Remember that a message bears buttons; the oldest of the chat give way."""
        with self._database.transaction() as db:
            db.conn.execute(
                "INSERT OR REPLACE INTO keyboards VALUES (?, ?, ?)", (chat, message, _iso(datetime.now(UTC)))
            )
            db.conn.execute(
                "DELETE FROM keyboards WHERE chat = ?1 AND message NOT IN"
                " (SELECT message FROM keyboards WHERE chat = ?1 ORDER BY message DESC LIMIT ?2)",
                (chat, MOST),
            )

    def take(self, chat: str) -> list[int]:
        """Return the messages of a chat that bear buttons, the newest first, and forget them."""
        with self._database.transaction() as db:
            rows = db.conn.execute(
                "SELECT message FROM keyboards WHERE chat = ? ORDER BY message DESC", [chat]
            ).fetchall()
            db.conn.execute("DELETE FROM keyboards WHERE chat = ?", [chat])
        return [int(row[0]) for row in rows]

    def prune(self) -> None:
        """Forget messages older than a week."""
        with self._database.transaction() as db:
            db.conn.execute("DELETE FROM keyboards WHERE at < ?", [_iso(datetime.now(UTC) - KEEP)])


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
