"""Background tasks: started with the bot, repeated whatever fails, cancelled at the end."""

from __future__ import annotations

import asyncio
from unittest.mock import AsyncMock

import pytest
from telegram import Bot

from bot.storage.transactions import StorageError
from bot.telegram import background
from bot.telegram.background import BackgroundTasks, PeriodicTask

API = AsyncMock(spec=Bot)

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("error", [StorageError("disk full"), KeyError("bug")])
async def test_a_task_that_fails_is_logged_and_repeated(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """By its name; the next run may succeed."""
    runs, done, loop = list[int](), asyncio.Event(), asyncio.get_running_loop()

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise error
        loop.call_soon_threadsafe(done.set)

    tasks = BackgroundTasks(services=[], periodic=[PeriodicTask("send reminders", run, 0.01)])
    await tasks.start(API)
    await asyncio.wait_for(done.wait(), 10)
    await tasks.stop()
    assert "send reminders" in caplog.text


async def test_services_run_until_the_end() -> None:
    """Each is given the client of the Bot API, and cancelled."""
    begun, ended = list[Bot](), list[bool]()

    async def serve(api: Bot) -> None:
        begun.append(api)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    tasks = BackgroundTasks(services=[serve], periodic=[])
    await tasks.start(API)
    await asyncio.sleep(0)
    assert (begun, ended) == ([API], [])
    await tasks.stop()
    assert ended == [True]


async def test_of_several_processes_the_one_that_leads_does_what_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each does its own; what it is not to do yet begins once it leads."""
    monkeypatch.setattr(background, "NOT_LEADING_SECONDS", 0.01)
    done, leads = list[str](), list[bool]()
    periodic = [
        PeriodicTask("of the leader", lambda: done.append("leader"), 0.01),
        PeriodicTask("of each", lambda: done.append("own"), 0.01, everywhere=True),
    ]
    tasks = BackgroundTasks(services=[], periodic=periodic, leads=lambda: bool(leads))
    await tasks.start(API)
    while done.count("own") < 5:
        await asyncio.sleep(0.01)
    assert "leader" not in done
    leads.append(True)
    while "leader" not in done:
        await asyncio.sleep(0.01)
    await tasks.stop()
