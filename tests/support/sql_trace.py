"""Record the statements that SQLite runs, with their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.storage.database import Database
from bot.storage.sqlite_database import SqliteDatabase


@dataclass
class SqlTrace:
    """The statements in their order, those of transactions included."""

    statements: list[str] = field(default_factory=list)

    def beginning(self, *words: str) -> list[str]:
        """Return the statements that begin with one of `words`."""
        return [statement for statement in self.statements if statement.upper().startswith(words)]


@contextmanager
def traced(database: Database) -> Iterator[SqlTrace]:
    """Record the statements of both connections of a database inside the block."""
    assert isinstance(database, SqliteDatabase)
    trace = SqlTrace()
    connections = [channel.connection for channel in (database._writer, database._reader)]
    for connection in connections:
        connection.set_trace_callback(trace.statements.append)
    yield trace
    for connection in connections:
        connection.set_trace_callback(None)
