"""Process the updates of each chat strictly in order, several chats side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.logs import traced
from bot.storage.transactions import StorageError
from bot.telegram.outage import through_outage
from bot.telegram.update_queue import RETRY, UpdateQueue

T = TypeVar("T")

CONCURRENT_CHATS = 32
# The base class would count updates that wait for another of their chat, and so block other chats.
_UNBOUNDED = 1_000_000


_log = logging.getLogger(__name__)


@dataclass(slots=True)
class ChatQueue:
    """The updates of one chat that wait for their turn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0
    is_left: bool = False  # one was given back to be handled again: those behind it must not come before it


class PerChatProcessor(BaseUpdateProcessor):
    """Process each chat's updates in the order they came, and up to `chats` chats at once.

    `on_arrival` is called with each update before it waits for its turn.
    An update is marked as finished in the journal when its handler has ended, unless the handler
    called `postpone` or `leave`; that one is given back, and so is one that was cancelled.
    """

    __slots__ = (
        "_chats",
        "_closing",
        "_journal",
        "_left",
        "_on_arrival",
        "_postponed",
        "_queue",
        "_running",
        "_slots",
        "_suspects",
    )

    def __init__(
        self,
        *,
        queue: UpdateQueue,
        on_arrival: Callable[[Update], None] = lambda update: None,
        chats: int = CONCURRENT_CHATS,
    ) -> None:
        super().__init__(_UNBOUNDED)
        self._on_arrival = on_arrival
        self._queue = queue
        self._journal = queue.journal
        self._slots, self._suspects = asyncio.Semaphore(chats), asyncio.Lock()
        self._chats: dict[int, ChatQueue] = {}
        self._postponed: set[int] = set()
        self._left: set[int] = set()
        self._running: dict[int, asyncio.Task[Any]] = {}
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
        with traced(update.update_id):
            await self._in_turn(update, coroutine)

    async def _in_turn(self, update: Update, coroutine: Awaitable[Any]) -> None:
        _log.debug("Received.")
        self._on_arrival(update)
        try:
            async with self._turn(update) as chat, self._alone_if_suspect(update), self._slots:
                if self._closing or chat.is_left:
                    _discard(coroutine)
                    self._queue.release(update.update_id)
                    await _write_journal(self._journal.give_back, update.update_id)
                elif await self._begin(update):
                    await self._process(update, coroutine, chat)
                else:
                    _discard(coroutine)
                    _log.info("Left alone: another process may have taken it over.")
        finally:
            self._queue.release(update.update_id)

    async def _begin(self, update: Update) -> bool:
        """Count an attempt; tell whether the update is this process's, as it always is where there is one process."""
        begun = await _write_journal(self._journal.begin_attempt, update.update_id)
        return self._queue.is_single if begun is None else begun

    def postpone(self, update: Update) -> None:
        """Keep an update pending for a while, since its answer could not be delivered; later ones don't wait for it."""
        self._postponed.add(update.update_id)

    def leave(self, update: Update) -> None:
        """Give an update back since the database server is away, and with it those of its chat that came after it."""
        self._left.add(update.update_id)

    async def drain(self, seconds: float) -> None:
        """Start no more updates; after `seconds`, cancel the handlers that still run: their updates stay pending."""
        self._closing = True
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
        self.abandon(set(self._running))

    def abandon(self, updates: set[int]) -> None:
        """Cancel the handlers of updates that are to be left to another process, or to the next start."""
        for update_id in updates & set(self._running):
            self._running[update_id].cancel()

    async def _process(self, update: Update, coroutine: Awaitable[Any], chat: ChatQueue) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running[update.update_id] = task
        _log.debug("Begun.")
        try:
            await coroutine
        except BaseException:
            chat.is_left = True
            await self._give_back(update, timedelta())
            raise
        else:
            await self._close(update, chat)
            _log.debug("Ended.")
        finally:
            self._running.pop(update.update_id, None)

    async def _close(self, update: Update, chat: ChatQueue) -> None:
        if update.update_id in self._left:
            self._left.discard(update.update_id)
            chat.is_left = True
            await self._give_back(update, timedelta())
        elif update.update_id in self._postponed:
            self._postponed.discard(update.update_id)
            await self._give_back(update, RETRY)
        else:
            note = "set aside: it never ended" if self._queue.is_poison(update.update_id) else ""
            await _write_journal(self._journal.finish, update.update_id, note)

    async def _give_back(self, update: Update, delay: timedelta) -> None:
        """Give an update back; it is let go first, so that whoever claims it, this process included, queues it."""
        self._queue.release(update.update_id)
        await _write_journal(self._journal.cancel_attempt, update.update_id)
        await _write_journal(self._journal.give_back, update.update_id, delay)

    @asynccontextmanager
    async def _alone_if_suspect(self, update: Update) -> AsyncIterator[None]:
        """Let one suspect run at a time: another crash then blames the one that caused it, and not all of them."""
        async with self._suspects if self._queue.is_suspect(update.update_id) else nullcontext():
            yield

    @asynccontextmanager
    async def _turn(self, update: Update) -> AsyncIterator[ChatQueue]:
        """Wait for the chat's turn. `asyncio.Lock` is first come, first served."""
        chat = update.effective_chat.id if update.effective_chat else 0
        waiting = self._chats.setdefault(chat, ChatQueue())
        waiting.length += 1
        try:
            async with waiting.lock:
                yield waiting
        finally:
            waiting.length -= 1
            if not waiting.length:
                del self._chats[chat]


async def _write_journal(write: Callable[..., T], *arguments: object) -> T | None:
    """Write to the journal; log a failure, since a full disk is no reason to leave a person without an answer.

    The chat's later updates wait meanwhile: what could not be finished is handled again, and would come after them.
    """
    try:
        return await through_outage(write, *arguments)
    except StorageError as error:
        _log.error("The update journal can't be written: %s", error)
        return None


def _discard(coroutine: Awaitable[Any]) -> None:
    if isinstance(coroutine, Coroutine):
        coroutine.close()
