"""A process follows its standing, claims what is its own, and leaves alone what may be another's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import Bot

from bot.storage.database import Database
from bot.storage.replicas import Standing
from bot.storage.transactions import ServerError
from bot.storage.update_journal import UpdateJournal
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.receiving import Receiver
from bot.telegram.replica import Replica
from bot.telegram.update_queue import UpdateQueue
from tests.bot.telegram.test_update_queue import update

pytestmark = pytest.mark.asyncio
API = AsyncMock(spec=Bot)


@pytest.fixture(autouse=True)
def _beats_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often."""
    monkeypatch.setattr("bot.telegram.replica.HEARTBEAT", timedelta(seconds=0.01))
    monkeypatch.setattr("bot.telegram.replica.POLL_SECONDS", 0.01)
    monkeypatch.setattr("bot.telegram.replica.POLL_SECONDS_ALONE", 0.01)


class Others:
    """The processes on a database, as told; `worker` is this one."""

    worker, is_single = "1", False

    def __init__(self) -> None:
        self.standing = Standing(frozenset("12"), leads=False)

    def look(self) -> Standing:
        """Return the standing."""
        return self.standing

    def leave(self) -> None:
        """Do nothing."""


def replica(database: Database, processes: Others, **parts: Any) -> Replica:
    """Return a process with a queue of its own."""
    queue = UpdateQueue(UpdateJournal(database, worker="1"), single=False)
    chosen: dict[str, Any] = {"queue": queue, "handling": PerChatProcessor(queue=queue), "others": AsyncMock()} | parts
    return Replica(replicas=processes, **chosen)


async def until(condition: Any) -> None:
    """Wait until a condition holds."""
    while not condition():
        await asyncio.sleep(0.01)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_it_receives_as_long_as_it_leads(database: Database) -> None:
    """And renews what else is claimed with each look."""
    others, kept = Others(), AsyncMock()
    process = replica(database, others, others=kept)
    process.receiver = receiver = Mock(spec=Receiver)
    await process.start(API)
    task = asyncio.create_task(process.run(API))
    others.standing = Standing(frozenset("1"), leads=True)
    await until(lambda: receiver.follow.await_args and receiver.follow.await_args.args == (others.standing,))
    assert (process.standing.leads, process.standing.is_alone, kept.renew.await_count > 0) == (True, True, True)
    await ended(task)


async def test_what_another_has_taken_over_is_left_alone(database: Database) -> None:
    """The handler is cancelled, and what it did does not count."""
    process = replica(database, Others())
    queue, processor = process._queue, process._handling
    assert isinstance(processor, PerChatProcessor)
    await queue.put(update(1))
    begun, gate = asyncio.Event(), asyncio.Event()

    async def handle() -> None:
        begun.set()
        await gate.wait()

    await process.start(API)
    with database.write() as db:
        db.execute("UPDATE updates SET worker = '1', lease_until = '9999'")
    queue._held.add(1)
    handling = asyncio.create_task(processor.process_update(update(1), handle()))
    await begun.wait()
    with database.write() as db:
        db.execute("UPDATE updates SET worker = '2', lease_until = '9999'")
    task = asyncio.create_task(process.run(API))
    await asyncio.gather(handling, return_exceptions=True)
    assert handling.cancelled()
    with database.read() as stored:
        (row,) = stored.select("updates")
    assert (row["worker"], row["done"], row["attempts"]) == ("2", None, 1)
    await ended(task)


async def test_after_a_long_outage_it_abandons_all_it_has(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can't know what is still its own; after a short one it goes on."""
    abandoned = list[set[int]]()
    process = replica(database, Others(), handling=Mock(abandon=abandoned.append))
    await process.start(API)
    process._queue._held.add(7)
    monkeypatch.setattr(process._queue, "claim", AsyncMock(side_effect=ServerError("away", "unreachable")))
    monkeypatch.setattr(process._queue, "renew", AsyncMock(side_effect=ServerError("away", "unreachable")))
    task = asyncio.create_task(process.run(API))
    await asyncio.sleep(0.1)
    assert abandoned == []
    monkeypatch.setattr("bot.telegram.replica.LEASE", timedelta())
    await until(lambda: abandoned)
    assert abandoned[0] == {7}
    await ended(task)
