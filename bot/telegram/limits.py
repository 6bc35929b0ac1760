"""Telegram's limits on how fast a bot may write, kept before they are met."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

FLOOD_RETRIES = 5
FLEETING = -1  # as `rate_limit_args`: a call for what is shown meanwhile, which is worth no wait


class Limiter(AIORateLimiter):
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
