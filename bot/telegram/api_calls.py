"""Calls to the Bot API: retried after faults that pass, at the rate that Telegram allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter

from bot.retry import RetryPolicy, retry

T = TypeVar("T")

REFUSALS: tuple[type[TelegramError], ...] = (BadRequest, Forbidden, ChatMigrated)
FLOOD_RETRIES = 5
_MESSAGES = ("sendMessage", "sendPhoto", "sendDocument", "edit")  # the beginnings of what Telegram counts as messages
UNLIMITED = -1  # as `rate_limit_args`: for what is shown in passing, which is not worth waiting for


class NotDelivered(Exception):  # noqa: N818 - names what happened
    """Telegram was out of reach for as long as the retry policy allows.

    Nobody sees it: the update stays pending and is answered later.
    """


async def call_api(call: Callable[[], Awaitable[T]], policy: RetryPolicy) -> T:
    """Return the result of a call to the Bot API, retried after 5xx answers, time-outs, resets and floods.

    Raise BadRequest, Forbidden or ChatMigrated at once, and NotDelivered when the policy allows no further attempt.
    """
    try:
        return await retry(call, policy, requested_wait=requested_wait)
    except REFUSALS:
        raise
    except TelegramError as error:
        raise NotDelivered(f"not delivered: {error}") from error


def requested_wait(
    error: Exception, final: tuple[type[TelegramError], ...] = (*REFUSALS, InvalidToken)
) -> float | None:
    """Return the seconds that Telegram asks to wait (Bot API, ResponseParameters.retry_after), or 0.

    None is for errors that another attempt would not end: those that are `final`, and errors of our own.

    >>> requested_wait(RetryAfter(3)), requested_wait(TelegramError("Bad Gateway")), requested_wait(BadRequest("?"))
    (3.0, 0.0, None)
    """
    if not isinstance(error, TelegramError) or isinstance(error, final):
        return None
    if not isinstance(error, RetryAfter):
        return 0.0
    seconds = error.retry_after
    return float(seconds) if isinstance(seconds, int) else seconds.total_seconds()


class Pace(Protocol):
    """A pace that several processes keep together."""

    async def wait(self, chat: int | str | None) -> None:
        """Wait until a call may be made, to a chat if one is given."""

    async def hold(self, seconds: float) -> None:
        """Have everybody wait, since Telegram asks for that."""


class ApiRateLimiter(AIORateLimiter):
    """Limit calls to 30 a second in all and 20 a minute in a group; after a 429, wait as long as it says.

    These are the limits of this process; `pace` is asked before them.

    Calls that set the bot's profile don't wait, nor make others wait: their floods last for hours. The same holds for
    calls marked as `UNLIMITED`: an answer must not wait for a preview of one. `on_flood` is called with the seconds of
    each 429.
    """

    def __init__(self, on_flood: Callable[[float], object] = lambda seconds: None, pace: Pace | None = None) -> None:
        super().__init__(max_retries=FLOOD_RETRIES)
        self._on_flood, self._pace = on_flood, pace

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

        async def counted(*called: Any, **named: Any) -> bool | dict[str, Any] | list[dict[str, Any]]:
            try:
                return await callback(*called, **named)
            except RetryAfter as flood:
                self._on_flood(requested_wait(flood) or 0.0)
                raise

        async def paced(*called: Any, **named: Any) -> bool | dict[str, Any] | list[dict[str, Any]]:
            assert self._pace is not None
            await self._pace.wait(data.get("chat_id") if endpoint.startswith(_MESSAGES) else None)
            try:
                return await counted(*called, **named)
            except RetryAfter as flood:
                await self._pace.hold(requested_wait(flood) or 0.0)
                raise

        if rate_limit_args == UNLIMITED or endpoint.startswith(("getMy", "setMy", "deleteMy")):
            return await counted(*args, **kwargs)
        call = paced if self._pace else counted
        return await super().process_request(call, args, kwargs, endpoint, data, rate_limit_args)
