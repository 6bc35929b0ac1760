"""The embedded database: an SQLite file, read and written in transactions."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import sqlite_utils

from bot.storage.query_cache import QueryCache
from bot.storage.schema import COUNTED
from bot.storage.sqlite_schema import migrations, missing_steps, unknown_steps
from bot.storage.transactions import (
    CachedRead,
    NewerSchemaError,
    Parameters,
    PlaceError,
    ReadTransaction,
    Row,
    Session,
    StorageError,
    WriteTransaction,
)
from index.statement import Statement, state

BUSY_SECONDS = 30.0
SYNCHRONOUS = "FULL"  # what was committed survives a power cut (SQLite, PRAGMA synchronous)


@contextmanager
def sqlite_errors() -> Iterator[None]:
    """Raise a StorageError for every error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error


class SqliteSession:
    """A connection to the file (see the port `Session`)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def query(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Yield the rows of a query."""
        with sqlite_errors():
            cursor = self._connection.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            for values in cursor:
                yield dict(zip(names, values, strict=True))

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query, which SQLite finds one after the other."""
        return self.query(sql)

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement, and return the number of rows changed."""
        with sqlite_errors():
            return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a statement for each of `rows`."""
        with sqlite_errors():
            self._connection.executemany(sql, rows)

    def last_number(self, table: str) -> int:
        """Return the highest number that the table has given to a row."""
        counter = "(SELECT seq FROM sqlite_sequence WHERE name = ?)"
        rows = self.query(f"SELECT coalesce({counter}, max(id), 0) AS last FROM {table}", [table])  # noqa: S608 - a constant
        return next(int(row["last"]) for row in rows)

    def set_last_number(self, table: str, number: int) -> None:
        """Have the table give the numbers after `number`; one that doesn't count goes on after its last row anyway."""
        if table in COUNTED and number:
            self.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, number])


class _Channel:
    """A connection that threads take turns with, and the thread whose transaction is open on it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.RLock()
        self.open = threading.Lock()  # held while a transaction is open, and not while one waits to begin
        self._thread: int | None = None

    def is_mine(self) -> bool:
        """Tell whether the calling thread has a transaction open here."""
        return self._thread == threading.get_ident()

    @contextmanager
    def transaction(self, begin: str) -> Iterator[None]:
        """Open a transaction with the statement `begin`; commit it at the end, or roll it back on an error."""
        with self.lock:
            _run(self.connection, begin)
            with self.open:
                self._thread = threading.get_ident()
                try:
                    yield
                    _run(self.connection, "COMMIT")
                except BaseException:
                    with sqlite_errors():
                        self.connection.rollback()
                    raise
                finally:
                    self._thread = None


class SqliteDatabase:
    """An SQLite file with one connection that writes and one that reads (see the port `Database`).

    A reader waits for no other process (SQLite, "WAL"), and a writer for each of them: IMMEDIATE.
    """

    def __init__(self, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self._writer, self._reader = _Channel(writer), _Channel(reader)
        self._checkpoint_due = False
        self._queries = QueryCache()

    @contextmanager
    def read(self) -> Iterator[ReadTransaction]:
        """Open a transaction that only reads: it takes no write lock."""
        if self._writer.is_mine():
            yield ReadTransaction(SqliteSession(self._writer.connection))
        elif self._reader.is_mine():
            yield ReadTransaction(SqliteSession(self._reader.connection))
        elif cache := self._queries.current():
            with ExitStack() as stack:
                yield CachedRead(cache, partial(stack.enter_context, self._begin_read()))
        else:
            with self._begin_read() as session:
                yield ReadTransaction(session)

    def caching(self) -> AbstractContextManager[None]:
        """Run each query of this thread once inside the block, for as long as nothing is written in this process."""
        return self._queries.block()

    @contextmanager
    def write(self, alone: bool = True) -> Iterator[WriteTransaction]:
        """Open a transaction that writes, once no other one does."""
        self._refuse_while_reading()
        if self._writer.is_mine():
            with _savepoint(self._writer.connection):
                yield WriteTransaction(SqliteSession(self._writer.connection))
            return
        # IMMEDIATE: another process that writes is waited for here, where waiting is
        # possible, and not half-way through (SQLite, "BEGIN IMMEDIATE", SQLITE_BUSY_SNAPSHOT).
        with self._writer.transaction("BEGIN IMMEDIATE"):
            yield WriteTransaction(SqliteSession(self._writer.connection))
        self._queries.note_commit()
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

    def rewrite(self, at_any_cost: bool = True) -> bool:
        """Write the whole file anew, so that no copy of erased text is left in it; tell whether the log was emptied.

        secure_delete overwrites what is deleted, and not the copies of it that moving rows between pages has left
        behind (found by measuring: some rows in a thousand). Costs about 15 ms a megabyte, which is paid in any case.
        """
        self._refuse_while_reading()
        with self._writer.lock, self._reader.lock:
            _run(self._writer.connection, "VACUUM")
            return self._empty_log()

    def back_up(self, path: Path) -> None:
        """Write the state of this moment to a new file (SQLite, "Online Backup API"); nobody who writes has to wait."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        self._refuse_while_reading()
        with self._reader.lock, sqlite_errors(), closing(sqlite3.connect(path)) as target:
            self._reader.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, which can also be opened where nothing is written

    def take_over(self, source: SqliteDatabase) -> None:
        """Put the content of another database in the place of this one's: all of it, or nothing."""
        self._refuse_while_reading()
        with self._writer.lock, self._reader.lock, sqlite_errors():
            source._reader.connection.backup(self._writer.connection)
        self._queries.note_commit()
        self.rewrite()

    def examine(self) -> None:
        """Raise StorageError if the file is damaged (SQLite, PRAGMA quick_check)."""
        with self.read() as db:
            if (found := db.fetch_value("PRAGMA quick_check(1)")) != "ok":
                raise StorageError(f"the file is damaged ({found})")

    def description(self) -> Statement:
        """Return the version of SQLite, and the path of the file."""
        with self.read() as db:
            version = db.fetch_value("SELECT sqlite_version()")
            path = db.fetch_value("SELECT file FROM pragma_database_list WHERE name = 'main'")
        return (
            state("storage.sqlite", version=version, path=path) if path else state("storage.in_memory", version=version)
        )

    def close(self) -> None:
        """Close both connections; neither can be used afterwards."""
        with self._writer.lock, self._reader.lock:
            self._reader.connection.close()
            self._writer.connection.close()

    @contextmanager
    def _begin_read(self) -> Iterator[Session]:
        """Begin to read once no other thread is amid writing: what one thread does, the next one sees."""
        with self._writer.open:
            pass
        with self._reader.transaction("BEGIN"):
            yield SqliteSession(self._reader.connection)

    def _refuse_while_reading(self) -> None:
        if self._reader.is_mine():
            raise RuntimeError("A transaction that only reads cannot turn into one that writes.")

    def _empty_log(self) -> bool:
        """Empty the write-ahead log; tell whether no other process was in the way."""
        with self._reader.lock, sqlite_errors():  # our own reader must not be what is in the way
            busy = self._writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy


def open_sqlite(path: Path) -> SqliteDatabase:
    """Open the file, made if it is missing (readable by its owner alone), with its schema up to date.

    Raises StorageError if it cannot be made, opened, read, written or brought up to date.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(f"{path} can't be opened: {error.strerror}.") from error
    with sqlite_errors():
        writer = _connect(path)
        db = sqlite_utils.Database(writer)
        db.enable_wal()
        writer.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        writer.execute("PRAGMA secure_delete=ON")  # what was erased is overwritten
        if unknown := unknown_steps(db):
            raise NewerSchemaError(f"{path} was written by a newer version of Relais ({unknown[-1]}).")
        if migrations.pending(db):
            if missing := missing_steps(db):
                raise StorageError(f"{path} is older than the last unreleased version: it lacks {missing[0]}.")
            writer.execute("BEGIN IMMEDIATE")
            with writer:
                migrations.apply(db)
        reader = _connect(path)
        reader.execute("PRAGMA query_only=ON")
    return SqliteDatabase(writer, reader)


def open_in_memory() -> SqliteDatabase:
    """Return an empty database that is gone with the process: for a chat on a machine whose disk takes nothing."""
    name = f"file:relais-{secrets.token_hex(4)}?mode=memory&cache=shared"
    with sqlite_errors():
        writer, reader = (sqlite3.connect(name, uri=True, check_same_thread=False) for _ in range(2))
        with writer:
            migrations.apply(sqlite_utils.Database(writer))
        reader.execute("PRAGMA query_only=ON")
    return SqliteDatabase(writer, reader)


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


def _run(connection: sqlite3.Connection, sql: str) -> None:
    with sqlite_errors():
        connection.execute(sql)


def require_database(path: Path) -> None:
    """Raise PlaceError unless the file at `path` is a database of ours."""
    with sqlite_errors(), closing(sqlite3.connect(path)) as connection:
        if not migrations.applied(sqlite_utils.Database(connection)):
            raise PlaceError("The file holds nothing of Relais.")
