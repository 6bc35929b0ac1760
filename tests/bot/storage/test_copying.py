"""A copy holds every row and every counter, whichever way it goes, or there is none."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.copying import copy_database
from bot.storage.database import Database
from bot.storage.database import open_database as open_at
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from bot.storage.schema import TABLES
from bot.storage.transactions import PlaceError, StorageError, WriteTransaction
from tests.support.engines import open_database
from tests.support.stored_rows import contents, fill, next_numbers


def test_a_copy_to_a_file_and_back_is_the_same(database: Database, tmp_path: Path) -> None:
    """From either engine through SQLite to that engine: rows, their order, and numbers that are not given again."""
    fill(database)
    held, numbers = contents(database), next_numbers(database)
    assert all(held.values())
    with closing(open_at(tmp_path / "copy.db")) as copy:
        counts = copy_database(database, copy)
        assert counts == {table: len(rows) for table, rows in held.items()}
        back = open_database(tmp_path / "back.db")
        copy_database(copy, back)
    assert (contents(back), next_numbers(back)) == (held, numbers)
    number = Outbox(back).add(OutgoingMessage("1", "fr", "{}", "case:1"))
    assert number == numbers["outbox"] + 1


def test_many_rows_are_copied_in_the_order_in_which_they_were_written(database: Database, tmp_path: Path) -> None:
    """More than are held in memory at once."""
    with database.write() as db:
        db.insert_many("audit", ({**_ENTRY, "detail": str(number)} for number in range(2_500)))
    with closing(open_at(tmp_path / "copy.db")) as copy:
        copy_database(database, copy)
        with copy.read() as db:
            assert [row["detail"] for row in db.select("audit", order_by="id")] == [str(one) for one in range(2_500)]


_ENTRY = {"at": "2026", "actor": "a", "act": "granted", "subject": "b"}


def test_a_place_that_holds_something_is_refused_and_left_alone(database: Database, tmp_path: Path) -> None:
    """Two installations are never mixed."""
    fill(database)
    with closing(open_at(tmp_path / "copy.db")) as copy:
        with copy.write() as db:
            db.insert("audit", {**_ENTRY, "detail": ""})
        held = contents(copy)
        with pytest.raises(PlaceError, match="audit"):
            copy_database(database, copy)
        assert contents(copy) == held


@pytest.mark.parametrize("table", ["updates", "audit", TABLES[-1]])
def test_a_copy_that_fails_leaves_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """Wherever it fails."""
    with closing(open_at(tmp_path / "source.db")) as source:
        fill_on_sqlite(source)
        insert_many = WriteTransaction.insert_many

        def fail(self: WriteTransaction, name: str, rows: object) -> None:
            insert_many(self, name, rows)  # type: ignore[arg-type]  # the rows that the copy gave
            if name == table:
                raise StorageError("the disk is full")

        monkeypatch.setattr(WriteTransaction, "insert_many", fail)
        with pytest.raises(StorageError, match="full"):
            copy_database(source, database)
    assert not any(contents(database).values())


def test_a_copy_with_other_counts_is_not_kept(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts are those of both places, and not what was meant to be written."""
    with closing(open_at(tmp_path / "source.db")) as source:
        fill_on_sqlite(source)
        monkeypatch.setattr(WriteTransaction, "insert_many", lambda self, table, rows: list(rows))
        with pytest.raises(StorageError, match="not as many rows"):
            copy_database(source, database)
    assert not any(contents(database).values())


def fill_on_sqlite(source: Database) -> None:
    """Write one row into a table of the file, whatever the engine of the test is."""
    with source.write() as db:
        db.insert("audit", {**_ENTRY, "detail": ""})
