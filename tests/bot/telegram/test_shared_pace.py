"""Processes that serve the same bot keep Telegram's limits together; one that is alone asks nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.storage.database import Database, open_database
from bot.storage.send_pace import IN_CHAT, SendPace
from bot.telegram.api_calls import UNLIMITED, ApiRateLimiter
from bot.telegram.shared_pace import SharedPace
from tests.support.sql_trace import traced

pytestmark = pytest.mark.asyncio


class Naps:
    """The seconds that were slept, without sleeping."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.taken = list[float]()
        monkeypatch.setattr("bot.telegram.shared_pace.asyncio.sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.taken.append(seconds)


def limiter(database: Database, *, is_shared: bool = True) -> ApiRateLimiter:
    """Return the limiter of one process."""
    return ApiRateLimiter(pace=SharedPace(SendPace(database), str, lambda: is_shared))


async def send(
    limiter: ApiRateLimiter, endpoint: str = "sendMessage", limits: int | None = None, **fails: Any
) -> object:
    """Make a call to the chat 7, which raises `fails["error"]` if that is given."""

    async def call() -> bool:
        if fails:
            raise fails["error"]
        return True

    return await limiter.process_request(call, (), {}, endpoint, {"chat_id": 7}, limits)


async def test_a_process_that_is_alone_costs_the_database_nothing(database: Database) -> None:
    """Its own limits are enough."""
    alone = limiter(database, is_shared=False)
    with traced(database) as trace:
        for _ in range(10):
            await send(alone)
    assert trace.statements == []


async def test_two_processes_send_no_more_to_a_chat_than_one_may(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no message, or shown in passing, counts not at all."""
    naps, both = Naps(monkeypatch), [limiter(database), limiter(database)]
    for place in range(IN_CHAT.burst + 2):
        await send(both[place % 2])
        await send(both[place % 2], "sendChatAction")
        await send(both[place % 2], limits=UNLIMITED)
    assert [round(nap) for nap in naps.taken] == [1, 2]


async def test_what_telegram_asks_one_to_wait_the_other_waits_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 429 holds for the bot, whichever process got it."""
    naps = Naps(monkeypatch)
    monkeypatch.setattr("bot.telegram.api_calls.FLOOD_RETRIES", 0)
    one, other = limiter(database), limiter(database)
    with pytest.raises(RetryAfter):
        await send(one, error=RetryAfter(0))
    SendPace(database).hold(30)
    monkeypatch.setattr(SendPace, "held", lambda self: 0.0)
    await send(other)
    assert [round(nap) for nap in naps.taken] == [30]


async def test_without_the_database_each_keeps_the_limits_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody waits for it."""
    closed = open_database(tmp_path / "gone.db")
    closed.close()
    assert await send(limiter(closed)) is True
    assert "pace" in caplog.text
