"""What goes on beside the answering: replaying what waits, the outbox, the profile, forgetting what is old."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot

from bot.conversation.router import Conversation
from bot.logs import outline
from bot.storage.database import StorageError
from bot.storage.outbox import Outbox
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from bot.storage.update_journal import UpdateJournal
from bot.telegram.bot_profile import CommandMenus, publish
from bot.telegram.outbox_sender import OutboxSender
from bot.telegram.update_queue import JournalQueue

REPLAY_SECONDS = 60.0
PRUNE_SECONDS = 3600.0
ROUND_SECONDS = 60.0
EXPIRE_SECONDS = 86_400.0

_log = logging.getLogger(__name__)


class BackgroundTasks:
    """Background work, begun before the first new update is fetched and cancelled at the end.

    `expire` erases what has been kept for its time.
    """

    def __init__(
        self,
        conversation: Conversation,
        queue: JournalQueue,
        inbox: UpdateJournal,
        deliveries: SentAnswers,
        keyboards: SentKeyboards,
        outbox: Outbox,
        courier: OutboxSender,
        rounds: Callable[[], None] | None = None,
        expire: Callable[[], object] | None = None,
        menus: CommandMenus | None = None,
    ) -> None:
        self._conversation = conversation
        self._queue = queue
        self._inbox = inbox
        self._deliveries, self._keyboards = deliveries, keyboards
        self._outbox = outbox
        self._courier = courier
        self._rounds = rounds
        self._expire = expire
        self._menus = menus
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, api: Bot) -> None:
        """Queue what the last run left unanswered, ahead of what is new; then begin the rest."""
        waiting = await self._queue.replay(api)
        if waiting:
            _log.info("Messages from before the start, answered first: %d.", waiting)
        self._begin(publish(api, self._conversation))
        self._begin(self._courier.run(api))
        self._begin(self._replay(api))
        self._begin(self._prune())
        if self._rounds:
            self._begin(self._go_round(self._rounds))
        self._begin(self._forget())
        if self._menus:
            self._begin(self._menus.run(api))

    async def stop(self) -> None:
        """Cancel what runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _replay(self, api: Bot) -> None:
        while True:
            await asyncio.sleep(REPLAY_SECONDS)
            try:
                await self._queue.replay(api)
            except StorageError as error:
                _log.warning("The inbox cannot be read: %s", error)

    async def _go_round(self, rounds: Callable[[], None]) -> None:
        while True:
            try:
                await asyncio.to_thread(rounds)
            except Exception as error:  # noqa: BLE001 - the next round may go better
                _log.error("A round was not made.\n%s", outline(error))
            await asyncio.sleep(ROUND_SECONDS)

    async def _prune(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._inbox.prune)
                await asyncio.to_thread(self._deliveries.prune)
                await asyncio.to_thread(self._keyboards.prune)
                await asyncio.to_thread(self._outbox.prune)
            except StorageError as error:
                _log.warning("Old ids were not forgotten: %s", error)
            await asyncio.sleep(PRUNE_SECONDS)

    async def _forget(self) -> None:
        while self._expire:
            try:
                await asyncio.to_thread(self._expire)
            except StorageError as error:
                _log.warning("What has had its time was not erased: %s", error)
            await asyncio.sleep(EXPIRE_SECONDS)
