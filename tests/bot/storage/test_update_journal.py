"""The journal of updates: nothing is answered twice, and no text stays once it is answered."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.update_journal import UpdateJournal
from tests.support.engines import open_database
from tests.support.stored_rows import waiting_updates


def said(text: str) -> str:
    """Return the JSON of an update with that text."""
    return json.dumps({"message": {"text": text}})


def test_a_finished_id_is_known_for_a_week(database: Database) -> None:
    """Until then they keep a repeated update out."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    journal = UpdateJournal(database, clock=lambda: now[0])
    journal.record(1, "{}", claims=True)
    journal.finish(1)
    now[0] += timedelta(days=6)
    journal.prune()
    assert not journal.record(1, "{}", claims=True)
    now[0] += timedelta(days=2)
    journal.prune()
    assert journal.record(1, "{}", claims=True)


def test_an_update_that_is_two_days_old_is_not_answered(database: Database) -> None:
    """Nobody waits two days for an answer, and no update waits for ever."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    journal = UpdateJournal(database, clock=lambda: now[0])
    journal.record(1, "{}", claims=True)
    now[0] += timedelta(days=1)
    journal.prune()
    assert waiting_updates(database) == [(1, 0)]
    now[0] += timedelta(days=2)
    journal.prune()
    assert waiting_updates(database) == []


def test_an_update_recorded_by_many_threads_is_new_to_one(database: Database) -> None:
    """The journal is called from many threads at once."""
    journal = UpdateJournal(database)

    async def many() -> list[bool]:
        calls = (asyncio.to_thread(journal.record, number % 50, "{}") for number in range(200))
        return await asyncio.gather(*calls)

    assert sum(asyncio.run(many())) == 50


@pytest.mark.sqlite
def test_a_finished_update_leaves_no_byte_of_its_text(tmp_path: Path) -> None:
    """Not in the row, and not in the file or its log either."""
    database = open_database(tmp_path / "a.sqlite")
    journal = UpdateJournal(database)
    journal.record(1, said("mon secret"), claims=True)
    journal.finish(1)
    journal.prune()
    files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (b"secret" in files, waiting_updates(database)) == (False, [])


@pytest.mark.sqlite
def test_many_finished_updates_leave_no_byte_of_their_texts(tmp_path: Path) -> None:
    """Short and long, finished in another order than they came in, or set aside: the pages they shared are clean."""
    now = [datetime(2026, 1, 1, tzinfo=UTC)]
    database = open_database(tmp_path / "a.sqlite")
    journal = UpdateJournal(database, clock=lambda: now[0])
    for number in range(60):
        journal.record(number, said("mon secret " * (1 + number % 7 * 60)), claims=True)
        journal.begin_attempt(number)
        if number % 3:
            journal.finish(number - number % 2)
    now[0] += timedelta(days=3)
    journal.prune()
    assert waiting_updates(database) == []
    assert b"secret" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_an_hour_sets_no_update_aside(database: Database, hours: int) -> None:
    """Back or forth: what was recorded before is handled after."""
    present = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    journal = UpdateJournal(database, clock=lambda: present[0])
    journal.record(1, "{}", claims=True)
    present[0] += timedelta(hours=hours)
    journal.record(2, "{}")
    journal.prune()
    assert waiting_updates(database) == [(1, 0), (2, 0)]
    journal.finish(1)
    journal.prune()
    assert journal.record(1, "{}") is False
