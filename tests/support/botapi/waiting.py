"""Waiting for something to become true, from any event loop or thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Awaited = TypeVar("Awaited")

PATIENCE = 120.0  # seconds; only a failing test waits that long, so that a slow machine fails none


class Signal:
    """Wakes all who wait each time the server's state changes."""

    def __init__(self) -> None:
        self._sleepers: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Let every waiter look again; safe from any thread, since waiters may live in other loops."""
        for sleeper in list(self._sleepers):
            if not sleeper.get_loop().is_closed():
                sleeper.get_loop().call_soon_threadsafe(_finish, sleeper)

    async def wait_for(self, look: Callable[[], Awaited | None], timeout: float) -> Awaited | None:
        """Return the first thing ``look`` finds, or None after ``timeout`` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            # registered before the look, so that a change between look and sleep is not missed
            sleeper: asyncio.Future[None] = loop.create_future()
            self._sleepers.add(sleeper)
            try:
                found = look()
                if found is not None or loop.time() >= deadline:
                    return found
                await asyncio.wait({sleeper}, timeout=deadline - loop.time())
            finally:
                self._sleepers.discard(sleeper)


def _finish(sleeper: asyncio.Future[None]) -> None:
    if not sleeper.done():
        sleeper.set_result(None)
