"""Telegram's limits on how fast a bot may write, kept before they are met."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

T = TypeVar("T")

# A further try would end the same way.
FINAL = (BadRequest, Forbidden, ChatMigrated)

_log = logging.getLogger(__name__)


class NotDelivered(Exception):  # noqa: N818 - what happened, not what is wrong
    """Telegram could not be reached for as long as patience lasted.

    Nobody sees it: the update stays pending and is answered later.
    """


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long to insist: pauses double from `first` to `longest` seconds until `total` seconds have gone by.

    Each pause is shorter or longer by up to the share `jitter`, so that chats do not come back as one.

    >>> from itertools import islice
    >>> list(islice(RetryPolicy(jitter=0.0).pauses(), 8))
    [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    """

    first: float = 0.5
    longest: float = 30.0
    total: float = 300.0
    jitter: float = 0.25

    def pauses(self) -> Iterator[float]:
        """Yield the pauses, in seconds, without end."""
        pause = self.first
        while True:
            yield pause * random.uniform(1 - self.jitter, 1 + self.jitter)  # noqa: S311 - chance, not a secret
            pause = min(pause * 2, self.longest)


async def insist(call: Callable[[], Awaitable[T]], patience: RetryPolicy) -> T:
    """Return what the call returns, tried again after 5xx answers, time-outs, resets and floods.

    Raises BadRequest, Forbidden or ChatMigrated at once, and Undelivered when patience runs out.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience.total
    for pause in patience.pauses():
        try:
            return await call()
        except FINAL:
            raise
        except TelegramError as error:
            wait = max(pause, asked_for(error))
            if isinstance(error, InvalidToken) or loop.time() + wait > deadline:
                raise NotDelivered(f"not delivered: {error}") from error
            _log.info("Telegram did not take a call (%s); again in %.1f s.", type(error).__name__, wait)
        await asyncio.sleep(wait)
    raise AssertionError("pauses never end")


def asked_for(error: TelegramError) -> float:
    """Return the seconds that Telegram asks one to wait (RetryAfter.retry_after), or 0."""
    if not isinstance(error, RetryAfter):
        return 0.0
    asked = error.retry_after
    return float(asked) if isinstance(asked, int) else asked.total_seconds()


FLOOD_RETRIES = 5
FLEETING = -1  # as `rate_limit_args`: a call for what is shown meanwhile, which is worth no wait


class ApiRateLimiter(AIORateLimiter):
    """30 messages a second in all and 20 a minute in a group; after a 429, everyone waits as long as it says.

    Everyone but the calls that set the bot's profile, whose floods last for hours, and those that are `FLEETING`:
    answers must not wait for a description, nor for a draft of one.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=FLOOD_RETRIES)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Make the call when its turn comes."""
        if rate_limit_args == FLEETING or endpoint.startswith(("getMy", "setMy", "deleteMy")):
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
