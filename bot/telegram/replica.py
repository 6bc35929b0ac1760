"""This process among those that serve the same bot: its standing, its leases, and what it claims of the work."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Protocol

from telegram import Bot

from bot.storage.replicas import Replicas, Standing
from bot.storage.transactions import StorageError
from bot.storage.update_journal import HEARTBEAT, LEASE
from bot.telegram.receiving import Receiver
from bot.telegram.update_queue import UpdateQueue

# Between two looks for updates: what another process has received is not announced to this one.
POLL_SECONDS, POLL_SECONDS_ALONE = 0.2, 1.0

_log = logging.getLogger(__name__)


class Abandons(Protocol):
    """Handles updates."""

    def abandon(self, updates: set[int]) -> None:
        """Leave updates alone that are another process's by now, also those that are being handled."""


class Leases(Protocol):
    """Something else that is claimed."""

    async def renew(self) -> None:
        """Renew what this process has claimed, and take over what others have left. Raise StorageError."""


class Replica:
    """Claims updates, renews the leases and follows the standing of this process, until it is cancelled.

    A process that has renewed nothing for the length of a lease can't know what is still its own, and abandons it.
    """

    def __init__(self, *, replicas: Replicas, queue: UpdateQueue, handling: Abandons, others: Leases) -> None:
        self._replicas, self._queue, self._handling, self._others = replicas, queue, handling, others
        self.receiver: Receiver | None = None
        self.standing = Standing(frozenset((replicas.worker,)), leads=False)
        self._looked = self._renewed = 0.0  # in the time of the loop
        self._following: asyncio.Task[None] | None = None

    async def start(self, api: Bot) -> int:
        """Find out who else runs, take over what processes have left that run no longer, and claim what waits.

        Return the number of updates. Raise StorageError.
        """
        self.standing = await asyncio.to_thread(self._replicas.look)
        self._looked = self._renewed = self._time()
        await asyncio.to_thread(self._queue.journal.take_over, self.standing.workers)
        return await self._queue.claim(api, self.standing)

    async def run(self, api: Bot) -> None:
        """Claim and renew until cancelled."""
        while True:
            self._queue.arrived.clear()
            try:
                await self._step(api)
            except StorageError as error:
                _log.warning("The database can't be asked for work: %s", error)
                await self._abandon_if_lapsed()
                await asyncio.sleep(POLL_SECONDS_ALONE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._queue.arrived.wait(), self._pause())

    async def stop_receiving(self) -> None:
        """Receive nothing more."""
        receiver, self.receiver = self.receiver, None
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        if receiver:
            await receiver.stop()

    async def leave(self) -> None:
        """Let another process lead, once nothing is under way here any more."""
        await asyncio.to_thread(self._replicas.leave)

    async def _step(self, api: Bot) -> None:
        if self._time() - self._looked >= HEARTBEAT.total_seconds():
            self._looked = self._time()
            await self._keep_up()
        await self._queue.claim(api, self.standing)

    async def _keep_up(self) -> None:
        self._handling.abandon(await self._queue.renew())
        self._renewed = self._time()
        await self._others.renew()
        self.standing = await asyncio.to_thread(self._replicas.look)
        self._follow()

    def _follow(self) -> None:
        """Begin to receive or end it, beside the rest: it takes for as long as Telegram is out of reach."""
        if self.receiver and (self._following is None or self._following.done()):
            self._following = asyncio.create_task(self.receiver.follow(self.standing))

    async def _abandon_if_lapsed(self) -> None:
        if not self._replicas.is_single and self._time() - self._renewed > LEASE.total_seconds():
            self._handling.abandon(self._queue.held())

    def _pause(self) -> float:
        return POLL_SECONDS_ALONE if self.standing.is_alone else POLL_SECONDS

    @staticmethod
    def _time() -> float:
        return asyncio.get_running_loop().time()
