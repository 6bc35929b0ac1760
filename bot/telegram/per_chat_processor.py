"""Chats side by side, the updates of one chat strictly one after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.storage.database import StorageError
from bot.storage.update_journal import UpdateJournal
from bot.telegram.update_queue import JournalQueue

CONCURRENT_CHATS = 32
# The base class would count those who wait behind their own chat, and so keep other chats out.
_UNBOUNDED = 1_000_000

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class ChatQueue:
    """The updates of one chat that wait for their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class PerChatProcessor(BaseUpdateProcessor):
    """Processes each chat's updates in the order they came, and up to `chats` chats at once.

    An update is marked as finished in the update journal when its handler has ended, unless the handler
    said `postpone`; one that was cancelled stays pending too.
    """

    __slots__ = ("_closing", "_journal", "_lines", "_postponed", "_queue", "_running", "_slots", "arrived")

    def __init__(self, queue: JournalQueue, journal: UpdateJournal, chats: int = CONCURRENT_CHATS) -> None:
        super().__init__(_UNBOUNDED)
        self.arrived: Callable[[Update], None] = lambda update: None  # told of each update before it waits for its turn
        self._queue = queue
        self._journal = journal
        self._slots = asyncio.Semaphore(chats)
        self._lines: dict[int, ChatQueue] = {}
        self._postponed: set[int] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def initialize(self) -> None:
        """Be open for updates."""
        self._closing = False

    async def shutdown(self) -> None:
        """Nothing is left to free: see `drain`."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run the handlers of an update when its chat's turn comes and a place is free."""
        if not isinstance(update, Update):
            await coroutine
            return
        self.arrived(update)
        try:
            async with self._turn(update), self._slots:
                if self._closing:
                    _discard(coroutine)
                else:
                    await self._process(update, coroutine)
        finally:
            self._queue.release(update.update_id)

    def postpone(self, update: Update) -> None:
        """Keep an update pending: its answer could not be delivered."""
        self._postponed.add(update.update_id)

    async def drain(self, seconds: float) -> None:
        """Start nothing more, let what runs end within some seconds, then cancel it: it stays pending."""
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
            await _note(self._journal.begin_attempt, update.update_id)
            await coroutine
        except BaseException:
            await _note(self._journal.cancel_attempt, update.update_id)
            raise
        else:
            await self._close(update)
        finally:
            self._running.discard(task)

    async def _close(self, update: Update) -> None:
        if update.update_id in self._postponed:
            self._postponed.discard(update.update_id)
            await _note(self._journal.cancel_attempt, update.update_id)
        else:
            note = "set aside: it never ended" if self._queue.is_poison(update.update_id) else ""
            await _note(self._journal.finish, update.update_id, note)

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the chat's turn. `asyncio.Lock` is first come, first served."""
        chat = update.effective_chat.id if update.effective_chat else 0
        line = self._lines.setdefault(chat, ChatQueue())
        line.length += 1
        try:
            async with line.lock:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[chat]


async def _note(record: Callable[..., None], *arguments: object) -> None:
    """Note something in the update journal; a full disk is no reason to leave a person without an answer."""
    try:
        await asyncio.to_thread(record, *arguments)
    except StorageError as error:
        _log.error("The update journal cannot be written: %s", error)


def _discard(coroutine: Awaitable[Any]) -> None:
    if isinstance(coroutine, Coroutine):
        coroutine.close()
