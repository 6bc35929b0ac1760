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

    def join_own(self, chat: str, message: int | None, number: str) -> None:
        """Remember that what someone wrote is about a case, so that what we answer to it is too."""
        if message is not None:
            self.join(chat, message, number)

    def number(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message is about, or that it answers a message about; else nothing."""
        if message is None:
            return ""
        with self._database.transaction() as db:
            found = db.conn.execute(_NUMBER, {"chat": chat, "message": message}).fetchone()
        return str(found[0]) if found else ""


_NUMBER = """
SELECT number FROM case_messages WHERE chat = :chat AND message = :message
UNION ALL
SELECT number FROM deliveries, json_each(answers) JOIN case_messages
    ON case_messages.chat = deliveries.chat AND case_messages.message = deliveries.question
    WHERE deliveries.chat = :chat AND json_each.value = :message
"""
