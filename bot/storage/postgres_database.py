"""The database on a PostgreSQL server, read and written in transactions on the connections of a pool."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool

from bot.storage.postgres_session import PostgresSession, postgres_errors
from bot.storage.query_cache import QueryCache
from bot.storage.schema import TABLES
from bot.storage.transactions import CachedRead, ReadTransaction, Session, WriteTransaction
from index.statement import Statement, state

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

# One writer at a time in the schema that the connection uses: two installations in one database don't meet.
_BEGIN_WRITE = "SELECT pg_advisory_xact_lock(1919249513, hashtext(current_schema()))"  # "rela" as a number


SMALL_BYTES = 100_000_000  # a table that is written anew within some seconds


@dataclass(slots=True)
class _Open:
    """The transaction that a thread has open."""

    connection: Connection
    may_write: bool
    alone: bool


class PostgresDatabase:
    """A schema on a PostgreSQL server (see the port `Database`).

    A transaction that writes begins with an advisory lock, which keeps all others that write waiting until it ends.
    One that only reads sees one state (REPEATABLE READ) and takes no lock.
    """

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self._pool, self._queries, self._local = pool, QueryCache(), threading.local()
        self._turn = threading.Lock()  # threads wait here for their turn to write, and not with a connection each
        self._writing = threading.Lock()  # held while a transaction that writes is open

    @contextmanager
    def read(self) -> Iterator[ReadTransaction]:
        """Open a transaction that only reads."""
        if opened := self._opened():
            yield ReadTransaction(PostgresSession(opened.connection))
        elif cache := self._queries.current():
            with ExitStack() as stack:
                yield CachedRead(cache, partial(stack.enter_context, self._begin_read()))
        else:
            with self._begin_read() as session:
                yield ReadTransaction(session)

    @contextmanager
    def write(self, alone: bool = True) -> Iterator[WriteTransaction]:
        """Open a transaction that writes; if it is to be alone, once no other one does that is to be alone too."""
        self._refuse_while_reading()
        if opened := self._opened():
            if alone and not opened.alone:
                raise RuntimeError("A transaction beside others cannot turn into one that is alone.")
            with postgres_errors(), opened.connection.transaction():
                yield WriteTransaction(PostgresSession(opened.connection))
            return
        if not alone:
            with self._transaction(may_write=True, alone=False) as session:
                yield WriteTransaction(session)
            self._queries.note_commit()
            return
        with self._turn:
            with self._transaction(may_write=True) as session:
                for _ in session.query(_BEGIN_WRITE):
                    pass
                with self._writing:
                    yield WriteTransaction(session)
            self._queries.note_commit()

    def caching(self) -> AbstractContextManager[None]:
        """Run each query of this thread once inside the block, for as long as nothing is written in this process."""
        return self._queries.block()

    def checkpoint(self) -> None:
        """Do nothing: the server alone says when its write-ahead log is emptied."""
        self._refuse_while_reading()

    def rewrite(self, at_any_cost: bool = True) -> bool:
        """Write each table anew (VACUUM FULL), unless it is large and that need not be now.

        VACUUM alone is not enough: more than half of the copies of a deleted key were still in the files (found by
        measuring). FULL leaves none there, and keeps everybody from the table meanwhile.
        """
        self._refuse_while_reading()
        with postgres_errors(), self._pool.connection() as connection:
            whole = [table for table in TABLES if at_any_cost or _size(connection, table) <= SMALL_BYTES]
            for table in TABLES:
                form = "VACUUM (FULL, ANALYZE) {}" if table in whole else "VACUUM (ANALYZE) {}"
                connection.execute(sql.SQL(form).format(sql.Identifier(table)))
        return len(whole) == len(TABLES)

    def examine(self) -> None:
        """Read each row of each table: the server refuses a page that is damaged (PostgreSQL, "Data Checksums")."""
        with self.read() as db:
            for table in TABLES:
                db.fetch_value(f"SELECT count(whole.*) FROM {table} AS whole")  # noqa: S608 - a constant

    def description(self) -> Statement:
        """Return the version of the server, and where it is."""
        with postgres_errors(), self._pool.connection() as connection:
            info = connection.info
            version = ".".join(str(part) for part in divmod(info.server_version, 10_000))
            place = {"host": info.host, "port": str(info.port), "name": info.dbname, "user": info.user}
            return state("storage.postgresql", version=version, **place)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @contextmanager
    def _begin_read(self) -> Iterator[Session]:
        """Begin to read once no other thread is amid writing: what one thread does, the next one sees."""
        with self._writing:
            pass
        with self._transaction(may_write=False) as session:
            yield session

    @contextmanager
    def _transaction(self, may_write: bool, alone: bool = True) -> Iterator[PostgresSession]:
        """Open a transaction on a connection of the pool, which is this thread's until the end."""
        with postgres_errors(), self._pool.connection() as connection:
            connection.read_only = not may_write
            level = psycopg.IsolationLevel.READ_COMMITTED if may_write else psycopg.IsolationLevel.REPEATABLE_READ
            connection.isolation_level = level
            with connection.transaction():
                self._local.open = _Open(connection, may_write, alone)
                try:
                    yield PostgresSession(connection)
                finally:
                    self._local.open = None

    def _opened(self) -> _Open | None:
        opened: _Open | None = getattr(self._local, "open", None)
        return opened

    def _refuse_while_reading(self) -> None:
        if (opened := self._opened()) and not opened.may_write:
            raise RuntimeError("A transaction that only reads cannot turn into one that writes.")


def _size(connection: Connection, table: str) -> int:
    """Return the bytes of a table with its indexes."""
    row = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
    return int(row[0]) if row else 0
