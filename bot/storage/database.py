"""Open the SQLite file, and read and write it in transactions: the only module that calls `sqlite3`."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import sqlite_utils

from bot.storage.schema import migrations, missing_steps

BUSY_SECONDS = 30.0

Row: TypeAlias = dict[str, Any]
Parameters: TypeAlias = Sequence[object] | Mapping[str, object]


class StorageError(Exception):
    """The database can't be opened, read or written. The log names the cause; the chat gets one sentence."""


class ReadTransaction:
    """One state of the database, whatever other connections write meanwhile.

    Tables, columns and conditions are words of the caller's code; what comes from outside is bound as a parameter.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, each by the names of its columns."""
        with _storage_errors():
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor]

    def fetch_one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query, None if there is none."""
        return next(iter(self.fetch_all(sql, parameters)), None)

    def fetch_value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row of a query, None if there is none."""
        row = self.fetch_one(sql, parameters)
        return next(iter(row.values())) if row else None

    def select(self, table: str, where: str = "1 = 1", parameters: Parameters = (), order_by: str = "") -> list[Row]:
        """Return the rows of a table that meet a condition; `order_by` names columns as SQL does."""
        order = f" ORDER BY {order_by}" if order_by else ""
        return self.fetch_all(f"SELECT * FROM {table} WHERE {where}{order}", parameters)  # noqa: S608 - see the class

    def count(self, table: str, where: str, parameters: Parameters = ()) -> int:
        """Return the number of rows of a table that meet a condition."""
        return int(self.fetch_value(f"SELECT count(*) FROM {table} WHERE {where}", parameters))  # noqa: S608 - see the class


class WriteTransaction(ReadTransaction):
    """A transaction that may also write; no other connection writes until it ends."""

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that changes rows, and return the number of rows changed."""
        with _storage_errors():
            return self._connection.execute(sql, parameters).rowcount

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Insert a row and return its number (the SQLite rowid)."""
        with _storage_errors():
            return self._connection.execute(_insertion(table, row), row).lastrowid or 0

    def insert_new(self, table: str, row: Mapping[str, object]) -> bool:
        """Insert a row unless there is one with its key; tell whether it was inserted."""
        return bool(self.execute(f"{_insertion(table, row)} ON CONFLICT DO NOTHING", row))

    def upsert(self, table: str, row: Mapping[str, object], key: str) -> None:
        """Insert a row, or replace the other columns of the row with the same `key`: columns with commas between."""
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in key.split(", "))
        self.execute(f"{_insertion(table, row)} ON CONFLICT ({key}) DO UPDATE SET {changes}", row)

    def update(self, table: str, changes: Mapping[str, object], key: str, value: object) -> int:
        """Set columns of the rows whose column `key` is `value`; return the number of rows changed."""
        assignments = ", ".join(f'"{name}" = ?' for name in changes)
        return self.execute(f"UPDATE {table} SET {assignments} WHERE {key} = ?", [*changes.values(), value])  # noqa: S608 - see the class

    def delete(self, table: str, where: str, parameters: Parameters = ()) -> int:
        """Delete the rows of a table that meet a condition; return the number of rows deleted."""
        return self.execute(f"DELETE FROM {table} WHERE {where}", parameters)  # noqa: S608 - see the class


def _insertion(table: str, row: Mapping[str, object]) -> str:
    """Return the statement that inserts a row with its values as named parameters.

    >>> _insertion("chat_languages", {"chat": "5e", "language": "fr"})
    'INSERT INTO chat_languages ("chat", "language") VALUES (:chat, :language)'
    """
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    return f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - see ReadTransaction


class _Channel:
    """A connection that threads take turns with, and the thread whose transaction is open on it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.RLock()
        self._thread: int | None = None

    def is_mine(self) -> bool:
        """Tell whether the calling thread has a transaction open here."""
        return self._thread == threading.get_ident()

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Open a transaction with the statement `begin`; commit it at the end, or roll it back on an error."""
        with self.lock:
            _run(self.connection, begin)
            self._thread = threading.get_ident()
            try:
                yield
                _run(self.connection, "COMMIT")
            except BaseException:
                with _storage_errors():
                    self.connection.rollback()
                raise
            finally:
                self._thread = None


class Database:
    """An SQLite file with one connection that writes and one that reads (write-ahead log: neither waits for the other).

    Every use is a transaction: all of it is on the disk once the `with` block has ended, none of it if the block
    raised. Safe to use from several threads and processes. Every failure of SQLite is a StorageError.
    """

    def __init__(self, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self._writer, self._reader = _Channel(writer), _Channel(reader)
        self._checkpoint_due = False

    @contextmanager
    def read(self) -> Iterator[ReadTransaction]:
        """Open a transaction that only reads: it takes no write lock and waits for no writer.

        Inside a transaction of the same thread it is part of that one and sees what that has written.
        """
        if self._writer.is_mine():
            yield ReadTransaction(self._writer.connection)
        elif self._reader.is_mine():
            yield ReadTransaction(self._reader.connection)
        else:
            with self._reader.transaction("BEGIN"):
                yield ReadTransaction(self._reader.connection)

    @contextmanager
    def write(self) -> Iterator[WriteTransaction]:
        """Open a transaction that writes; a nested one is part of the outer one, and undone alone if it raises.

        Raises RuntimeError inside `read()`: what was read could be out of date by the time it is written.
        """
        self._refuse_while_reading()
        if self._writer.is_mine():
            with _savepoint(self._writer.connection):
                yield WriteTransaction(self._writer.connection)
            return
        # IMMEDIATE: another process that writes is waited for here, where waiting is
        # possible, and not half-way through (SQLite, "BEGIN IMMEDIATE", SQLITE_BUSY_SNAPSHOT).
        with self._writer.transaction("BEGIN IMMEDIATE"):
            yield WriteTransaction(self._writer.connection)
        if self._checkpoint_due:
            self.checkpoint()

    def checkpoint(self) -> None:
        """Copy the write-ahead log into the file and empty it, so that erased text is gone from both.

        Inside a transaction this waits for its end.
        """
        self._refuse_while_reading()
        with self._writer.lock:
            self._checkpoint_due = self._writer.is_mine()
            if not self._checkpoint_due:
                self._empty_log()

    def rewrite(self) -> bool:
        """Write the whole file anew, so that no copy of erased text is left in it; tell whether the log was emptied.

        secure_delete overwrites what is deleted, and not the copies of it that moving rows between pages has left
        behind (found by measuring: some rows in a thousand). Costs about 15 ms a megabyte, during which all wait.
        """
        self._refuse_while_reading()
        with self._writer.lock, self._reader.lock:
            _run(self._writer.connection, "VACUUM")
            return self._empty_log()

    def close(self) -> None:
        """Close both connections; neither can be used afterwards."""
        with self._writer.lock, self._reader.lock:
            self._reader.connection.close()
            self._writer.connection.close()

    def _refuse_while_reading(self) -> None:
        if self._reader.is_mine():
            raise RuntimeError("A transaction that only reads cannot turn into one that writes.")

    def _empty_log(self) -> bool:
        """Empty the write-ahead log; tell whether no other process was in the way."""
        with self._reader.lock, _storage_errors():  # our own reader must not be what is in the way
            busy = self._writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy


def open_database(path: Path) -> Database:
    """Open the file, made if it is missing (readable by its owner alone), with its schema up to date.

    Raises StorageError if it cannot be opened, read, written or brought up to date, OSError if it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with _storage_errors():
        writer = _connect(path)
        db = sqlite_utils.Database(writer)
        db.enable_wal()
        # FULL: what was committed survives a power cut. secure_delete: what was erased is overwritten.
        writer.execute("PRAGMA synchronous=FULL")
        writer.execute("PRAGMA secure_delete=ON")
        if migrations.pending(db):
            if missing := missing_steps(db):
                raise StorageError(f"{path} is older than the last unreleased version: it lacks {missing[0]}.")
            writer.execute("BEGIN IMMEDIATE")
            with writer:
                migrations.apply(db)
        reader = _connect(path)
        reader.execute("PRAGMA query_only=ON")
    return Database(writer, reader)


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection that waits for others, and begins no transaction of its own accord when it only reads."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)


@contextmanager
def _savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo what the block wrote if it raises, and leave the transaction around it open (SQL, SAVEPOINT)."""
    _run(connection, "SAVEPOINT nested")
    try:
        yield
    except BaseException:
        _run(connection, "ROLLBACK TO nested")
        raise
    finally:
        _run(connection, "RELEASE nested")


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Raise a StorageError for every error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error


def _run(connection: sqlite3.Connection, sql: str) -> None:
    with _storage_errors():
        connection.execute(sql)
