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


class UpdateQueue(asyncio.Queue[object]):
    """The queue between Telegram and the handlers, which records each update in the journal before it queues it.

    The poller confirms updates once `put` has returned, so from then on they are on the disk.
    An update that comes twice is queued once.
    """

    def __init__(self, journal: UpdateJournal) -> None:
        super().__init__()
        self._journal = journal
        self._queued: set[int] = set()
        self._late: dict[int, int] = {}

    async def put(self, item: object) -> None:
        """Record and queue an update; anything else (the stop signal) is queued as it is."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._record(item):
            self._queued.add(item.update_id)
            await super().put(item)

    async def replay(self, api: Bot) -> int:
        """Queue again, as late, the pending updates that are not being handled; return their number."""
        pending = await asyncio.to_thread(self._journal.pending)
        waiting = [one for one in pending if one.update_id not in self._queued]
        for one in waiting:
            await self._queue_late(one, api)
        return len(waiting)

    def release(self, update_id: int) -> None:
        """Forget an update that was handled, whether it is finished or stays pending."""
        self._queued.discard(update_id)
        self._late.pop(update_id, None)

    def is_late(self, update_id: int) -> bool:
        """Tell whether an update was queued by `replay`."""
        return update_id in self._late

    def is_poison(self, update_id: int) -> bool:
        """Tell whether so many crashes happened while an update was being handled that it is not tried again."""
        return self._late.get(update_id, 0) >= MAX_ATTEMPTS

    async def _record(self, update: Update) -> bool:
        try:
            return await asyncio.to_thread(self._journal.record, update.update_id, payload(update))
        except StorageError as error:
            # The poller survives Telegram's own errors alone; after this one it asks for the
            # same updates again, since it has not confirmed them.
            raise NetworkError(f"The update journal can't be written: {error}") from error

    async def _queue_late(self, one: PendingUpdate, api: Bot) -> None:
        try:
            update = Update.de_json(one.payload, api)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it must not stop the others
            _log.warning("An update can't be read back (%s): set aside.", type(error).__name__)
            await asyncio.to_thread(self._journal.finish, one.update_id, "set aside: unreadable")
            return
        self._queued.add(one.update_id)
        self._late[one.update_id] = one.attempts
        await super().put(update)


def payload(update: Update) -> str:
    """Return the JSON to keep: a text as it came; of a photo, a contact, a location … only sender and time."""
    data = update.to_dict()
    for field in ("message", "edited_message"):
        message = data.get(field)
        if message and "text" not in message:
            data[field] = {key: message[key] for key in _ESSENTIALS if key in message}
    return json.dumps(data)  # ASCII: a lone surrogate, which JSON can hold, could not be stored
