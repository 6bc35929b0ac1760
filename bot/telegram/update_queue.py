"""The queue between Telegram and the handlers: each update is in the journal before it is queued."""

from __future__ import annotations

import asyncio
import json
import logging

from telegram import Bot, Update
from telegram.error import NetworkError

from bot.storage.errors import StorageError
from bot.storage.update_journal import PendingUpdate, UpdateJournal

MAX_ATTEMPTS = 3  # an update that was being handled at three crashes is not tried a fourth time

_ESSENTIALS = ("message_id", "date", "chat", "from", "message_thread_id", "is_topic_message")

_log = logging.getLogger(__name__)


class JournalQueue(asyncio.Queue[object]):
    """The queue between Telegram and the handlers, which writes each update down before it takes it.

    The poller confirms updates once `put` has returned, so from then on they are on the disk.
    An update that comes twice is queued once.
    """

    def __init__(self, journal: UpdateJournal) -> None:
        super().__init__()
        self._journal = journal
        self._held: set[int] = set()
        self._late: dict[int, int] = {}

    async def put(self, item: object) -> None:
        """Write an update down and queue it; anything else (the stop signal) is queued as it is."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._record(item):
            self._held.add(item.update_id)
            await super().put(item)

    async def replay(self, api: Bot) -> int:
        """Queue again, as late, what is pending and not in hand; return how many."""
        pending = await asyncio.to_thread(self._journal.pending)
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

    async def _record(self, update: Update) -> bool:
        try:
            return await asyncio.to_thread(self._journal.record, update.update_id, payload(update))
        except StorageError as error:
            # The poller survives Telegram's own errors alone; after this one it asks for the
            # same updates again, since it has not confirmed them.
            raise NetworkError(f"The update journal cannot be written: {error}") from error

    async def _queue_late(self, one: PendingUpdate, api: Bot) -> None:
        try:
            update = Update.de_json(one.payload, api)
        except Exception as error:  # noqa: BLE001 - whatever its form, it must not stop the others
            _log.warning("An update cannot be read back (%s): set aside.", type(error).__name__)
            await asyncio.to_thread(self._journal.finish, one.update_id, "set aside: unreadable")
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
