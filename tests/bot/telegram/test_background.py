"""Background tasks: started with the bot, repeated whatever fails, cancelled at the end."""

from __future__ import annotations

import asyncio
from unittest.mock import AsyncMock

import pytest
from telegram import Bot

from bot.storage.database import Database
from bot.storage.transactions import StorageError
from bot.storage.update_journal import UpdateJournal
from bot.telegram import background
from bot.telegram.background import BackgroundTasks, PeriodicTask
from bot.telegram.receiving import UpdateQueue
from tests.bot.telegram.test_receiving import update

API = AsyncMock(spec=Bot)

pytestmark = pytest.mark.asyncio


@pytest.fixture
def queue(database: Database) -> UpdateQueue:
    """Return an empty queue."""
    return UpdateQueue(UpdateJournal(database))


@pytest.mark.parametrize("error", [StorageError("disk full"), KeyError("bug")])
async def test_a_task_that_fails_is_logged_and_repeated(
    queue: UpdateQueue, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """By its name; the next run may succeed."""
    runs, done, loop = list[int](), asyncio.Event(), asyncio.get_running_loop()

    def run() -> None:
        runs.append(1)
        if len(runs) == 1:
            raise error
        loop.call_soon_threadsafe(done.set)

    tasks = BackgroundTasks(queue=queue, services=[], periodic=[PeriodicTask("send reminders", run, 0.01)])
    await tasks.start(API)
    await asyncio.wait_for(done.wait(), 10)
    await tasks.stop()
    assert "send reminders" in caplog.text


async def test_services_run_until_the_end(queue: UpdateQueue) -> None:
    """Each is given the client of the Bot API, and cancelled."""
    begun, ended = list[Bot](), list[bool]()

    async def serve(api: Bot) -> None:
        begun.append(api)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    tasks = BackgroundTasks(queue=queue, services=[serve], periodic=[])
    await tasks.start(API)
    await asyncio.sleep(0)
    assert (begun, ended) == ([API], [])
    await tasks.stop()
    assert ended == [True]


async def test_what_the_last_run_left_is_queued_before_anything_new(queue: UpdateQueue, database: Database) -> None:
    """As late."""
    journal = UpdateJournal(database)
    await UpdateQueue(journal).put(update(3))
    tasks = BackgroundTasks(queue=queue, services=[], periodic=[])
    await tasks.start(API)
    await tasks.stop()
    assert (queue.qsize(), queue.is_late(3)) == (1, True)


async def test_a_journal_that_cannot_be_read_is_tried_again(
    queue: UpdateQueue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A locked database ends no background task."""
    read_again = asyncio.Event()

    async def replay(api: Bot) -> int:
        read_again.set()
        return 0

    monkeypatch.setattr(background, "REPLAY_SECONDS", 0.01)
    tasks = BackgroundTasks(queue=queue, services=[], periodic=[])
    await tasks.start(API)
    monkeypatch.setattr(queue, "replay", AsyncMock(side_effect=StorageError("locked")))
    while "locked" not in caplog.text:
        await asyncio.sleep(0.01)
    monkeypatch.setattr(queue, "replay", replay)
    await asyncio.wait_for(read_again.wait(), 10)
    await tasks.stop()
