"""The messages sent to each chat: those that answer a question, those of an exchange, and those with buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta

from bot.clock import iso, now
from bot.storage.database import Database

KEEP = timedelta(days=7)
KEEP_KEYBOARDS = timedelta(days=90)
MAX_KEYBOARDS = 20  # in one chat; what is older has long left the screen


class SentAnswers:
    """The table of answers by chat key and question. Synchronous: call it off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, chat: str, question: int, answers: list[int]) -> None:
        """Remember the message ids that answer a question, in order; earlier ones are replaced."""
        with self._database.write() as db:
            row = {"chat": chat, "question": question, "answers": json.dumps(answers)}
            db.upsert("sent_answers", row | {"at": iso(now(), "microseconds")}, "chat, question")

    def answers(self, chat: str, question: int) -> list[int]:
        """Return the message ids that answer a question, in order; empty if it was not answered."""
        with self._database.read() as db:
            found = db.fetch_value("SELECT answers FROM sent_answers WHERE chat = ? AND question = ?", (chat, question))
        return [int(answer) for answer in json.loads(found)] if found else []

    def prune(self) -> None:
        """Forget answers older than a week: a question that is edited later is answered anew."""
        with self._database.write() as db:
            db.execute("DELETE FROM sent_answers WHERE at < ?", (iso(now() - KEEP, "microseconds"),))


class SentExchanges:
    """The table of the exchange that each message belongs to, by chat key. Synchronous: call it off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, chat: str, messages: list[int], consultation: str) -> None:
        """Remember that the `messages` are the answer of a consultation, as they now are."""
        row = {"chat": chat, "consultation": consultation, "at": iso(now())}
        with self._database.write() as db:
            for message in messages:
                db.upsert("sent_exchanges", row | {"message": message}, "chat, message")

    def consultation(self, chat: str, message: int) -> str:
        """Return the id of the consultation that a message of ours belongs to; empty if it belongs to none."""
        with self._database.read() as db:
            rows = db.select("sent_exchanges", "chat = ? AND message = ?", [chat, message])
        return str(rows[0]["consultation"]) if rows else ""


class SentKeyboards:
    """The table of messages with buttons, by chat key. Synchronous: call it off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, chat: str, message: int, actions: Iterable[str] = ()) -> None:
        """Remember that a message has buttons with these actions.

        Those of the oldest messages of a full chat are to be removed.
        """
        with self._database.write() as db:
            row = {"chat": chat, "message": message, "at": iso(now()), "removing": 0, "actions": "\n".join(actions)}
            db.upsert("sent_keyboards", row, "chat, message")
            db.execute(
                "UPDATE sent_keyboards SET removing = 1 WHERE chat = :chat AND message NOT IN"
                " (SELECT message FROM sent_keyboards WHERE chat = :chat ORDER BY message DESC LIMIT :most)",
                {"chat": chat, "most": MAX_KEYBOARDS},
            )

    def remove_all(self, chat: str) -> None:
        """Note that the buttons of all messages of a chat are to be removed."""
        with self._database.write() as db:
            db.execute("UPDATE sent_keyboards SET removing = 1 WHERE chat = ?", [chat])

    def remove_those_with(self, chat: str, action: str) -> None:
        """Note that the buttons of the messages that offer an action are to be removed."""
        with self._database.write() as db:
            for row in db.select("sent_keyboards", "chat = ?", [chat]):
                if action in row["actions"].split("\n"):
                    at = [chat, row["message"]]
                    db.execute("UPDATE sent_keyboards SET removing = 1 WHERE chat = ? AND message = ?", at)

    def next_to_remove(self, chat: str) -> int | None:
        """Return the newest message of a chat whose buttons are to be removed; None if there is none."""
        with self._database.read() as db:
            where = "chat = ? AND removing = 1 ORDER BY message DESC LIMIT 1"
            rows = db.select("sent_keyboards", where, [chat])
        return int(rows[0]["message"]) if rows else None

    def discard(self, chat: str, message: int) -> None:
        """Forget a message that has no buttons any more."""
        with self._database.write() as db:
            db.delete("sent_keyboards", "chat = ? AND message = ?", [chat, message])

    def forget(self, chat: str, message: int) -> None:
        """Forget a message whose buttons were removed, unless it has got new ones meanwhile."""
        with self._database.write() as db:
            db.delete("sent_keyboards", "chat = ? AND message = ? AND removing = 1", [chat, message])

    def prune(self) -> None:
        """Forget messages older than three months."""
        with self._database.write() as db:
            db.execute("DELETE FROM sent_keyboards WHERE at < ?", [iso(now() - KEEP_KEYBOARDS)])
