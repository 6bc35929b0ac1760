"""The door to SQLite: one file, one connection, and a function for every step of its schema."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

migrations = Migrations("relais")

BUSY_SECONDS = 30.0


class Database:
    """One connection that threads take turns with.

    Every use is a transaction: all of it is on the disk once the `with` block has ended,
    none of it if the block raised.
    """

    def __init__(self, db: sqlite_utils.Database) -> None:
        self._db = db
        self._lock = threading.RLock()
        self._to_fold = False

    @contextmanager
    def transaction(self) -> Iterator[sqlite_utils.Database]:
        """Give the database under a lock, inside a transaction; nested calls are part of the outer one."""
        with self._lock:
            if self._db.conn.in_transaction:
                with self._db.atomic():
                    yield self._db
                return
            # IMMEDIATE: another process that writes is waited for here, where waiting is
            # possible, and not half-way through (SQLite, "BEGIN IMMEDIATE", SQLITE_BUSY_SNAPSHOT).
            self._db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.conn.execute("COMMIT")
            except BaseException:
                self._db.rollback()
                raise
            if self._to_fold:
                self.checkpoint()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file and empty it, so that erased text is gone from both.

        Inside a transaction this waits for its end.
        """
        with self._lock:
            self._to_fold = self._db.conn.in_transaction
            if not self._to_fold:
                self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def rewrite(self) -> bool:
        """Write the whole file anew, so that no copy of what was erased is left in it; tell whether that was done.

        secure_delete overwrites what is deleted, and not the copies of it that moving rows between pages has left
        behind (found by measuring: some rows in a thousand). Costs about 15 ms a megabyte, during which all wait.
        """
        with self._lock:
            self._db.conn.execute("VACUUM")
            busy = self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Close the connection; it cannot be used afterwards."""
        with self._lock:
            self._db.close()


def open_database(path: Path) -> Database:
    """Open the file, made if it is missing (readable by its owner alone), with every migration applied.

    Raises sqlite3.Error if it cannot be opened, read or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    db = sqlite_utils.Database(connection)
    db.enable_wal()
    # FULL: what was committed survives a power cut. secure_delete: what was erased is overwritten.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    database = Database(db)
    with database.transaction() as opened:
        migrations.apply(opened)
    return database


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
