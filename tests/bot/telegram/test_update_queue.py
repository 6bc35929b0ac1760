"""Each update is recorded before it is queued, queued once, and queued again after a crash."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from telegram import Bot, Update
from telegram.error import NetworkError

from bot.storage.database import Database, open_database
from bot.storage.replicas import Standing
from bot.storage.transactions import StorageError
from bot.storage.update_journal import UpdateJournal
from bot.telegram.update_queue import MAX_ATTEMPTS, SUSPECT_ATTEMPTS, UpdateQueue, payload
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests
from tests.support.stored_rows import waiting_updates

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


async def taken(queue: UpdateQueue) -> list[str | None]:
    """Empty the queue; return the texts."""
    return [text(queue.get_nowait()) for _ in range(queue.qsize())]


async def restarted(database: Database) -> UpdateQueue:
    """Return the queue of the process that takes up what the last one left."""
    queue = UpdateQueue(UpdateJournal(database))
    standing = Standing(frozenset((queue.journal.worker,)), leads=True)
    queue.journal.take_over(standing.workers)
    await queue.claim(API, standing)
    return queue


@pytest.mark.asyncio
async def test_an_update_is_on_the_disk_once_put_returns(tmp_path: Path) -> None:
    """Another connection sees it: a kill right then loses nothing."""
    queue = UpdateQueue(UpdateJournal(open_database(tmp_path / "a.sqlite")))
    await queue.put(update(1))
    with sqlite3.connect(tmp_path / "a.sqlite") as other:
        written = other.execute("SELECT payload FROM updates").fetchone()[0]
    assert json.loads(written)["message"]["text"] == "q1"


@pytest.mark.asyncio
async def test_an_update_that_comes_twice_is_queued_once(database: Database) -> None:
    """Telegram repeats what it thinks was not received, even after it was answered."""
    journal = UpdateJournal(database)
    queue = UpdateQueue(journal)
    await queue.put(update(1))
    await queue.put(update(1))
    journal.finish(1)
    await queue.put(update(1))
    assert await taken(queue) == ["q1"]


@pytest.mark.asyncio
async def test_what_was_not_done_is_replayed_in_order_and_late(database: Database) -> None:
    """The next start takes up what the last one left."""
    first = UpdateQueue(UpdateJournal(database))
    for number in (3, 1, 2):
        await first.put(update(number))
    first.journal.finish(2)
    second = await restarted(database)
    assert (await taken(second), second.is_late(1), second.is_late(2)) == (["q1", "q3"], True, False)


@pytest.mark.asyncio
async def test_what_is_in_hand_is_not_replayed(database: Database) -> None:
    """A slow answer is not started a second time."""
    queue = UpdateQueue(UpdateJournal(database))
    standing = Standing(frozenset((queue.journal.worker,)), leads=True)
    await queue.put(update(1))
    assert (await queue.renew(), await queue.claim(API, standing)) == (set(), 0)
    queue.release(1)
    assert (await queue.renew(), await queue.claim(API, standing)) == (set(), 1)
    assert queue.is_late(1)


@pytest.mark.asyncio
async def test_five_crashes_make_a_poison(database: Database) -> None:
    """An update that begins five times and never ends is left alone; attempts given back do not count."""
    journal = UpdateJournal(database)
    await UpdateQueue(journal).put(update(1))
    for _ in range(MAX_ATTEMPTS):
        journal.begin_attempt(1)
    journal.begin_attempt(1)
    journal.cancel_attempt(1)
    queue = await restarted(database)
    assert queue.is_poison(1)
    queue.journal.cancel_attempt(1)
    assert not (await restarted(database)).is_poison(1)


@pytest.mark.asyncio
async def test_a_suspect_whose_answer_is_found_is_not_blamed_for_what_follows(database: Database) -> None:
    """It may be killed while it is sent as often as you like; one that is no suspect costs no write."""
    journal = UpdateJournal(database)
    for number, attempts in ((1, SUSPECT_ATTEMPTS), (2, 1)):
        await UpdateQueue(journal).put(update(number))
        for _ in range(attempts):
            journal.begin_attempt(number)
    queue = await restarted(database)
    for number in (1, 2):
        queue.journal.begin_attempt(number)
        await queue.cancel_attempt(number)
    assert waiting_updates(database) == [(1, SUSPECT_ATTEMPTS), (2, 2)]


def test_of_a_contact_only_who_sent_it_is_kept() -> None:
    """What the bot cannot read it does not store."""
    kept = json.loads(payload(update(1, contact={"phone_number": "+226", "first_name": "Ali"})))
    assert sorted(kept["message"]) == ["chat", "date", "from", "message_id"]


def test_of_a_photo_the_caption_is_kept_and_the_kind() -> None:
    """After a stop it is answered as it would have been; the picture, and who wrote what is forwarded, are not kept."""
    file = {"file_id": "SECRET", "file_unique_id": "SECRET", "width": 9, "height": 9}
    mine = {"message_id": 2, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "SECRET"}
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "SECRET"}
    sent = update(1, photo=[file], caption="Qui ?", media_group_id="5", reply_to_message=mine, forward_origin=origin)
    kept = payload(sent)
    message = Update.de_json(json.loads(kept), API).message
    assert message is not None and message.reply_to_message is not None
    assert (message.caption, bool(message.photo), message.media_group_id) == ("Qui ?", True, "5")
    assert (message.reply_to_message.message_id, message.forward_origin is not None) == (2, True)
    assert "SECRET" not in kept


@pytest.mark.asyncio
async def test_a_full_disk_keeps_telegram_from_forgetting(database: Database) -> None:
    """The poller survives this kind of error alone, and asks for the same updates again."""
    journal = UpdateJournal(database)
    full = patch.object(journal, "record", side_effect=StorageError("database or disk is full"))
    with full, pytest.raises(NetworkError):
        await UpdateQueue(journal).put(update(1))


@pytest.mark.asyncio
async def test_the_stop_signal_passes(database: Database) -> None:
    """Anything that is no update goes straight through."""
    queue, signal = UpdateQueue(UpdateJournal(database)), object()
    await queue.put(signal)
    assert queue.get_nowait() is signal


def test_half_a_character_goes_into_the_database() -> None:
    """JSON can hold one alone, UTF-8 can't: what is kept is escaped."""
    assert payload(update(1, text="oui \ud83d non")).encode()
