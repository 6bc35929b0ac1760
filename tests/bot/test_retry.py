"""The retry policy: what is tried again, how often and for how long."""

from __future__ import annotations

import math
from unittest.mock import AsyncMock

import pytest

from bot.retry import RetryPolicy, retry

QUICK = RetryPolicy(first=0.001, longest=0.002, total=60.0, attempts=3)


def always(error: Exception) -> float | None:
    """Let every error be retried."""
    return 0.0


@pytest.mark.asyncio
async def test_a_call_is_made_again_until_it_succeeds() -> None:
    """Its result is returned, each failure told with the pause after it."""
    told: list[tuple[str, bool]] = []
    call = AsyncMock(side_effect=[OSError("a"), OSError("b"), 7])
    result = await retry(
        call, QUICK, requested_wait=always, on_pause=lambda error, pause: told.append((str(error), pause > 0))
    )
    assert (result, told) == (7, [("a", True), ("b", True)])


@pytest.mark.asyncio
async def test_the_last_error_is_raised_when_the_attempts_are_used_up() -> None:
    """There are as many as the policy says."""
    call = AsyncMock(side_effect=[OSError("a"), OSError("b"), OSError("c"), 7])
    with pytest.raises(OSError, match="c"):
        await retry(call, QUICK, requested_wait=always)
    assert call.await_count == 3


@pytest.mark.asyncio
async def test_an_error_that_would_not_pass_is_raised_at_once() -> None:
    """Nothing is gained by another attempt."""
    call = AsyncMock(side_effect=KeyError)
    with pytest.raises(KeyError):
        await retry(call, QUICK, requested_wait=lambda error: None)
    assert call.await_count == 1


@pytest.mark.asyncio
async def test_a_requested_wait_beyond_the_total_is_not_begun() -> None:
    """The server asks for more time than there is."""
    call = AsyncMock(side_effect=TimeoutError)
    with pytest.raises(TimeoutError):
        await retry(call, QUICK, requested_wait=lambda error: 61.0)
    assert call.await_count == 1


@pytest.mark.parametrize("attempt", [1, 2, 3, 10, 100, 10_000])
def test_pauses_vary_within_their_share(attempt: int) -> None:
    """However many attempts there were, none is longer than the longest by more than that."""
    policy = RetryPolicy(first=2.0, longest=8.0, total=math.inf, jitter=0.25)
    pauses = [policy.pause(attempt) for _ in range(50)]
    doubled = min(2.0 * 2.0 ** min(attempt - 1, 10), 8.0)
    assert all(pause is not None and 0.75 * doubled <= pause <= 1.25 * doubled for pause in pauses)
