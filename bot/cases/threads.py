"""Which message is about which case, so that a reply to it finds its way."""

from __future__ import annotations

from bot.records.database import Database


class Threads:
    """The table of messages about cases, by chat key and message id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, chat: str, message: int, number: str) -> None:
        """Remember that a message in a chat is about a case."""
        row = {"chat": chat, "message": message, "number": number}
        with self._database.transaction() as db:
            db.table("case_messages").insert(row, replace=True)

    def number(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message is about; empty if it is about none."""
        if message is None:
            return ""
        with self._database.transaction() as db:
            rows = list(db["case_messages"].rows_where("chat = ? AND message = ?", [chat, message]))
        return str(rows[0]["number"]) if rows else ""
