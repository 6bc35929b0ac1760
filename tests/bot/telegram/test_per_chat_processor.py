"""Chats side by side, each in its own order."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.storage.database import Database
from bot.storage.replicas import Standing
from bot.storage.transactions import StorageError
from bot.storage.update_journal import UpdateJournal
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.update_queue import SUSPECT_ATTEMPTS, UpdateQueue, payload
from tests.bot.telegram.test_update_queue import update
from tests.support.botapi import TOKEN
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests
from tests.support.stored_rows import waiting_updates

CHATS, EACH = 50, 20


def recorded(processor: PerChatProcessor, one: Update) -> Update:
    """Record an update as one that this process handles."""
    processor._queue.journal.record(one.update_id, payload(one), claims=True)
    return one


def processor_for(database: Database, chats: int) -> PerChatProcessor:
    """Return a processor that handles at most so many chats at once."""
    journal = UpdateJournal(database)
    return PerChatProcessor(queue=UpdateQueue(journal), chats=chats)


@pytest.mark.asyncio
async def test_fifty_chats_stay_in_order_and_run_together(database: Database) -> None:
    """Handlers take random times: no chat is out of order, and as many run at once as may."""
    processor = processor_for(database, chats=32)
    seen: dict[int, list[int]] = defaultdict(list)
    running, most, is_full = 0, 0, asyncio.Event()

    async def handle(chat: int, number: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 32:
            is_full.set()
        await is_full.wait()
        await asyncio.sleep(random.uniform(0, 0.004))
        seen[chat].append(number)
        running -= 1

    numbers = [(chat, number) for number in range(EACH) for chat in range(1, CHATS + 1)]
    await asyncio.gather(
        *(
            processor.process_update(recorded(processor, update(chat * 1000 + number, chat)), handle(chat, number))
            for chat, number in numbers
        )
    )
    assert seen == {chat: list(range(EACH)) for chat in range(1, CHATS + 1)}
    assert most == 32
    assert processor._chats == {}


@pytest.mark.asyncio
async def test_a_crowded_chat_does_not_hold_up_the_others(database: Database) -> None:
    """A hundred updates of one chat wait behind each other, and not in front of anybody."""
    processor = processor_for(database, chats=4)
    gate, passed = asyncio.Event(), asyncio.Event()

    async def other() -> None:
        passed.set()

    crowd = [
        asyncio.create_task(processor.process_update(recorded(processor, update(n, 1)), gate.wait()))
        for n in range(1, 101)
    ]
    await asyncio.sleep(0)
    quick = asyncio.create_task(processor.process_update(recorded(processor, update(500, 2)), other()))
    await asyncio.wait_for(passed.wait(), 2)
    gate.set()
    await asyncio.gather(*crowd, quick)


@pytest.mark.asyncio
async def test_what_was_handled_is_done_and_what_was_postponed_is_not(database: Database) -> None:
    """An answer that could not be delivered waits, with its attempt given back."""
    journal = UpdateJournal(database)
    queue = UpdateQueue(journal)
    processor = PerChatProcessor(queue=queue)

    async def undeliverable() -> None:
        processor.postpone(update(2))

    for number, work in ((1, asyncio.sleep(0)), (2, undeliverable())):
        await queue.put(update(number))
        await processor.process_update(update(number), work)
    assert waiting_updates(database) == [(2, 0)]


@pytest.mark.asyncio
async def test_what_is_left_takes_those_behind_it_along_so_that_order_is_kept(database: Database) -> None:
    """They are claimed again all together; another chat goes on."""
    queue = UpdateQueue(UpdateJournal(database))
    processor = PerChatProcessor(queue=queue)
    handled = list[int]()

    async def handle(one: Update) -> None:
        handled.append(one.update_id)
        if one.update_id == 1 and handled.count(1) == 1:  # whenever the other chat's comes
            processor.leave(one)

    updates = [update(1, 7), update(2, 7), update(3, 7), update(4, 8)]
    for one in updates:
        await queue.put(one)
    await asyncio.gather(*(processor.process_update(one, handle(one)) for one in updates))
    assert (sorted(handled), waiting_updates(database)) == ([1, 4], [(1, 0), (2, 0), (3, 0)])
    for _ in range(len(updates)):
        queue.get_nowait()
    await queue.claim(ExtBot(TOKEN), Standing(frozenset((queue.journal.worker,)), leads=True))
    again = [queue.get_nowait() for _ in range(queue.qsize())]
    await asyncio.gather(*(processor.process_update(one, handle(one)) for one in again if isinstance(one, Update)))
    assert ([number for number in handled if number != 4], waiting_updates(database)) == ([1, 1, 2, 3], [])


@pytest.mark.asyncio
async def test_a_stop_leaves_what_did_not_end_for_the_next_start(database: Database) -> None:
    """What runs is cancelled after the grace, what waits is never begun, and neither is lost."""
    journal = UpdateJournal(database)
    queue = UpdateQueue(journal)
    processor = PerChatProcessor(queue=queue)
    tasks = []
    for number in (1, 2):
        await queue.put(update(number))
        tasks.append(asyncio.create_task(processor.process_update(update(number), asyncio.sleep(60))))
    await asyncio.sleep(0.1)
    await processor.drain(0.1)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert waiting_updates(database) == [(1, 0), (2, 0)]


@pytest.mark.asyncio
async def test_an_update_is_announced_before_its_turn(database: Database) -> None:
    """So that it can cancel what is being done for its chat."""
    journal, announced, gate = UpdateJournal(database), list[int](), asyncio.Event()
    processor = PerChatProcessor(queue=UpdateQueue(journal), on_arrival=lambda one: announced.append(one.update_id))
    tasks = [asyncio.create_task(processor.process_update(recorded(processor, update(n)), gate.wait())) for n in (1, 2)]
    await asyncio.sleep(0)
    assert announced == [1, 2]
    gate.set()
    await asyncio.gather(*tasks)


@pytest.mark.asyncio
async def test_a_full_disk_keeps_no_update_from_its_handler(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is answered; the log says that the journal can't be written."""

    def fail(*_: object) -> None:
        raise StorageError("disk full")

    monkeypatch.setattr(UpdateJournal, "begin_attempt", fail)
    monkeypatch.setattr(UpdateJournal, "finish", fail)
    handled = asyncio.Event()

    async def handle() -> None:
        handled.set()

    await processor_for(database, chats=4).process_update(update(1), handle())
    assert handled.is_set()
    assert "disk full" in caplog.text


@pytest.mark.asyncio
async def test_those_that_were_handled_at_two_crashes_run_one_at_a_time(database: Database) -> None:
    """So that the next crash blames one of them; the others run side by side as ever."""
    journal = UpdateJournal(database)
    for number in range(1, 7):
        journal.record(number, payload(update(number, number)), claims=True)
    for number in (1, 2, 3) * SUSPECT_ATTEMPTS:
        journal.begin_attempt(number)
    journal.take_over(())
    queue = UpdateQueue(journal)
    processor = PerChatProcessor(queue=queue)
    await queue.claim(ExtBot(TOKEN), Standing(frozenset((journal.worker,)), leads=True))
    running: set[int] = set()
    gate = asyncio.Event()

    async def handle(number: int) -> None:
        running.add(number)
        await gate.wait()

    tasks = [asyncio.create_task(processor.process_update(update(n, n), handle(n))) for n in range(1, 7)]
    while len(running) < 4:
        await asyncio.sleep(0.01)
    assert running == {1, 4, 5, 6}
    gate.set()
    await asyncio.gather(*tasks)
    assert waiting_updates(database) == []
