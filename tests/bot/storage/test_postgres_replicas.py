"""One process leads; when it dies, another one does."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("psycopg_pool", reason="psycopg is not installed")

from bot.storage.postgres_leader import PostgresLeader

from bot.storage.postgres_connection import leader_at
from tests.support.engines import Engine, open_database

pytestmark = pytest.mark.postgresql
_LEADING = """
import sys, time
from bot.storage.postgres_connection import leader_at
leader = leader_at(sys.argv[1])
print(leader.is_leader(), flush=True)
time.sleep(600)
"""


def leader(engine: Engine, path: Path) -> PostgresLeader:
    """Return one more claim to lead on a database."""
    return leader_at(str(engine.place(path)))


def test_one_leads_until_it_resigns(engine: Engine, tmp_path: Path) -> None:
    """However often the others ask; those on another database have a leader of their own."""
    one, other, elsewhere = (leader(engine, tmp_path / name) for name in ("a.db", "a.db", "b.db"))
    assert [claim.is_leader() for claim in (one, other, one, other, elsewhere)] == [True, False, True, False, True]
    one.resign()
    assert [other.is_leader(), one.is_leader()] == [True, False]
    for claim in (one, other, elsewhere):
        claim.resign()


def test_another_one_leads_when_the_leader_is_killed(engine: Engine, tmp_path: Path) -> None:
    """Without a word of it, as by SIGKILL."""
    place = str(engine.place(tmp_path / "a.db"))
    process = subprocess.Popen([sys.executable, "-c", _LEADING, place], stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "True\n"
    other = leader_at(place)
    assert not other.is_leader()
    process.send_signal(signal.SIGKILL)
    process.wait(20)
    process.stdout.close()
    assert engine.server
    engine.server.wait_until("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'")
    assert other.is_leader()
    other.resign()


def test_a_leader_whose_connection_is_killed_leads_no_longer(engine: Engine, tmp_path: Path) -> None:
    """It learns that when it asks, and stands again like everybody else."""
    one, other = (leader(engine, tmp_path / "a.db") for _ in range(2))
    assert one.is_leader() and not other.is_leader()
    assert engine.server
    engine.server.run("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    engine.server.wait_until("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'")
    assert other.is_leader() and not one.is_leader()
    other.resign()
    assert one.is_leader()
    one.resign()


def test_a_leader_keeps_nobody_from_writing(engine: Engine, tmp_path: Path) -> None:
    """Its lock is another one than that of transactions that write."""
    one = leader(engine, tmp_path / "a.db")
    assert one.is_leader()
    with open_database(tmp_path / "a.db").write() as db:
        db.insert("case_numbers", {"year": 2026, "last": 0})
    one.resign()
