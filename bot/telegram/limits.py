"""Telegram's limits on how fast a bot may write, kept before they are met."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

FLOOD_RETRIES = 5


class Limiter(AIORateLimiter):
    """30 messages a second in all and 20 a minute in a group; after a 429, everyone waits as long as it says.

    Everyone but the calls that set the bot's profile: their floods last for hours, and answers
    must not wait for a description.
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
        if endpoint.startswith(("getMy", "setMy", "deleteMy")):
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)
