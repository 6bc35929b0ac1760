"""Every update is on the disk before Telegram is told that it arrived, until it has been answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.error import NetworkError

from bot.storage.database import Database, StorageError

MAX_ATTEMPTS = 3  # an update that was being handled at three crashes is not tried a fourth time
KEEP_IDS = timedelta(days=7)  # Telegram renumbers updates after a week of silence (Bot API, Update.update_id)
TOO_OLD = timedelta(days=2)  # past this an answer is of no use to anybody

_ESSENTIALS = ("message_id", "date", "chat", "from", "message_thread_id", "is_topic_message")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pending:
    """An update that was received and not answered. `attempts` had begun and never ended."""

    update_id: int
    payload: dict[str, Any]
    attempts: int


class UpdateJournal:
    """The table of updates. Synchronous: call it off the event loop."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or partial(datetime.now, UTC)

    def admit(self, update_id: int, payload: str) -> bool:
        """Write an update down; False if its id is known, whether answered or not."""
        statement = "INSERT OR IGNORE INTO updates (update_id, received, payload) VALUES (?, ?, ?)"
        with self._database.write() as db:
            return bool(db.execute(statement, (update_id, self._now(), payload)))

    def begin(self, update_id: int) -> None:
        """Count an attempt, before it is made: a crash leaves no time to count it afterwards."""
        self._execute("UPDATE updates SET attempts = attempts + 1 WHERE update_id = ?", update_id)

    def give_back(self, update_id: int) -> None:
        """Take an attempt off again, which the network or a stop ended: the update did no wrong."""
        self._execute("UPDATE updates SET attempts = max(attempts - 1, 0) WHERE update_id = ?", update_id)

    def done(self, update_id: int, note: str = "") -> None:
        """Mark an update as finished, once, and erase what it said; `note` says why it was not answered.

        The write-ahead log is emptied as well: it would hold the words for as long as the bot runs.
        """
        statement = "UPDATE updates SET done = ?, payload = NULL WHERE update_id = ? AND done IS NULL"
        self._execute(statement, f"{self._now()} {note}".rstrip(), update_id)
        self._database.checkpoint()

    def pending(self) -> list[Pending]:
        """Return what was not finished, oldest first; what is two days old is set aside on the way."""
        self._set_aside_old()
        statement = "SELECT update_id, payload, attempts FROM updates WHERE done IS NULL ORDER BY update_id"
        with self._database.read() as db:
            rows = db.fetch_all(statement)
        return [Pending(row["update_id"], json.loads(row["payload"]), row["attempts"]) for row in rows]

    def prune(self) -> None:
        """Forget the ids that were finished more than a week ago, and empty the write-ahead log."""
        self._execute("DELETE FROM updates WHERE done < ?", (self._clock() - KEEP_IDS).isoformat())
        self._database.checkpoint()

    def _set_aside_old(self) -> None:
        self._execute(
            "UPDATE updates SET done = ?, payload = NULL WHERE done IS NULL AND received < ?",
            f"{self._now()} set aside: too old to answer",
            (self._clock() - TOO_OLD).isoformat(),
        )
        self._database.checkpoint()

    def _execute(self, statement: str, *parameters: object) -> None:
        with self._database.write() as db:
            db.execute(statement, parameters)

    def _now(self) -> str:
        return self._clock().isoformat()


class JournalQueue(asyncio.Queue[object]):
    """The queue between Telegram and the handlers, which writes each update down before it takes it.

    The poller confirms updates once `put` has returned, so from then on they are on the disk.
    An update that comes twice is queued once.
    """

    def __init__(self, inbox: UpdateJournal) -> None:
        super().__init__()
        self._inbox = inbox
        self._held: set[int] = set()
        self._late: dict[int, int] = {}

    async def put(self, item: object) -> None:
        """Write an update down and queue it; anything else (the stop signal) is queued as it is."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._admit(item):
            self._held.add(item.update_id)
            await super().put(item)

    async def replay(self, api: Bot) -> int:
        """Queue again, as late, what is pending and not in hand; return how many."""
        pending = await asyncio.to_thread(self._inbox.pending)
        waiting = [one for one in pending if one.update_id not in self._held]
        for one in waiting:
            await self._queue_late(one, api)
        return len(waiting)

    def release(self, update_id: int) -> None:
        """Let go of an update that was handled, whether it is finished or not."""
        self._held.discard(update_id)
        self._late.pop(update_id, None)

    def is_late(self, update_id: int) -> bool:
        """Say whether an update was queued by `replay`."""
        return update_id in self._late

    def is_poison(self, update_id: int) -> bool:
        """Say whether an update was being handled at so many crashes that it had better be left alone."""
        return self._late.get(update_id, 0) >= MAX_ATTEMPTS

    async def _admit(self, update: Update) -> bool:
        try:
            return await asyncio.to_thread(self._inbox.admit, update.update_id, payload(update))
        except StorageError as error:
            # The poller survives Telegram's own errors alone; after this one it asks for the
            # same updates again, since it has not confirmed them.
            raise NetworkError(f"The inbox cannot be written: {error}") from error

    async def _queue_late(self, one: Pending, api: Bot) -> None:
        try:
            update = Update.de_json(one.payload, api)
        except Exception as error:  # noqa: BLE001 - whatever its form, it must not stop the others
            _log.warning("An update cannot be read back (%s): set aside.", type(error).__name__)
            await asyncio.to_thread(self._inbox.done, one.update_id, "set aside: unreadable")
            return
        self._held.add(one.update_id)
        self._late[one.update_id] = one.attempts
        await super().put(update)


def payload(update: Update) -> str:
    """Return the JSON to keep: a text as it came; of a photo, a contact, a place… only who and when."""
    data = update.to_dict()
    for field in ("message", "edited_message"):
        message = data.get(field)
        if message and "text" not in message:
            data[field] = {key: message[key] for key in _ESSENTIALS if key in message}
    return json.dumps(data)  # escaped: half a character alone, which JSON can hold, would not go into the database
