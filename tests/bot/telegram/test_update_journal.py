"""Nothing is lost at the door, nothing is handled twice, and nothing is kept longer than it takes."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.storage.database import Database, StorageError, open_database
from bot.telegram.update_journal import MAX_ATTEMPTS, JournalQueue, UpdateJournal, payload

API = Bot("1:A")


def update(number: int, chat: int = 7, **content: Any) -> Update:
    """Return a private message as an update."""
    person = {"id": chat, "is_bot": False, "first_name": "Awa"}
    place = {"id": chat, "type": "private"}
    message = {"message_id": number, "date": 1, "chat": place, "from": person}
    said = content or {"text": f"q{number}"}
    return Update.de_json({"update_id": number, "message": message | said}, API)


def text(item: object) -> str | None:
    """Return the text of what a queue gave."""
    assert isinstance(item, Update)
    return item.message.text if item.message else None


async def taken(queue: JournalQueue) -> list[str | None]:
    """Empty the queue; return the texts."""
    return [text(queue.get_nowait()) for _ in range(queue.qsize())]


@pytest.mark.asyncio
async def test_an_update_is_on_the_disk_once_put_returns(tmp_path: Path) -> None:
    """Another connection sees it: a kill right then loses nothing."""
    queue = JournalQueue(UpdateJournal(open_database(tmp_path / "a.sqlite")))
    await queue.put(update(1))
    with sqlite3.connect(tmp_path / "a.sqlite") as other:
        written = other.execute("SELECT payload FROM updates").fetchone()[0]
    assert json.loads(written)["message"]["text"] == "q1"


@pytest.mark.asyncio
async def test_an_update_that_comes_twice_is_queued_once(database: Database) -> None:
    """Telegram repeats what it thinks was not received, even after it was answered."""
    inbox = UpdateJournal(database)
    queue = JournalQueue(inbox)
    await queue.put(update(1))
    await queue.put(update(1))
    inbox.done(1)
    await queue.put(update(1))
    assert await taken(queue) == ["q1"]


@pytest.mark.asyncio
async def test_what_was_not_done_is_replayed_in_order_and_late(database: Database) -> None:
    """The next start takes up what the last one left."""
    first = JournalQueue(UpdateJournal(database))
    for number in (3, 1, 2):
        await first.put(update(number))
    UpdateJournal(database).done(2)
    second = JournalQueue(UpdateJournal(database))
    assert await second.replay(API) == 2
    assert (await taken(second), second.is_late(1), second.is_late(2)) == (["q1", "q3"], True, False)


@pytest.mark.asyncio
async def test_what_is_in_hand_is_not_replayed(database: Database) -> None:
    """A slow answer is not started a second time."""
    queue = JournalQueue(UpdateJournal(database))
    await queue.put(update(1))
    assert await queue.replay(API) == 0
    queue.release(1)
    assert await queue.replay(API) == 1


@pytest.mark.asyncio
async def test_three_crashes_make_a_poison(database: Database) -> None:
    """An update that begins three times and never ends is left alone; attempts given back do not count."""
    inbox = UpdateJournal(database)
    await JournalQueue(inbox).put(update(1))
    for _ in range(MAX_ATTEMPTS):
        inbox.begin(1)
    inbox.begin(1)
    inbox.give_back(1)
    queue = JournalQueue(inbox)
    await queue.replay(API)
    assert queue.is_poison(1)
    inbox.give_back(1)
    queue = JournalQueue(inbox)
    await queue.replay(API)
    assert not queue.is_poison(1)


def test_no_word_stays_once_it_is_answered(tmp_path: Path) -> None:
    """Not in the row, and not in the file or its log either."""
    database = open_database(tmp_path / "a.sqlite")
    inbox = UpdateJournal(database)
    inbox.admit(1, payload(update(1, text="mon secret")))
    inbox.done(1)
    inbox.prune()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (b"secret" in files, inbox.pending()) == (False, [])


def test_ids_are_forgotten_after_a_week(database: Database) -> None:
    """Until then they keep a repeated update out."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    inbox = UpdateJournal(database, clock=lambda: now[0])
    inbox.admit(1, "{}")
    inbox.done(1)
    now[0] += timedelta(days=6)
    inbox.prune()
    assert not inbox.admit(1, "{}")
    now[0] += timedelta(days=2)
    inbox.prune()
    assert inbox.admit(1, "{}")


def test_what_is_too_old_is_set_aside(database: Database) -> None:
    """Nobody waits two days for an answer, and no update waits for ever."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    inbox = UpdateJournal(database, clock=lambda: now[0])
    inbox.admit(1, "{}")
    assert len(inbox.pending()) == 1
    now[0] += timedelta(days=3)
    assert inbox.pending() == []


def test_of_a_contact_only_who_sent_it_is_kept() -> None:
    """What the bot cannot read it does not store."""
    kept = json.loads(payload(update(1, contact={"phone_number": "+226", "first_name": "Ali"})))
    assert sorted(kept["message"]) == ["chat", "date", "from", "message_id"]


@pytest.mark.asyncio
async def test_a_full_disk_keeps_telegram_from_forgetting(database: Database) -> None:
    """The poller survives this kind of error alone, and asks for the same updates again."""
    inbox = UpdateJournal(database)
    full = patch.object(inbox, "admit", side_effect=StorageError("database or disk is full"))
    with full, pytest.raises(NetworkError):
        await JournalQueue(inbox).put(update(1))


@pytest.mark.asyncio
async def test_the_stop_signal_passes(database: Database) -> None:
    """Anything that is no update goes straight through."""
    queue, signal = JournalQueue(UpdateJournal(database)), object()
    await queue.put(signal)
    assert queue.get_nowait() is signal


def test_threads_take_turns(database: Database) -> None:
    """The inbox is called from many threads at once."""
    inbox = UpdateJournal(database)

    async def many() -> list[bool]:
        calls = (asyncio.to_thread(inbox.admit, number % 50, "{}") for number in range(200))
        return await asyncio.gather(*calls)

    assert sum(asyncio.run(many())) == 50


def test_no_word_stays_of_many_that_came_and_went(tmp_path: Path) -> None:
    """Short and long, finished in another order than they came in, or set aside: the pages they shared are clean."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    database = open_database(tmp_path / "a.sqlite")
    inbox = UpdateJournal(database, clock=lambda: now[0])
    for number in range(60):
        said = ("mon secret " * (1 + number % 7 * 60))[:4096]
        inbox.admit(number, payload(update(number, text=said)))
        inbox.begin(number)
        if number % 3:
            inbox.done(number - number % 2)
    now[0] += timedelta(days=3)
    assert inbox.pending() == []
    assert b"secret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_half_a_character_goes_into_the_database() -> None:
    """JSON can hold one alone, UTF-8 can't: what is kept is escaped."""
    assert payload(update(1, text="oui \ud83d non")).encode()
