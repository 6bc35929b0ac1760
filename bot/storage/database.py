"""The port to the database, and the choice between its two engines."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from bot.storage.transactions import ReadTransaction, ServerError, WriteTransaction
from index.statement import Statement


class Database(Protocol):
    """A database, on whichever engine: an SQLite file, or a schema on a PostgreSQL server.

    Every use is a transaction: all of it is on the disk once the `with` block has ended, none of it if the block
    raised. One transaction that writes at a time, of all processes: what it has read is still so when it writes. Safe
    to use from several threads and processes: a reader waits for no other process, and for a thread of this one only
    while that is amid a transaction that writes, so that what one thread does, the next one sees. Every failure is a
    StorageError, also that another writer took too long (half a minute).
    """

    def read(self) -> AbstractContextManager[ReadTransaction]:
        """Open a transaction that only reads, and sees one state of the database.

        Inside a transaction of the same thread it is part of that one and sees what that has written.
        """

    def write(self, alone: bool = True) -> AbstractContextManager[WriteTransaction]:
        """Open a transaction that writes; a nested one is part of the outer one, and undone alone if it raises.

        If it need not be `alone`, others may write meanwhile, where the engine can do that: for statements that are
        right beside others of their kind. Raises RuntimeError inside `read()`, since what was read could be out of date
        by the time it is written, and for one that is to be alone inside one that isn't.
        """

    def caching(self) -> AbstractContextManager[None]:
        """Run each query of this thread once inside the block, for as long as nothing is written in this process.

        Made for one message: its handlers ask the same facts one after the other. Transactions that write see the
        database as it is.
        """

    def checkpoint(self) -> None:
        """Leave no erased text where the engine keeps what it has yet to write into place; nothing on PostgreSQL.

        Inside a transaction this waits for its end.
        """

    def rewrite(self, at_any_cost: bool = True) -> bool:
        """Write the tables anew, so that no copy of erased text is left in them; tell whether that was done.

        All others wait meanwhile. Unless `at_any_cost`, what would keep them waiting for long may be left for later.
        What else an engine keeps of erased text is said in docs/privacy.md.
        """

    def examine(self) -> None:
        """Read all of it. Raise StorageError if it is damaged."""

    def description(self) -> Statement:
        """Return the engine with its version, and the place of the database; never a password."""

    def close(self) -> None:
        """Close all connections; none can be used afterwards."""


def open_database(place: Path | str) -> Database:
    """Open the SQLite file at a path, made if it is missing, or the PostgreSQL database at a URL; bring it up to date.

    Raises StorageError if that fails.
    """
    if isinstance(place, Path):
        from bot.storage.sqlite_database import open_sqlite

        return open_sqlite(place)
    try:
        from bot.storage.postgres_connection import open_postgres
    except ImportError as error:
        raise ServerError("psycopg, which speaks to PostgreSQL, is not installed", "driver") from error
    return open_postgres(place)
