"""The journal of updates: each is recorded before Telegram is told that it arrived, and erased once it is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock, iso, now
from bot.storage.database import Database

KEEP_IDS = timedelta(days=7)  # Telegram renumbers updates after a week of silence (Bot API, Update.update_id)
TOO_OLD = timedelta(days=2)  # past this an answer is of no use to anybody


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """An update that was received and not finished; `attempts` counts those that began and never ended."""

    update_id: int
    payload: dict[str, Any]
    attempts: int


class UpdateJournal:
    """The table of updates. Synchronous: call it off the event loop."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def record(self, update_id: int, payload: str, address: str | None = None) -> bool:
        """Record an update from the chat at `address`; return False if its id is known, whether finished or not."""
        row = {"update_id": update_id, "received": self._now(), "payload": payload, "address": address}
        with self._database.write() as db:
            return db.insert_new("updates", row)

    def begin_attempt(self, update_id: int) -> None:
        """Count an attempt before it is made: a crash leaves no time to count it afterwards."""
        self._execute("UPDATE updates SET attempts = attempts + 1 WHERE update_id = ?", update_id)

    def cancel_attempt(self, update_id: int) -> None:
        """Take back an attempt that the network or a stop ended: the update was not at fault."""
        self._execute("UPDATE updates SET attempts = attempts - 1 WHERE update_id = ? AND attempts > 0", update_id)

    def finish(self, update_id: int, note: str = "") -> None:
        """Mark an update as finished, once, and erase its text and chat; `note` says why it was not answered.

        The write-ahead log is emptied as well: it would hold the text for as long as the bot runs.
        """
        statement = "UPDATE updates SET done = ?, payload = NULL, address = NULL WHERE update_id = ? AND done IS NULL"
        self._execute(statement, f"{self._now()} {note}".rstrip(), update_id)
        self._database.checkpoint()

    def pending(self) -> list[PendingUpdate]:
        """Return the unfinished updates, oldest first, after finishing those that are two days old."""
        self._finish_old()
        with self._database.read() as db:
            rows = db.select("updates", "done IS NULL", order_by="update_id")
        return [PendingUpdate(row["update_id"], json.loads(row["payload"]), row["attempts"]) for row in rows]

    def prune(self) -> None:
        """Delete the ids that were finished more than a week ago, and empty the write-ahead log."""
        self._execute("DELETE FROM updates WHERE done < ?", self._moment(-KEEP_IDS))
        self._database.checkpoint()

    def _finish_old(self) -> None:
        self._execute(
            "UPDATE updates SET done = ?, payload = NULL, address = NULL WHERE done IS NULL AND received < ?",
            f"{self._now()} set aside: too old to answer",
            self._moment(-TOO_OLD),
        )
        self._database.checkpoint()

    def _execute(self, statement: str, *parameters: object) -> None:
        with self._database.write() as db:
            db.execute(statement, parameters)

    def _now(self) -> str:
        return self._moment(timedelta())

    def _moment(self, distance: timedelta) -> str:
        return iso(self._clock() + distance, "microseconds")
