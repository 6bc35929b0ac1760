"""The queue between Telegram and the handlers: each update is recorded in the journal before it is queued."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from telegram import Bot, Update
from telegram.error import NetworkError

from bot.storage.replicas import Standing, worker_for
from bot.storage.transactions import StorageError
from bot.storage.update_journal import ClaimedUpdate, UpdateJournal

MAX_ATTEMPTS = 5  # an update that was being handled at five crashes is not tried a sixth time
# From so many crashes on, the updates that were being handled at them run one at a time: a kill or a failing machine
# blames all that run side by side, and only one of them has caused a crash.
SUSPECT_ATTEMPTS = 2
RETRY = timedelta(seconds=60)  # until an update whose answer could not be delivered is tried again

_ESSENTIALS = ("message_id", "date", "chat", "from", "message_thread_id", "is_topic_message")
_CAPTION = ("caption", "caption_entities", "media_group_id")
_FILES = ("animation", "audio", "document", "video", "video_note", "voice")
_NO_FILE = {"file_id": "", "file_unique_id": "", "width": 0, "height": 0, "length": 0, "duration": 0}

_log = logging.getLogger(__name__)


class WatchesRecording(Protocol):
    """Hears what becomes of new updates."""

    async def refused(self, update: Update) -> None:
        """Hear that an update can't be recorded, so that Telegram keeps it."""

    def taken(self) -> None:
        """Hear that one was recorded."""


class UpdateQueue(asyncio.Queue[object]):
    """The queue of the updates that this process handles, which records each in the journal before it queues it.

    The poller confirms updates once `put` has returned, so from then on they are on the disk. An update that comes
    twice is queued once. A process that is `single` queues at once what it receives; of several, each queues what it
    claims, and `arrived` is set for the one that received it. With `patience` an update that comes after a gap in the
    numbers waits for it to close. `watcher` hears of those that can't be recorded.
    """

    def __init__(self, journal: UpdateJournal, *, single: bool = True, patience: timedelta = timedelta()) -> None:
        super().__init__()
        self.journal, self.is_single, self._patience = journal, single, patience
        self.watcher: WatchesRecording | None = None
        self.arrived = asyncio.Event()
        self._held: set[int] = set()
        self._late: dict[int, int] = {}
        self._claiming = asyncio.Lock()  # what is being claimed is not held yet, and must not be taken for lost

    async def put(self, item: object) -> None:
        """Record an update, and queue it at once if there is one process; queue anything else (the stop signal)."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._record(item):
            if self.is_single:
                await super().put(item)
            self.arrived.set()

    async def claim(self, api: Bot, standing: Standing) -> int:
        """Claim and queue the updates that wait for this process; return their number. Raise StorageError."""
        is_mine = partial(_is_mine, self.journal.worker, standing)
        async with self._claiming:
            claimed = await asyncio.to_thread(self.journal.claim, is_mine, self._patience)
            for one in claimed:
                if one.update_id not in self._held:
                    await self._queue_claimed(one, api)
        return len(claimed)

    async def renew(self) -> set[int]:
        """Renew the leases of the updates in hand; return those that another process has taken over."""
        async with self._claiming:
            return await asyncio.to_thread(self.journal.renew, frozenset(self._held))

    def held(self) -> set[int]:
        """Return the ids of the updates in hand."""
        return set(self._held)

    def release(self, update_id: int) -> None:
        """Forget an update that was handled, whether it is finished or stays pending."""
        self._held.discard(update_id)
        self._late.pop(update_id, None)

    def is_late(self, update_id: int) -> bool:
        """Tell whether an update has waited, as after a stop."""
        return update_id in self._late

    def is_poison(self, update_id: int) -> bool:
        """Tell whether so many crashes happened while an update was being handled that it is not tried again."""
        return self._late.get(update_id, 0) >= MAX_ATTEMPTS

    def is_suspect(self, update_id: int) -> bool:
        """Tell whether an update was being handled at more than one crash, so that it may be what causes them."""
        return self._late.get(update_id, 0) >= SUSPECT_ATTEMPTS

    async def cancel_attempt(self, update_id: int) -> None:
        """Take back the attempt at a suspect whose answer is found: a crash while it is sent is not its fault."""
        if self.is_suspect(update_id):
            with suppress(StorageError):  # it stays a suspect
                await asyncio.to_thread(self.journal.cancel_attempt, update_id)

    async def _record(self, update: Update) -> bool:
        """Record an update; tell whether it is new."""
        address = str(update.effective_chat.id) if update.effective_chat else None
        record = partial(self.journal.record, update.update_id, payload(update), address, claims=self.is_single)
        was_held = update.update_id in self._held
        if self.is_single:  # before it is recorded: what is claimed and not held would be given back
            self._held.add(update.update_id)
        is_new = False
        try:
            is_new = await asyncio.to_thread(record)
        except StorageError as error:
            if self.watcher:
                await self.watcher.refused(update)
            # The poller survives Telegram's own errors alone; after this one it asks for the
            # same updates again, since it has not confirmed them.
            raise NetworkError(f"The update journal can't be written: {error}") from error
        finally:
            if not is_new and not was_held:
                self._held.discard(update.update_id)
        if self.watcher:
            self.watcher.taken()
        return is_new

    async def _queue_claimed(self, one: ClaimedUpdate, api: Bot) -> None:
        try:
            update = Update.de_json(one.payload, api)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it must not stop the others
            _log.warning("An update can't be read back (%s): set aside.", type(error).__name__)
            await asyncio.to_thread(self.journal.finish, one.update_id, "set aside: unreadable")
            return
        self._held.add(one.update_id)
        if one.is_late:
            self._late[one.update_id] = one.attempts
        await super().put(update)


def _is_mine(worker: str, standing: Standing, chat: str) -> bool:
    """Tell whether a chat is this process's; an update without one is anybody's."""
    return not chat or worker_for(chat, standing.workers) == worker


def payload(update: Update) -> str:
    """Return the JSON to keep: a text as it came; of a photo, a contact, a location … its caption, sender and time.

    Of a file only its kind is kept, and of what was forwarded only that it was.
    """
    data = update.to_dict()
    for name in ("message", "edited_message"):
        message = data.get(name)
        if message and "text" not in message:
            data[name] = _without_file(message)
    return json.dumps(data)  # ASCII: a lone surrogate, which JSON can hold, could not be stored


def _without_file(message: dict[str, Any]) -> dict[str, Any]:
    kept = {key: message[key] for key in (*_ESSENTIALS, *_CAPTION) if key in message}
    kept |= {name: _NO_FILE for name in _FILES if name in message}
    if message.get("photo"):
        kept["photo"] = [_NO_FILE]
    if answered := message.get("reply_to_message"):
        kept["reply_to_message"] = {key: answered[key] for key in _ESSENTIALS if key in answered}
    if origin := message.get("forward_origin"):
        kept["forward_origin"] = {"type": "hidden_user", "date": origin["date"], "sender_user_name": ""}
    return kept
