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

NOT_LEADING_SECONDS = 5.0  # between two looks whether this process leads by now

Service = Callable[[Bot], Coroutine[Any, Any, None]]  # runs until it is cancelled, or has nothing left to do

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Work that is done in a thread at the start and then every `seconds`; a failure is logged under `name`.

    Of several processes on one database the one that leads does it, unless `everywhere` is given.
    """

    name: str
    run: Callable[[], object]
    seconds: float
    everywhere: bool = False


class BackgroundTasks:
    """Start background work, and cancel it at the end; `leads` tells whether this process leads."""

    def __init__(
        self,
        *,
        services: Sequence[Service],
        periodic: Sequence[PeriodicTask],
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._services, self._periodic, self._leads = services, periodic, leads
        self._running: list[asyncio.Task[None]] = []

    async def start(self, api: Bot) -> None:
        """Start all."""
        work = [*(service(api) for service in self._services), *map(self._repeat, self._periodic)]
        self._running += [asyncio.create_task(coroutine) for coroutine in work]

    async def stop(self) -> None:
        """Cancel everything that runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    async def _repeat(self, task: PeriodicTask) -> None:
        while True:
            if task.everywhere or self._leads():
                await _run(task)
                await asyncio.sleep(task.seconds)
            else:
                await asyncio.sleep(min(task.seconds, NOT_LEADING_SECONDS))


async def _run(task: PeriodicTask) -> None:
    try:
        await asyncio.to_thread(task.run)
    except StorageError as error:
        _log.warning("Background task failed (%s): %s", task.name, error)
    except Exception as error:  # noqa: BLE001 - the next run may succeed
        _log.error("Background task failed (%s).\n%s", task.name, safe_traceback(error))
