"""Transactions: all or nothing, one writer at a time, and readers that wait for nobody."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec, module_from_spec
from pathlib import Path

import pytest

from bot.storage import sqlite_database
from bot.storage.database import Database
from bot.storage.transactions import StorageError
from tests.support.engines import Engine, open_database
from tests.support.sql_trace import traced

pytestmark = pytest.mark.made_anew
COUNT = "SELECT last FROM case_numbers WHERE year = 2026"


def write_year(database: Database, year: int = 2026, last: int = 0) -> None:
    """Keep a row to look for."""
    with database.write() as db:
        db.upsert("case_numbers", {"year": year, "last": last}, "year")


def last_of(database: Database) -> object:
    """Return the row as another reader sees it."""
    with database.read() as db:
        return db.fetch_value(COUNT)


@pytest.mark.sqlite
def test_the_file_is_its_owners_alone(database: Database, tmp_path: Path) -> None:
    """Nobody else on the machine reads what people asked."""
    assert stat.S_IMODE((tmp_path / "relais.db").stat().st_mode) == 0o600


@pytest.mark.sqlite
def test_what_was_committed_survives_a_power_cut(tmp_path: Path) -> None:
    """The shipped setting waits for the disk, which the tests' own one does not."""
    found = find_spec(sqlite_database.__name__)
    assert found and found.loader
    shipped = module_from_spec(found)
    found.loader.exec_module(shipped)
    database = shipped.open_sqlite(tmp_path / "shipped.db")
    assert database._writer.connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    database.close()


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """Not even what was written before the failure."""
    with pytest.raises(ZeroDivisionError):
        _write_and_fail(database)
    assert last_of(database) is None


def test_a_nested_transaction_that_fails_is_undone_alone(database: Database) -> None:
    """The one around it keeps what it wrote, before and after."""
    with database.write() as db:
        write_year(database)
        with pytest.raises(ZeroDivisionError):
            _write_and_fail(database)
        db.update("case_numbers", {"last": 2}, "year", 2026)
    assert last_of(database) == 2


def _write_and_fail(database: Database) -> None:
    with database.write():
        write_year(database, last=9)
        raise ZeroDivisionError


def test_a_read_inside_a_write_sees_what_was_written(database: Database) -> None:
    """Before it is committed; another thread sees it as soon as it is."""
    with ThreadPoolExecutor() as pool:
        with database.write():
            write_year(database, last=1)
            seen = pool.submit(last_of, database)
            assert last_of(database) == 1
        assert seen.result(20) == 1


def test_a_reader_does_not_wait_for_a_writer_that_waits(database: Database, tmp_path: Path) -> None:
    """Another process keeps a thread of ours from writing; the other threads read on."""
    other = open_database(tmp_path / "relais.db")
    with ThreadPoolExecutor() as pool:
        with other.write():
            waiting = pool.submit(write_year, database)
            assert (last_of(database), waiting.done()) == (None, False)
        waiting.result(20)
    assert last_of(database) == 0
    other.close()


def test_a_reader_does_not_wait_for_another_process_that_writes(database: Database, tmp_path: Path) -> None:
    """It sees the state before; so does a transaction that began before the other one's end."""
    write_year(database)
    other = open_database(tmp_path / "relais.db")
    with other.write() as db:
        db.update("case_numbers", {"last": 1}, "year", 2026)
        assert last_of(database) == 0
    with database.read() as db:
        assert db.fetch_value(COUNT) == 1
        write_year(other, last=2)
        assert db.fetch_value(COUNT) == 1
    assert last_of(database) == 2
    other.close()


def test_a_writer_waits_for_the_other_one(database: Database, tmp_path: Path) -> None:
    """Neither fails, and neither overwrites what it has not read."""
    write_year(database)
    other = open_database(tmp_path / "relais.db")

    def count(one: Database) -> None:
        for _ in range(50):
            with one.write() as db:
                last = db.fetch_value(COUNT)
                db.update("case_numbers", {"last": last + 1}, "year", 2026)

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(count, one) for one in (database, other, database, other)]:
            done.result()
    assert last_of(database) == 200
    other.close()


_COUNTING = """
import sys; from pathlib import Path; from bot.storage import database as port
database = port.open_database(sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1]))
for _ in range(50):
    with database.write() as db:
        db.insert_new("case_numbers", {"year": 2026, "last": 0})
        db.execute("UPDATE case_numbers SET last = last + 1 WHERE year = 2026")
"""


def test_processes_that_open_a_new_database_at_once_share_it(engine: Engine, tmp_path: Path) -> None:
    """One makes the tables, the others wait for it; all their writes are kept."""
    path = tmp_path / "relais.db"
    started = [subprocess.Popen([sys.executable, "-c", _COUNTING, str(engine.place(path))]) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    database = open_database(path)
    assert last_of(database) == 150
    database.close()


def test_a_writer_that_waited_too_long_fails_as_storage(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Callers know no error of SQLite; what they wanted to write can be tried again."""
    patience = {"sqlite": "sqlite_database.BUSY_SECONDS", "postgresql": "postgres_connection.LOCK_SECONDS"}
    monkeypatch.setattr(f"bot.storage.{patience[engine.name]}", 0.05)
    database, other = (open_database(tmp_path / "relais.db") for _ in range(2))
    with other.write(), pytest.raises(StorageError, match=r"locked|too long"):
        write_year(database)
    write_year(database)
    assert last_of(other) == 0
    database.close()
    other.close()


def test_every_failure_is_a_storage_error(tmp_path: Path) -> None:
    """Of a statement, and of a connection that was closed."""
    database = open_database(tmp_path / "relais.db")
    with pytest.raises(StorageError, match=r"no such table|UndefinedTable"), database.read() as db:
        db.select("missing")
    database.close()
    with pytest.raises(StorageError), database.write():
        pass


@pytest.mark.sqlite
def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """As a failure of the storage too."""
    (tmp_path / "note.txt").write_text("no database\n" * 100)
    with pytest.raises(StorageError):
        open_database(tmp_path / "note.txt")


def test_a_transaction_that_reads_cannot_write(database: Database) -> None:
    """What was read could be out of date: that is a mistake of the caller, told at once."""
    with database.read() as db:
        for forbidden in (database.write().__enter__, database.checkpoint, database.rewrite):
            with pytest.raises(RuntimeError):
                forbidden()
        with pytest.raises(StorageError, match=r"readonly|ReadOnly|read-only"):
            db.fetch_all("DELETE FROM case_numbers RETURNING year")


def test_a_cached_block_reads_once_until_something_is_written(database: Database) -> None:
    """By this thread or another; afterwards each read is a new one."""
    write_year(database)
    with traced(database) as trace, database.caching():
        assert [last_of(database) for _ in range(3)] == [0, 0, 0]
        assert len(trace.beginning("SELECT")) == 1
        other = threading.Thread(target=write_year, args=(database, 2026, 5))
        other.start()
        other.join()
        assert last_of(database) == 5
    write_year(database, last=6)
    assert last_of(database) == 6


def test_a_transaction_that_writes_reads_past_the_cache(database: Database, tmp_path: Path) -> None:
    """What another process wrote meanwhile is not overwritten by what was cached."""
    write_year(database)
    other = open_database(tmp_path / "relais.db")
    with database.caching():
        assert last_of(database) == 0
        write_year(other, last=7)
        with database.write() as db:
            assert db.fetch_value(COUNT) == 7
    other.close()


def test_rows_of_the_cache_are_copies(database: Database) -> None:
    """Whoever changes a row changes it for themselves."""
    write_year(database)
    with database.caching(), database.read() as db:
        db.select("case_numbers")[0]["last"] = 99
        assert db.select("case_numbers")[0]["last"] == 0


def test_upsert_and_insert_new_agree_on_what_is_there(database: Database) -> None:
    """One replaces the other columns of a row, one leaves it and says so."""
    with database.write() as db:
        assert db.insert_new("case_numbers", {"year": 2026, "last": 1})
        assert not db.insert_new("case_numbers", {"year": 2026, "last": 2})
        db.upsert("case_numbers", {"year": 2026, "last": 3}, "year")
        db.upsert("model_usage", {"day": "1", "chat": "a", "tokens": 1}, "day, chat")
        db.upsert("model_usage", {"day": "1", "chat": "a", "tokens": 2}, "day, chat")
        assert db.select("case_numbers") == [{"year": 2026, "last": 3}]
        assert db.select("model_usage") == [{"day": "1", "chat": "a", "tokens": 2}]
        assert (db.update("case_numbers", {"last": 4}, "year", 1999), db.delete("model_usage", "1 = 1")) == (0, 1)
        assert (db.count("model_usage", "1 = 1"), db.fetch_one("SELECT 1 AS one WHERE 1 = 2")) == (0, None)
