"""Record the statements that the database runs, with their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from bot.storage.database import Database
from bot.storage.sqlite_database import SqliteDatabase
from bot.storage.transactions import Row


@dataclass
class SqlTrace:
    """The statements in their order; on SQLite those of transactions included."""

    statements: list[str] = field(default_factory=list)

    def beginning(self, *words: str) -> list[str]:
        """Return the statements that begin with one of `words`."""
        return [statement for statement in self.statements if statement.upper().startswith(words)]


@contextmanager
def traced(database: Database) -> Iterator[SqlTrace]:
    """Record the statements on all connections of a database inside the block."""
    trace = SqlTrace()
    if not isinstance(database, SqliteDatabase):
        with _traced_sessions(trace):
            yield trace
        return
    connections = [channel.connection for channel in (database._writer, database._reader)]
    for connection in connections:
        connection.set_trace_callback(trace.statements.append)
    yield trace
    for connection in connections:
        connection.set_trace_callback(None)


@contextmanager
def _traced_sessions(trace: SqlTrace) -> Iterator[None]:
    from bot.storage.postgres_session import PostgresSession

    query, execute = PostgresSession.query, PostgresSession.execute

    def traced_query(self: PostgresSession, sql: str, parameters: Any = ()) -> Iterator[Row]:
        trace.statements.append(f"{sql} {parameters}")
        return query(self, sql, parameters)

    def traced_execute(self: PostgresSession, sql: str, parameters: Any = ()) -> int:
        trace.statements.append(f"{sql} {parameters}")
        return execute(self, sql, parameters)

    with patch.object(PostgresSession, "query", traced_query), patch.object(PostgresSession, "execute", traced_execute):
        yield
