"""Background tasks beside the answering: services that run until the end, and work that is repeated."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot

from bot.logs import safe_traceback
from bot.storage.transactions import StorageError
from bot.telegram.receiving import UpdateQueue

REPLAY_SECONDS = 60.0

Service = Callable[[Bot], Coroutine[Any, Any, None]]  # runs until it is cancelled, or has nothing left to do

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Work that is done in a thread at the start and then every `seconds`; a failure is logged under `name`."""

    name: str
    run: Callable[[], object]
    seconds: float


class BackgroundTasks:
    """Start background work before the first new update is fetched, and cancel it at the end."""

    def __init__(self, *, queue: UpdateQueue, services: Sequence[Service], periodic: Sequence[PeriodicTask]) -> None:
        self._queue, self._services, self._periodic = queue, services, periodic
        self._running: list[asyncio.Task[None]] = []

    async def start(self, api: Bot) -> None:
        """Queue the updates that the last run left unanswered, ahead of new ones; then start the rest."""
        waiting = await self._queue.replay(api)
        if waiting:
            _log.info("Messages from before the start, answered first: %d.", waiting)
        work = [self._replay(api), *(service(api) for service in self._services), *map(_repeat, self._periodic)]
        self._running += [asyncio.create_task(coroutine) for coroutine in work]

    async def stop(self) -> None:
        """Cancel everything that runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    async def _replay(self, api: Bot) -> None:
        """Queue again, from time to time, the updates whose answers could not be delivered."""
        while True:
            await asyncio.sleep(REPLAY_SECONDS)
            try:
                await self._queue.replay(api)
            except StorageError as error:
                _log.warning("The update journal can't be read: %s", error)


async def _repeat(task: PeriodicTask) -> None:
    while True:
        try:
            await asyncio.to_thread(task.run)
        except StorageError as error:
            _log.warning("Background task failed (%s): %s", task.name, error)
        except Exception as error:  # noqa: BLE001 - the next run may succeed
            _log.error("Background task failed (%s).\n%s", task.name, safe_traceback(error))
        await asyncio.sleep(task.seconds)
