"""A backup is one state of the database, also while the bot writes, and restoring it is all or nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.schema import STEPS
from bot.storage.transactions import NewerSchemaError, PlaceError, StorageError
from tests.bot.storage.test_schema import OLD, write
from tests.support.engines import open_database
from tests.support.stored_rows import contents, fill, next_numbers


def test_a_restored_backup_holds_what_was_there(database: Database, tmp_path: Path) -> None:
    """Every row and every counter; what came after it is gone."""
    fill(database)
    held, numbers = contents(database), next_numbers(database)
    back_up(database, tmp_path / "a.backup")
    with database.write() as db:
        db.delete("consultations", "1 = 1")
        db.insert("case_tasks", {"task": "later", "day": "2026-03-03"})
    restore(database, tmp_path / "a.backup", tmp_path)
    assert (contents(database), next_numbers(database)) == (held, numbers)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_backup_is_its_owners_alone_and_one_file(database: Database, tmp_path: Path) -> None:
    """It can be opened from a disk that is only read."""
    back_up(database, tmp_path / "a.backup")
    assert stat.S_IMODE((tmp_path / "a.backup").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*a.backup*")] == ["a.backup"]


def test_a_backup_can_be_restored_on_another_engine_and_place(database: Database, tmp_path: Path) -> None:
    """It does not matter where it was made."""
    fill(database)
    back_up(database, tmp_path / "a.backup")
    other = open_database(tmp_path / "other.db")
    restore(other, tmp_path / "a.backup", tmp_path)
    assert contents(other) == contents(database)


def test_a_backup_is_consistent_while_others_write(database: Database, tmp_path: Path) -> None:
    """Two rows that are always written together are both in it, or neither."""
    stopping = threading.Event()

    def write_pairs() -> None:
        number = 0
        while not stopping.is_set():
            number += 1
            with database.write() as db:
                db.insert("case_numbers", {"year": number, "last": 0})
                db.insert("case_tasks", {"task": "pair", "day": str(number)})

    writer = threading.Thread(target=write_pairs)
    writer.start()
    try:
        for attempt in range(3):
            back_up(database, tmp_path / f"{attempt}.backup")
    finally:
        stopping.set()
        writer.join()
    for attempt in range(3):
        with closing(sqlite3.connect(tmp_path / f"{attempt}.backup")) as db:
            years = {str(year) for (year,) in db.execute("SELECT year FROM case_numbers")}
            days = {day for (day,) in db.execute("SELECT day FROM case_tasks")}
        assert years == days


def test_an_older_backup_is_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    """The file itself stays as it is."""
    write(tmp_path / "old.backup", OLD)
    before = (tmp_path / "old.backup").read_bytes()
    restore(database, tmp_path / "old.backup", tmp_path)
    assert {len(rows) for table, rows in contents(database).items() if table not in _NEW} == {2}
    assert (tmp_path / "old.backup").read_bytes() == before


_NEW = (  # tables that the old version had not
    *("access_cards", "sent_exchanges", "send_pace", "desk_links", "desk_sessions", "key_fingerprint"),
    *("documents", "document_files", "question_texts", "danger_exchanges"),
)


def newer(path: Path) -> None:
    """Have a backup say that a newer version wrote it."""
    with closing(sqlite3.connect(path)) as db, db:
        row = ("relais", f"schema_{len(STEPS) + 1}", "2027")
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)", row)


def foreign(path: Path) -> None:
    """Put the database of another program in the place of a backup."""
    path.unlink()
    write(path, "CREATE TABLE notes (text)")


def damaged(path: Path) -> None:
    """Overwrite the middle of a backup."""
    with path.open("r+b") as file:
        file.seek(os.path.getsize(path) // 2)
        file.write(b"\x55" * 9_000)


@pytest.mark.parametrize(("harm", "error"), [(newer, NewerSchemaError), (foreign, PlaceError), (damaged, StorageError)])
def test_a_backup_that_does_not_do_changes_nothing(
    database: Database, tmp_path: Path, harm: Callable[[Path], None], error: type[Exception]
) -> None:
    """One of a newer version, of another program, or a damaged one."""
    fill(database)
    held = contents(database)
    back_up(database, tmp_path / "a.backup")
    harm(tmp_path / "a.backup")
    with pytest.raises(error):
        restore(database, tmp_path / "a.backup", tmp_path)
    assert contents(database) == held
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_file_is_never_overwritten_and_a_folder_must_be_there(database: Database, tmp_path: Path) -> None:
    """Neither leaves anything behind."""
    back_up(database, tmp_path / "a.backup")
    before = (tmp_path / "a.backup").read_bytes()
    with pytest.raises(PlaceError):
        back_up(database, tmp_path / "a.backup")
    with pytest.raises(StorageError):
        back_up(database, tmp_path / "nowhere" / "a.backup")
    assert (tmp_path / "a.backup").read_bytes() == before
