"""Statements inside a transaction: rows as dictionaries, by SQL or by the name of a table.

Nothing here asks SQLite about its tables. Tables, columns and conditions are constants of the caller's code; what comes
from outside is bound as a parameter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Parameters: TypeAlias = Sequence[object] | Mapping[str, object]


class StorageError(Exception):
    """The database can't be opened, read or written. The log names the cause; the chat gets one sentence."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise a StorageError for every error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error


class ReadTransaction:
    """One state of the database, whatever other connections write meanwhile.

    Tables, columns and conditions are constants of the caller's code; what comes from outside is bound as a parameter.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, each by the names of its columns."""
        with storage_errors():
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


@dataclass(slots=True)
class ReadCache:
    """The rows of queries by their text and parameters, as they were after so many commits."""

    commits: int
    rows: dict[tuple[str, tuple[object, ...]], list[Row]] = field(default_factory=dict)


class CachedRead(ReadTransaction):
    """A read transaction that begins when a query is not in the cache."""

    def __init__(self, connection: sqlite3.Connection, cache: ReadCache, begin: Callable[[], None]) -> None:
        super().__init__(connection)
        self._cache, self._begin, self._has_begun = cache, begin, False

    def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, from the cache if it was run before."""
        key = (sql, tuple(parameters.items() if isinstance(parameters, Mapping) else parameters))
        if key not in self._cache.rows:
            if not self._has_begun:
                self._begin()
                self._has_begun = True
            self._cache.rows[key] = super().fetch_all(sql, parameters)
        return [dict(row) for row in self._cache.rows[key]]


class WriteTransaction(ReadTransaction):
    """A transaction that may also write; no other connection writes until it ends."""

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that changes rows, and return the number of rows changed."""
        with storage_errors():
            return self._connection.execute(sql, parameters).rowcount

    def insert(self, table: str, row: Mapping[str, object]) -> int:
        """Insert a row and return its number (the SQLite rowid)."""
        with storage_errors():
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
