"""Several processes work on the updates: one each, a chat's in order, and what a dead one leaves is taken over."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.replicas import worker_for
from bot.storage.update_journal import HEARTBEAT, LATE, LEASE, PATIENCE, UNCLAIMED, UpdateJournal
from tests.support.engines import open_database
from tests.support.stored_rows import waiting_updates

AWA, BEN = "700100200", "-1002345678901"
MOMENT = timedelta(microseconds=1)


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def one(database: Database, clock: Clock) -> UpdateJournal:
    """Return the journal as one process sees it: updates 1 and 3 of one chat, 2 of the other."""
    journal = UpdateJournal(database, clock, "1")
    for number, chat in ((1, AWA), (2, BEN), (3, AWA)):
        journal.record(number, json.dumps({"n": number}), chat)
    return journal


@pytest.fixture
def other(database: Database, clock: Clock) -> UpdateJournal:
    """Return the journal as another process sees it."""
    return UpdateJournal(database, clock, "2")


def claimed(journal: UpdateJournal, *chats: str, patience: timedelta = timedelta()) -> list[int]:
    """Claim what is of these chats; return the ids."""
    return [one.update_id for one in journal.claim(lambda chat: chat in chats, patience)]


def test_each_process_claims_its_chats_with_all_that_waits_in_them(one: UpdateJournal, other: UpdateJournal) -> None:
    """In order; nobody else gets what was claimed, nor what comes later in the chat before the rest is finished."""
    assert (claimed(one, AWA), claimed(other, BEN, AWA), claimed(one, AWA)) == ([1, 3], [2], [])
    one.record(4, "{}", AWA)
    assert (claimed(other, AWA), claimed(one)) == ([], [4])
    for number in (1, 3, 4):
        one.finish(number)
    one.record(5, "{}", AWA)
    assert (claimed(one), claimed(other, AWA)) == ([], [5])


def test_what_a_dead_process_leaves_is_taken_over_and_not_finished_twice(
    database: Database, one: UpdateJournal, other: UpdateJournal, clock: Clock
) -> None:
    """Within half a minute, as late; if the process was only slow, it learns that it has lost the update."""
    assert (claimed(one, AWA, BEN), one.begin_attempt(1)) == ([1, 2, 3], True)
    clock.now += LEASE - MOMENT
    assert claimed(other, AWA, BEN) == []
    clock.now += MOMENT
    assert timedelta(seconds=30) > LEASE + HEARTBEAT
    assert [(got.update_id, got.attempts, got.is_late) for got in other.claim()] == [
        (1, 1, True),
        (2, 0, True),
        (3, 0, True),
    ]
    assert (one.begin_attempt(3), one.renew({1, 3})) == (False, {1, 3})
    for act in (one.finish, one.give_back, one.cancel_attempt):
        act(1)
    assert waiting_updates(database) == [(1, 1), (2, 0), (3, 0)]
    other.finish(1)
    assert waiting_updates(database) == [(2, 0), (3, 0)]


def test_a_process_that_lives_keeps_what_it_works_on(one: UpdateJournal, other: UpdateJournal, clock: Clock) -> None:
    """However long that takes."""
    claimed(one, AWA, BEN)
    for _ in range(20):
        clock.now += HEARTBEAT
        assert (one.renew({1, 2, 3}), claimed(other, AWA, BEN)) == (set(), [])


def test_what_a_process_has_let_go_is_given_back(one: UpdateJournal, other: UpdateJournal) -> None:
    """As after an error of the database that kept it from being finished: that was no crash, and does not count."""
    claimed(one, AWA, BEN)
    one.begin_attempt(1)
    assert one.renew({2}) == set()
    assert [(got.update_id, got.attempts, got.is_late) for got in other.claim()] == [(1, 0, True), (3, 0, True)]


def test_after_a_start_what_ended_processes_held_is_free_at_once(one: UpdateJournal, other: UpdateJournal) -> None:
    """What those hold that run is not."""
    claimed(one, AWA)
    other.take_over({"1", "2"})
    assert claimed(other, AWA, BEN) == [2]
    other.take_over({"2"})
    assert claimed(other, AWA) == [1, 3]


def test_what_is_given_back_for_later_holds_up_nothing(one: UpdateJournal, other: UpdateJournal, clock: Clock) -> None:
    """Its answer could not be delivered; the rest of the chat goes on meanwhile."""
    assert claimed(one, AWA) == [1, 3]
    one.give_back(1, timedelta(seconds=60))
    one.finish(3)
    one.record(4, "{}", AWA)
    assert claimed(other, AWA) == [4]
    other.finish(4)
    clock.now += timedelta(seconds=60)
    assert claimed(other, AWA, BEN) == [1, 2]


def test_a_chat_whose_process_does_not_come_is_anybodys_after_a_while(
    one: UpdateJournal, other: UpdateJournal, clock: Clock
) -> None:
    """Two processes may see differently who runs."""
    clock.now += UNCLAIMED
    assert claimed(other) == []
    clock.now += MOMENT
    assert claimed(other) == [1, 2, 3]


def test_an_update_that_nobody_claimed_for_long_is_late(one: UpdateJournal, clock: Clock) -> None:
    """The answer begins with an apology; those that come now are not."""
    clock.now += LATE + MOMENT
    one.record(4, "{}", BEN)
    assert [got.is_late for got in one.claim()] == [True, True, True, False]


def test_two_receivers_that_record_a_chats_updates_in_the_wrong_order_keep_it(
    one: UpdateJournal, other: UpdateJournal, clock: Clock
) -> None:
    """What comes after a gap in the numbers waits until it is closed, be it several numbers before."""
    clock.now += PATIENCE + MOMENT
    assert claimed(one, AWA, BEN, patience=PATIENCE) == [1, 2, 3]
    for number in (1, 2, 3):
        one.finish(number)
    other.record(6, "{}", BEN)
    other.record(5, "{}", AWA)
    assert claimed(one, AWA, BEN, patience=PATIENCE) == []
    one.record(4, "{}", BEN)
    assert claimed(one, AWA, BEN, patience=PATIENCE) == [4, 5, 6]


def test_a_gap_that_stays_holds_nothing_up_for_long(one: UpdateJournal, clock: Clock) -> None:
    """Telegram may number what it does not send."""
    clock.now += PATIENCE + MOMENT
    one.record(9, "{}", AWA)
    assert claimed(one, AWA, BEN, patience=PATIENCE) == [1, 2, 3]
    clock.now += PATIENCE + MOMENT
    assert claimed(one, AWA, BEN, patience=PATIENCE) == [9]


def test_what_was_waited_for_goes_first_even_if_it_comes_too_late(one: UpdateJournal, clock: Clock) -> None:
    """The later one has waited long enough; the earlier one is there by now, and is not overtaken."""
    clock.now += PATIENCE + MOMENT
    claimed(one, AWA, BEN, patience=PATIENCE)
    one.record(9, "{}", "700300400")
    clock.now += PATIENCE
    one.record(8, "{}", "700300400")
    clock.now += MOMENT
    assert claimed(one, "700300400", patience=PATIENCE) == [8, 9]


@pytest.mark.parametrize("share", [True, False], ids=["each its chats", "all want all"])
def test_processes_at_once_handle_every_update_once_and_a_chats_in_order(tmp_path: Path, share: bool) -> None:
    """Four of them, with ten chats and bursts of messages, while they are being recorded."""
    names = [str(number) for number in range(1, 5)]
    journals = {name: UpdateJournal(open_database(tmp_path / "relais.db"), worker=name) for name in names}
    chats = [str(number // 10 % 10) for number in range(200)]
    handled, lock = list[tuple[str, int]](), threading.Lock()

    def record() -> None:
        for number, chat in enumerate(chats):
            journals["1"].record(number, "{}", chat)

    def work(name: str) -> None:
        while len(handled) < len(chats):
            for one in journals[name].claim(lambda chat: not share or worker_for(chat, names) == name):
                with lock:
                    handled.append((chats[one.update_id], one.update_id))
                journals[name].finish(one.update_id)

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(record), *(pool.submit(work, name) for name in names)]:
            done.result(120)
    assert sorted(number for _, number in handled) == list(range(200))
    for chat in set(chats):
        numbers = [number for one, number in handled if one == chat]
        assert numbers == sorted(numbers)


@pytest.mark.postgresql
def test_a_claim_waits_for_no_process_that_writes_something_else(
    database: Database, one: UpdateJournal, clock: Clock, tmp_path: Path
) -> None:
    """Such as one that writes alone."""
    other = UpdateJournal(open_database(tmp_path / "relais.db"), clock)
    with ThreadPoolExecutor() as pool, database.write() as db:
        db.insert("case_numbers", {"year": 2026, "last": 0})
        assert pool.submit(claimed, other, BEN).result(20) == [2]


@pytest.mark.postgresql
def test_a_transaction_beside_others_can_not_turn_into_one_alone(database: Database) -> None:
    """Each could wait for the other for ever; the other way round it is part of the outer one."""
    with database.write(alone=False), pytest.raises(RuntimeError):
        database.write().__enter__()
    with database.write(), database.write(alone=False) as db:
        assert db.count("updates", "1 = 1") == 0
