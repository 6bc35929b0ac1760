"""Each process knows who runs; one leads; when it dies, another one does."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("psycopg_pool", reason="psycopg is not installed")

from bot.storage.postgres_connection import replicas_at
from bot.storage.postgres_replicas import PostgresReplicas
from bot.storage.replicas import SingleProcess
from tests.support.engines import Engine, open_database

pytestmark = [pytest.mark.postgresql, pytest.mark.made_anew]
_LEADING = """
import sys, time
from bot.storage.postgres_connection import replicas_at
replicas = replicas_at(sys.argv[1], "9")
print(replicas.look().leads, flush=True)
time.sleep(600)
"""
_NO_LOCKS = "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'"


def joined(engine: Engine, path: Path, worker: str) -> PostgresReplicas:
    """Return one more process on a database."""
    return replicas_at(str(engine.place(path)), worker)


def until_it_leads(process: PostgresReplicas) -> None:
    """Wait until the server has noticed that the leader's connection is closed, and this process leads."""
    while not process.look().leads:
        time.sleep(0.05)


def test_one_leads_until_it_leaves(engine: Engine, tmp_path: Path) -> None:
    """However often the others look; those on another database know nothing of these."""
    places = (("a.db", "1"), ("a.db", "2"), ("b.db", "3"))
    one, other, elsewhere = (joined(engine, tmp_path / place, worker) for place, worker in places)
    assert [process.look().leads for process in (one, other, one, other, elsewhere)] == [True, False, True, False, True]
    assert (one.look().workers, elsewhere.look().is_alone) == (frozenset("12"), True)
    one.leave()
    until_it_leads(other)
    assert (other.look().workers, one.look().leads) == (frozenset("2"), False)
    for process in (one, other, elsewhere):
        process.leave()


def test_another_one_leads_when_the_leader_is_killed(engine: Engine, tmp_path: Path) -> None:
    """Without a word of it, as by SIGKILL."""
    place = str(engine.place(tmp_path / "a.db"))
    process = subprocess.Popen([sys.executable, "-c", _LEADING, place], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "True\n"
    other = replicas_at(place, "2")
    assert (other.look().leads, other.look().workers) == (False, frozenset("92"))
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    until_it_leads(other)
    assert other.look().is_alone
    other.leave()


def test_a_leader_whose_connection_is_killed_leads_no_longer(engine: Engine, tmp_path: Path) -> None:
    """It learns that when it looks, joins again under its name, and leads if nobody else does."""
    one, other = (joined(engine, tmp_path / "a.db", worker) for worker in "12")
    assert one.look().leads and not other.look().leads
    assert engine.server
    engine.server.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    engine.server.wait_until(_NO_LOCKS)
    assert other.look().leads and not one.look().leads
    assert one.look().workers == frozenset("12")
    other.leave()
    until_it_leads(one)
    one.leave()


def test_a_process_keeps_nobody_from_writing(engine: Engine, tmp_path: Path) -> None:
    """Its locks are others than that of transactions that write."""
    one = joined(engine, tmp_path / "a.db", "1")
    assert one.look().leads
    with open_database(tmp_path / "a.db").write() as db:
        db.insert("case_numbers", {"year": 2026, "last": 0})
    one.leave()


def test_a_process_on_a_file_is_alone_and_leads() -> None:
    """Nobody is asked."""
    one, other = SingleProcess(), SingleProcess()
    standing = one.look()
    assert (standing.leads, standing.is_alone, standing.workers == {one.worker}) == (True, True, True)
    assert one.worker != other.worker
