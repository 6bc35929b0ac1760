"""The one retry policy, for calls over a network that may succeed a little later."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and for how long to retry: pauses double from `first` to `longest` seconds.

    There are at most `attempts` (None: any number), and no new one begins later than `total` seconds after the first.
    Each pause is shorter or longer by up to the share `jitter`, so that chats do not retry at the same moment.

    >>> policy = RetryPolicy(jitter=0.0, attempts=9)
    >>> [policy.pause(attempt) for attempt in range(1, 10)]
    [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, None]
    """

    first: float = 0.5
    longest: float = 30.0
    total: float = 300.0
    jitter: float = 0.25
    attempts: int | None = None

    def pause(self, attempt: int, elapsed: float = 0.0, requested: float = 0.0) -> float | None:
        """Return the seconds to wait after the failed attempt number `attempt` (from 1); None to give up.

        `elapsed` seconds have gone by since the first attempt; the server asks to wait for `requested` seconds.

        >>> RetryPolicy().pause(1, requested=7.0), RetryPolicy().pause(1, elapsed=299.9)
        (7.0, None)
        """
        if self.attempts is not None and attempt >= self.attempts:
            return None
        doubled = min(self.first * 2 ** min(attempt - 1, 64), self.longest)
        varied = doubled * random.uniform(1 - self.jitter, 1 + self.jitter)  # noqa: S311 - no secret depends on it
        wait = max(varied, requested)
        return wait if elapsed + wait <= self.total else None


def log_pause(error: Exception, seconds: float) -> None:
    """Log that a call failed and is made again."""
    _log.info("A call failed (%s); again in %.1f s.", type(error).__name__, seconds)


async def retry(
    call: Callable[[], Awaitable[T]],
    policy: RetryPolicy,
    *,
    requested_wait: Callable[[Exception], float | None],
    on_pause: Callable[[Exception, float], None] = log_pause,
) -> T:
    """Return the result of `call`, made again after errors that may pass.

    `requested_wait(error)` is the number of seconds that the server asks to wait, 0 if it names none, None if another
    attempt would end the same way. `on_pause` is called with each error and the pause that follows.
    Raise the last error when there is no further attempt.
    """
    loop = asyncio.get_running_loop()
    begun, attempt = loop.time(), 0
    while True:
        attempt += 1
        try:
            return await call()
        except Exception as error:
            requested = requested_wait(error)
            pause = None if requested is None else policy.pause(attempt, loop.time() - begun, requested)
            if pause is None:
                raise
            on_pause(error, pause)
        await asyncio.sleep(pause)
