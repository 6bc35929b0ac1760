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
from sqlite_utils.migrations import Migrations

migrations = Migrations("relais")

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

    >>> _insertion("chats", {"chat": "5e", "language": "fr"})
    'INSERT INTO chats ("chat", "language") VALUES (:chat, :language)'
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

    Raises StorageError if it cannot be opened, read or written, OSError if its folder cannot be made.
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


@migrations()
def m001_telegram(db: sqlite_utils.Database) -> None:
    """Updates as they came in, and which messages answered which question."""
    db.conn.execute(
        "CREATE TABLE updates (update_id INTEGER PRIMARY KEY, received TEXT NOT NULL, payload TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, done TEXT)"
    )
    db.conn.execute("CREATE INDEX updates_waiting ON updates (update_id) WHERE done IS NULL")
    db.conn.execute(
        "CREATE TABLE deliveries (chat TEXT NOT NULL, question INTEGER NOT NULL, answers TEXT NOT NULL,"
        " at TEXT NOT NULL, PRIMARY KEY (chat, question))"
    )


@migrations()
def m002_consultations(db: sqlite_utils.Database) -> None:
    """The log of exchanges and the language of each chat."""
    db.conn.execute(
        "CREATE TABLE consultations (id TEXT PRIMARY KEY, at TEXT NOT NULL, chat TEXT NOT NULL, language TEXT NOT NULL,"
        " question TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL,"
        ' related TEXT NOT NULL, latency TEXT NOT NULL, model TEXT NOT NULL, "index" TEXT NOT NULL, feedback TEXT)'
    )
    db.conn.execute("CREATE INDEX consultations_chat ON consultations (chat, at)")
    db.conn.execute(
        "CREATE TABLE chats (chat TEXT PRIMARY KEY, language TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0)"
    )


@migrations()
def m003_outbox(db: sqlite_utils.Database) -> None:
    """Letters to send, and what became of them."""
    db.conn.execute(
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL, address TEXT,"
        " language TEXT NOT NULL, content TEXT, edits INTEGER, quotes INTEGER, added TEXT NOT NULL, due TEXT NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,"
        " doubts INTEGER NOT NULL DEFAULT 0, messages TEXT NOT NULL DEFAULT '[]', reason TEXT, finished TEXT)"
    )
    db.conn.execute("CREATE INDEX outbox_open ON outbox (due, id) WHERE state IN ('waiting', 'sending')")
    db.conn.execute("CREATE INDEX outbox_address ON outbox (address) WHERE address IS NOT NULL")


@migrations()
def m004_cases(db: sqlite_utils.Database) -> None:
    """Cases for people to answer, what happened to each, its answers, and the messages that are about it."""
    db.conn.execute(
        "CREATE TABLE cases (number TEXT PRIMARY KEY, state TEXT NOT NULL, language TEXT NOT NULL,"
        " question TEXT NOT NULL, kind TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL, found TEXT NOT NULL,"
        " consultation TEXT NOT NULL, chat TEXT NOT NULL, address TEXT, agreed INTEGER NOT NULL,"
        " owner TEXT NOT NULL DEFAULT '', owner_name TEXT NOT NULL DEFAULT '', opened TEXT NOT NULL,"
        " changed TEXT NOT NULL, due TEXT NOT NULL, card INTEGER, reminded TEXT)"
    )
    db.conn.execute("CREATE UNIQUE INDEX cases_consultation ON cases (consultation) WHERE consultation != ''")
    db.conn.execute("CREATE INDEX cases_chat ON cases (chat)")
    db.conn.execute("CREATE TABLE case_numbers (year INTEGER PRIMARY KEY, last INTEGER NOT NULL)")
    db.conn.execute(
        "CREATE TABLE case_events (id INTEGER PRIMARY KEY, number TEXT NOT NULL, at TEXT NOT NULL,"
        " happening TEXT NOT NULL, who TEXT NOT NULL, name TEXT NOT NULL, note TEXT NOT NULL)"
    )
    db.conn.execute("CREATE INDEX case_events_number ON case_events (number)")
    db.conn.execute(
        "CREATE TABLE case_answers (id INTEGER PRIMARY KEY, number TEXT NOT NULL, text TEXT NOT NULL,"
        " who TEXT NOT NULL, name TEXT NOT NULL, fate TEXT NOT NULL, letter INTEGER UNIQUE, source INTEGER,"
        " at TEXT NOT NULL)"
    )
    db.conn.execute("CREATE INDEX case_answers_number ON case_answers (number)")
    db.conn.execute(
        "CREATE TABLE case_messages (chat TEXT NOT NULL, message INTEGER NOT NULL, number TEXT NOT NULL,"
        " PRIMARY KEY (chat, message))"
    )
    db.conn.execute("CREATE TABLE case_errands (errand TEXT, day TEXT, PRIMARY KEY (errand, day))")
    db.conn.execute(
        "CREATE TABLE case_drafts (chat TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, language TEXT NOT NULL,"
        " question TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL, found TEXT NOT NULL,"
        " PRIMARY KEY (chat, who))"
    )
    db.conn.execute("CREATE TABLE case_staff (id INTEGER PRIMARY KEY, address TEXT NOT NULL)")


@migrations()
def m005_checks(db: sqlite_utils.Database) -> None:
    """Checks with their answers, and the text of every procedure that one of them follows."""
    db.conn.execute(
        "CREATE TABLE checks (id TEXT PRIMARY KEY, chat TEXT NOT NULL, name TEXT NOT NULL, procedure TEXT NOT NULL,"
        " version TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, answers TEXT NOT NULL,"
        " message INTEGER, before TEXT, started TEXT NOT NULL, changed TEXT NOT NULL)"
    )
    db.conn.execute("CREATE INDEX checks_chat ON checks (chat, changed)")
    db.conn.execute("CREATE TABLE procedures (digest TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL)")


@migrations()
def m006_model(db: sqlite_utils.Database) -> None:
    """The tokens that a language model took, and how each answer came about."""
    db.conn.execute(
        "CREATE TABLE model_usage (day TEXT NOT NULL, chat TEXT NOT NULL, tokens INTEGER NOT NULL,"
        " PRIMARY KEY (day, chat))"
    )
    for column in ("path", "why", "digest"):
        db.conn.execute(f"ALTER TABLE consultations ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


@migrations()
def m007_privacy(db: sqlite_utils.Database) -> None:
    """Which chats were told what is kept of them."""
    db.conn.execute("CREATE TABLE notices (chat TEXT PRIMARY KEY, at TEXT NOT NULL)")


@migrations()
def m008_access(db: sqlite_utils.Database) -> None:
    """Roles that were given, open invitations, requests for access, and who did what about them."""
    db.conn.execute(
        "CREATE TABLE roles (id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL UNIQUE, role TEXT NOT NULL,"
        " address TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL)"
    )
    db.conn.execute(
        "CREATE TABLE invitations (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, role TEXT NOT NULL,"
        " note TEXT NOT NULL, until TEXT NOT NULL)"
    )
    db.conn.execute(
        "CREATE TABLE requests (number TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE, chat TEXT NOT NULL,"
        " address TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL, introduction TEXT NOT NULL,"
        " messages TEXT NOT NULL, until TEXT NOT NULL)"
    )
    db.conn.execute(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,"
        " subject TEXT NOT NULL, detail TEXT NOT NULL)"
    )


@migrations()
def m009_languages(db: sqlite_utils.Database) -> None:
    """When each chat's language was last set."""
    db.conn.execute("ALTER TABLE chats ADD COLUMN at TEXT NOT NULL DEFAULT ''")


@migrations()
def m010_stopping(db: sqlite_utils.Database) -> None:
    """What a safe word clears: which messages bear buttons, and exchanges that were set aside."""
    db.conn.execute(
        "CREATE TABLE keyboards (chat TEXT NOT NULL, message INTEGER NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (chat, message))"
    )
    db.conn.execute("ALTER TABLE consultations ADD COLUMN aside INTEGER NOT NULL DEFAULT 0")


@migrations()
def m020_faq(db: sqlite_utils.Database) -> None:
    """Questions that people ask with the answers that were written to them, and why an answer was found bad."""
    db.conn.execute(
        "CREATE TABLE faq (id TEXT PRIMARY KEY, state TEXT NOT NULL, questions TEXT NOT NULL,"
        " answers TEXT NOT NULL, variants TEXT NOT NULL, cards TEXT NOT NULL, members TEXT NOT NULL,"
        " author TEXT NOT NULL, published TEXT NOT NULL, review TEXT NOT NULL, asked INTEGER NOT NULL)"
    )
    db.conn.execute("CREATE INDEX faq_state ON faq (state, asked)")
    db.conn.execute("ALTER TABLE consultations ADD COLUMN reason TEXT")


@migrations()
def m021_several_drafts(db: sqlite_utils.Database) -> None:
    """Questions that wait for consent, each under an id of its own; those from before are a day old at most."""
    db.conn.execute("DROP TABLE case_drafts")
    db.conn.execute(
        "CREATE TABLE case_drafts (id TEXT PRIMARY KEY, chat TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,"
        " language TEXT NOT NULL, question TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL,"
        " found TEXT NOT NULL)"
    )
    db.conn.execute("CREATE INDEX case_drafts_chat ON case_drafts (chat, who)")


@migrations()
def m022_answers_held(db: sqlite_utils.Database) -> None:
    """Answers with what had happened when they were written, under ids that buttons can name: none is given twice."""
    db.conn.execute("ALTER TABLE case_answers RENAME TO old_answers")
    db.conn.execute(
        "CREATE TABLE case_answers (id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, text TEXT NOT NULL,"
        " who TEXT NOT NULL, name TEXT NOT NULL, fate TEXT NOT NULL, letter INTEGER UNIQUE, source INTEGER,"
        " at TEXT NOT NULL, heard INTEGER NOT NULL DEFAULT 0)"
    )
    db.conn.execute("INSERT INTO case_answers SELECT *, 0 FROM old_answers")
    db.conn.execute("DROP TABLE old_answers")
    db.conn.execute("CREATE INDEX case_answers_number ON case_answers (number)")


@migrations()
def m023_faq_replies(db: sqlite_utils.Database) -> None:
    """The case to which a person gave an answer that no card covers."""
    db.conn.execute("ALTER TABLE faq ADD COLUMN reply TEXT NOT NULL DEFAULT ''")
