"""Wait through a short outage of the database server where going on without it would break an order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.storage.transactions import ServerError
from bot.storage.update_journal import LEASE

T = TypeVar("T")

PAUSE_SECONDS = 0.5  # between two attempts
WAIT_SECONDS = LEASE.total_seconds()  # by then another process may have taken over what this one works on


def is_outage(error: Exception) -> bool:
    """Tell whether the database server could not be reached: what is recorded there is still there afterwards."""
    return isinstance(error, ServerError) and error.fault == "unreachable"


async def through_outage(call: Callable[..., T], *arguments: object) -> T:
    """Return the result of a call in a thread, repeated for as long as a lease while the database server is away."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + WAIT_SECONDS
    while True:
        try:
            return await asyncio.to_thread(call, *arguments)
        except ServerError as error:
            if not is_outage(error) or loop.time() > deadline:
                raise
        await asyncio.sleep(PAUSE_SECONDS)
