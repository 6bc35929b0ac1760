"""Several processes work on the updates: one each, a chat's in order, and what a dead one leaves is taken over."""

from __future__ import annotations

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot.storage.update_claims import HEARTBEAT, LEASE, PATIENCE, UpdateClaim, UpdateClaims

from bot.storage.database import Database
from bot.storage.update_journal import UpdateJournal
from tests.support.engines import open_database

AWA, BEN = "700100200", "-1002345678901"


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
def journal(database: Database, clock: Clock) -> UpdateJournal:
    """Return the journal of two chats: updates 1 and 3 of one, 2 of the other; the first was waited for."""
    journal = UpdateJournal(database, clock)
    for number, chat in ((1, AWA), (2, BEN), (3, AWA)):
        journal.record(number, json.dumps({"n": number}), chat)
    clock.now += PATIENCE + timedelta(microseconds=1)
    return journal


def ids(*claims: UpdateClaim | None) -> list[int | None]:
    """Return the ids of claims, None for each that found nothing."""
    return [claim.update_id if claim else None for claim in claims]


def test_each_process_gets_another_update_and_no_later_one_of_a_chat(
    database: Database, journal: UpdateJournal, clock: Clock
) -> None:
    """The later one is claimed once the earlier is finished."""
    one, other = (UpdateClaims(database, name, clock) for name in ("one", "other"))
    first, second = one.claim(), other.claim()
    assert ids(first, second, one.claim()) == [1, 2, None]
    assert first and (first.payload, first.attempts, one.finish(first)) == ({"n": 1}, 1, True)
    assert ids(other.claim()) == [3]
    with database.read() as db:
        (row,) = db.select("updates", "update_id = 1")
    assert (row["payload"], row["address"], row["worker"]) == (None, None, None)


def test_what_a_dead_process_leaves_is_taken_over_and_not_finished_twice(
    database: Database, journal: UpdateJournal, clock: Clock
) -> None:
    """Within half a minute; if the process was only slow, it learns that it has lost the update."""
    slow, other = (UpdateClaims(database, name, clock) for name in ("slow", "other"))
    lost = slow.claim()
    assert ids(other.claim(), other.claim()) == [2, None]
    clock.now += LEASE + timedelta(seconds=1)
    assert timedelta(seconds=30) > LEASE + HEARTBEAT
    taken = other.claim()
    assert taken and lost and (taken.update_id, taken.attempts) == (1, 2)
    assert (slow.finish(lost), slow.give_back(lost)) == (False, False)
    assert other.finish(taken)


def test_a_process_that_lives_keeps_what_it_works_on(database: Database, journal: UpdateJournal, clock: Clock) -> None:
    """However long that takes."""
    one, other = (UpdateClaims(database, name, clock) for name in ("one", "other"))
    claims = one.claim(), one.claim()
    for _ in range(20):
        clock.now += HEARTBEAT
        assert one.renew() == 2
        assert other.claim() is None
    assert [bool(claim and one.finish(claim)) for claim in claims] == [True, True]


def test_what_is_given_back_was_not_tried(database: Database, journal: UpdateJournal, clock: Clock) -> None:
    """A stop or the network ended it: another process begins anew."""
    one, other = (UpdateClaims(database, name, clock) for name in ("one", "other"))
    claim = one.claim()
    assert claim and one.give_back(claim)
    again = other.claim()
    assert again and (again.update_id, again.attempts) == (1, 1)


def test_updates_of_a_chat_that_are_recorded_out_of_order_are_handled_in_order(
    database: Database, journal: UpdateJournal, clock: Clock
) -> None:
    """Two processes received them at once; the later one waits until the gap before it is closed."""
    claims = UpdateClaims(database, "one", clock)
    for claim in (claims.claim(), claims.claim(), claims.claim()):
        if claim:
            claims.finish(claim)
    assert ids(claims.claim()) == [3]
    journal.record(5, json.dumps({"n": 5}), BEN)
    assert claims.claim() is None
    journal.record(4, json.dumps({"n": 4}), BEN)
    first = claims.claim()
    assert ids(first, claims.claim()) == [4, None]


def test_a_gap_that_stays_holds_nothing_up_for_long(database: Database, journal: UpdateJournal, clock: Clock) -> None:
    """Telegram may number what it does not send."""
    claims = UpdateClaims(database, "one", clock)
    journal.record(9, json.dumps({"n": 9}), "700300400")
    taken = ids(claims.claim(), claims.claim(), claims.claim())
    clock.now += PATIENCE + timedelta(seconds=1)
    assert (taken, ids(claims.claim())) == ([1, 2, None], [9])


def test_processes_at_once_handle_every_update_once_and_a_chats_in_order(tmp_path: Path) -> None:
    """Four of them, with ten chats and bursts of messages; some give back what they claimed."""
    databases = [open_database(tmp_path / "relais.db") for _ in range(4)]
    journal, chats = UpdateJournal(databases[0]), [str(number // 10 % 10) for number in range(200)]
    for number, chat in enumerate(chats):
        journal.record(number, json.dumps({"chat": chat}), chat)
    handled, lock, working = list[tuple[str, int]](), threading.Lock(), set[str]()

    def work(name: int) -> None:
        claims, dice = UpdateClaims(databases[name], str(name)), random.Random(name)
        while len(handled) < len(chats):
            claim = claims.claim()
            if claim is None:
                continue
            chat = claim.payload["chat"]
            with lock:
                assert chat not in working
                working.add(chat)
                given_back = dice.random() < 0.1
                if not given_back:
                    handled.append((chat, claim.update_id))
                working.discard(chat)
            assert claims.give_back(claim) if given_back else claims.finish(claim)

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(work, name) for name in range(4)]:
            done.result(120)
    assert sorted(number for _, number in handled) == list(range(200))
    for chat in set(chats):
        numbers = [number for one, number in handled if one == chat]
        assert numbers == sorted(numbers)


@pytest.mark.postgresql
def test_a_claim_waits_for_no_other_transaction(database: Database, journal: UpdateJournal, clock: Clock) -> None:
    """Not for one that writes alone, nor for a claim that is not committed yet."""
    claims = UpdateClaims(database, "one", clock)
    with ThreadPoolExecutor() as pool, database.write() as db:
        db.execute("UPDATE updates SET attempts = attempts WHERE update_id = 1")
        assert ids(pool.submit(claims.claim).result(20)) == [2]


@pytest.mark.postgresql
def test_a_transaction_beside_others_can_not_turn_into_one_alone(database: Database) -> None:
    """Each could wait for the other for ever; the other way round it is part of the outer one."""
    with database.write(alone=False), pytest.raises(RuntimeError):
        database.write().__enter__()
    with database.write(), database.write(alone=False) as db:
        assert db.count("updates", "1 = 1") == 0
