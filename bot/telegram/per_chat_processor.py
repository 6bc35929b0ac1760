"""Queue updates through the journal, and process each chat strictly in order, several chats side by side."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot, Update
from telegram.error import NetworkError
from telegram.ext import BaseUpdateProcessor

from bot.storage.transactions import StorageError
from bot.storage.update_journal import PendingUpdate, UpdateJournal

MAX_ATTEMPTS = 3  # an update that was being handled at three crashes is not tried a fourth time
CONCURRENT_CHATS = 32
# The base class would count updates that wait for another of their chat, and so block other chats.
_UNBOUNDED = 1_000_000

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


@dataclass(slots=True)
class ChatQueue:
    """The updates of one chat that wait for their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class PerChatProcessor(BaseUpdateProcessor):
    """Process each chat's updates in the order they came, and up to `chats` chats at once.

    `on_arrival` is called with each update before it waits for its turn.
    An update is marked as finished in the journal when its handler has ended, unless the handler
    called `postpone`; one that was cancelled stays pending too.
    """

    __slots__ = ("_chats", "_closing", "_journal", "_on_arrival", "_postponed", "_queue", "_running", "_slots")

    def __init__(
        self,
        *,
        queue: UpdateQueue,
        journal: UpdateJournal,
        on_arrival: Callable[[Update], None] = lambda update: None,
        chats: int = CONCURRENT_CHATS,
    ) -> None:
        super().__init__(_UNBOUNDED)
        self._on_arrival = on_arrival
        self._queue = queue
        self._journal = journal
        self._slots = asyncio.Semaphore(chats)
        self._chats: dict[int, ChatQueue] = {}
        self._postponed: set[int] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def initialize(self) -> None:
        """Accept updates."""
        self._closing = False

    async def shutdown(self) -> None:
        """Do nothing: `drain` has ended everything."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of an update once the earlier ones of its chat have ended and a slot is free."""
        if not isinstance(update, Update):
            await coroutine
            return
        self._on_arrival(update)
        try:
            async with self._turn(update), self._slots:
                if self._closing:
                    _discard(coroutine)
                else:
                    await self._process(update, coroutine)
        finally:
            self._queue.release(update.update_id)

    def postpone(self, update: Update) -> None:
        """Keep an update pending, since its answer could not be delivered."""
        self._postponed.add(update.update_id)

    async def drain(self, seconds: float) -> None:
        """Start no more updates; after `seconds`, cancel the handlers that still run: their updates stay pending."""
        self._closing = True
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        for task in self._running:
            task.cancel()

    async def _process(self, update: Update, coroutine: Awaitable[Any]) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await _write_journal(self._journal.begin_attempt, update.update_id)
            await coroutine
        except BaseException:
            await _write_journal(self._journal.cancel_attempt, update.update_id)
            raise
        else:
            await self._close(update)
        finally:
            self._running.discard(task)

    async def _close(self, update: Update) -> None:
        if update.update_id in self._postponed:
            self._postponed.discard(update.update_id)
            await _write_journal(self._journal.cancel_attempt, update.update_id)
        else:
            note = "set aside: it never ended" if self._queue.is_poison(update.update_id) else ""
            await _write_journal(self._journal.finish, update.update_id, note)

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the chat's turn. `asyncio.Lock` is first come, first served."""
        chat = update.effective_chat.id if update.effective_chat else 0
        waiting = self._chats.setdefault(chat, ChatQueue())
        waiting.length += 1
        try:
            async with waiting.lock:
                yield
        finally:
            waiting.length -= 1
            if not waiting.length:
                del self._chats[chat]


def payload(update: Update) -> str:
    """Return the JSON to keep: a text as it came; of a photo, a contact, a location … only sender and time."""
    data = update.to_dict()
    for name in ("message", "edited_message"):
        message = data.get(name)
        if message and "text" not in message:
            data[name] = {key: message[key] for key in _ESSENTIALS if key in message}
    return json.dumps(data)  # ASCII: a lone surrogate, which JSON can hold, could not be stored


async def _write_journal(write: Callable[..., None], *arguments: object) -> None:
    """Write to the journal; log a failure, since a full disk is no reason to leave a person without an answer."""
    try:
        await asyncio.to_thread(write, *arguments)
    except StorageError as error:
        _log.error("The update journal can't be written: %s", error)


def _discard(coroutine: Awaitable[Any]) -> None:
    if isinstance(coroutine, Coroutine):
        coroutine.close()
