"""Wait through a short outage of the database server, and do then what could not be done amid it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.storage.transactions import StorageError
from bot.storage.update_journal import LEASE

T = TypeVar("T")

PAUSE_SECONDS = 0.5  # between two attempts
WAIT_SECONDS = LEASE.total_seconds()  # by then another process may have taken over what this one works on


def is_outage(error: Exception) -> bool:
    """Tell whether the database server is away for a time: what is recorded there is still there afterwards."""
    return isinstance(error, StorageError) and error.is_temporary


async def through_outage(
    call: Callable[..., T],
    *arguments: object,
    run: Callable[..., Awaitable[T]] = asyncio.to_thread,
) -> T:
    """Return the result of a call, repeated for as long as a lease while the database server is away.

    `run` calls it with its arguments off the event loop. The call must be one that may be made again.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WAIT_SECONDS
    while True:
        try:
            return await run(call, *arguments)
        except StorageError as error:
            if not is_outage(error) or loop.time() > deadline:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
