"""Limit how many tasks do something at a time, without letting slow ones hold up the others for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class BriefSlots:
    """At most `count` tasks are in a slot; one that takes longer than `seconds` goes on, and its slot is free again."""

    def __init__(self, count: int, seconds: float) -> None:
        self._free, self._seconds = asyncio.Semaphore(count), seconds

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a free slot and hold it while the block runs, for `seconds` at most."""
        await self._free.acquire()
        loop = asyncio.get_running_loop()
        over = loop.call_later(self._seconds, self._free.release)
        deadline = over.when()
        try:
            yield
        finally:
            if loop.time() < deadline:
                over.cancel()
                self._free.release()
