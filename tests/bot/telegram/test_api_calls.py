"""Calls to the Bot API: those that are retried, given up, or made without waiting for the rate limit."""

from __future__ import annotations

from typing import Any
from unittest.mock import AsyncMock

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import AIORateLimiter

from bot.retry import RetryPolicy
from bot.telegram.api_calls import UNLIMITED, ApiRateLimiter, NotDelivered, call_api

QUICK = RetryPolicy(first=0.01, longest=0.02, total=0.1)

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("error", [NetworkError("502"), TimedOut(), NetworkError("reset")])
async def test_passing_faults_are_waited_out(error: Exception) -> None:
    """The third try gets through."""
    assert await call_api(AsyncMock(side_effect=[error, error, 7]), QUICK) == 7


@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("blocked"), ChatMigrated(-1002)])
async def test_refusals_are_final(error: Exception) -> None:
    """A second try would be refused too."""
    call = AsyncMock(side_effect=error)
    with pytest.raises(type(error)):
        await call_api(call, QUICK)
    assert call.await_count == 1


@pytest.mark.parametrize("error", [NetworkError("502"), RetryAfter(60), InvalidToken("Unauthorized")])
async def test_deliveries_are_given_up_in_the_end(error: Exception) -> None:
    """A wait that is longer than the policy allows is not begun."""
    with pytest.raises(NotDelivered):
        await call_api(AsyncMock(side_effect=error), QUICK)


async def test_errors_of_our_own_are_not_retried() -> None:
    """They are no faults of the network."""
    call = AsyncMock(side_effect=KeyError("x"))
    with pytest.raises(KeyError):
        await call_api(call, QUICK)
    assert call.await_count == 1


@pytest.mark.parametrize(
    ("endpoint", "marked", "is_limited"),
    [
        ("sendMessage", None, True),
        ("sendMessageDraft", UNLIMITED, False),
        ("setMyCommands", None, False),
        ("getMyDescription", None, False),
        ("deleteMyCommands", None, False),
    ],
)
async def test_only_what_is_worth_waiting_for_is_limited(
    endpoint: str, marked: int | None, is_limited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile and what is shown in passing neither wait nor make others wait."""
    limited: list[str] = []

    async def limit(self: AIORateLimiter, callback: Any, args: Any, kwargs: Any, endpoint: str, *_: Any) -> bool:
        limited.append(endpoint)
        return True

    monkeypatch.setattr(AIORateLimiter, "process_request", limit)
    call = AsyncMock(return_value=True)
    assert await ApiRateLimiter().process_request(call, (), {}, endpoint, {}, marked) is True
    assert (limited == [endpoint], call.await_count) == (is_limited, 0 if is_limited else 1)
