"""Statements inside a transaction: rows as dictionaries, by SQL or by the name of a table.

Nothing here asks the engine about its tables. Tables, columns and conditions are constants of the caller's code, in the
SQL that both engines know (docs/scaling.md); what comes from outside is bound as a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

Row: TypeAlias = dict[str, Any]
Parameters: TypeAlias = Sequence[object] | Mapping[str, object]
ServerFault: TypeAlias = Literal[
    "url",
    "driver",
    "unreachable",
    "refused",
    "version",
    "encoding",
    "rights",
    "busy",
    "unwritable",
    "full",
    "damaged",
    "statement",
]
_TEMPORARY: tuple[ServerFault, ...] = ("unreachable", "busy", "unwritable")


class StorageError(Exception):
    """The database can't be opened, read or written. The log names the cause; the chat gets one sentence.

    If `is_temporary`, the same call is likely to succeed later, with nobody's help.
    """

    is_temporary = False


class ServerError(StorageError):
    """The database server is not there, not usable, or refuses; the text holds no password and no stored word."""

    def __init__(self, text: str, fault: ServerFault) -> None:
        super().__init__(text)
        self.fault, self.is_temporary = fault, fault in _TEMPORARY


class NewerSchemaError(StorageError):
    """The database was written by a newer version, which knows more of it than this one."""


class OtherKeyError(StorageError):
    """The database was written with another secret key than the one here, which so recognises nobody in it."""


class PlaceError(StorageError):
    """The place that was named for a copy or a backup doesn't do; nothing was changed there."""


class Session(Protocol):
    """A connection amid a transaction. A place for a parameter is `?`, or `:name` if they come by name.

    Every failure is a StorageError. After one, SQLite would go on; PostgreSQL refuses everything until the transaction,
    or the nested one that failed, has ended.
    """

    def query(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Yield the rows of a query, each by the names of its columns, as the database hands them over."""

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query that may be too many for the memory."""

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that changes rows, and return the number of rows changed."""

    def execute_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a statement for each of `rows`, its parameters by name."""

    def last_number(self, table: str) -> int:
        """Return the highest number that a table in `schema.NUMBERED` has given to a row, or to one erased since."""

    def set_last_number(self, table: str, number: int) -> None:
        """Have a table in `schema.NUMBERED` give the numbers after `number`; no row of it has a higher one."""


class ReadTransaction:
    """One state of the database, whatever other connections write meanwhile.

    Tables, columns and conditions are constants of the caller's code; what comes from outside is bound as a parameter.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query that may be too many for the memory; to be used up inside the transaction."""
        return self._session.stream(sql)

    def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, each by the names of its columns."""
        return list(self._session.query(sql, parameters))

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

    def last_number(self, table: str) -> int:
        """Return the highest number that a table which numbers its rows has given."""
        return self._session.last_number(table)

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

    def __init__(self, cache: ReadCache, begin: Callable[[], Session]) -> None:
        self._cache, self._begin, self._begun = cache, begin, False

    def fetch_all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query, from the cache if it was run before."""
        key = (sql, tuple(parameters.items() if isinstance(parameters, Mapping) else parameters))
        if key not in self._cache.rows:
            if not self._begun:
                super().__init__(self._begin())
                self._begun = True
            self._cache.rows[key] = super().fetch_all(sql, parameters)
        return [dict(row) for row in self._cache.rows[key]]


class WriteTransaction(ReadTransaction):
    """A transaction that may also write."""

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement that changes rows, and return the number of rows changed."""
        return self._session.execute(sql, parameters)

    def insert(self, table: str, row: Mapping[str, object]) -> None:
        """Insert a row."""
        self.execute(_insertion(table, row), row)

    def insert_numbered(self, table: str, row: Mapping[str, object]) -> int:
        """Insert a row into a table that numbers its rows, and return its id."""
        return int(self.fetch_value(f"{_insertion(table, row)} RETURNING id", row))

    def insert_many(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows that have the same columns in the same order."""
        rest = iter(rows)
        if (first := next(rest, None)) is not None:
            self.insert(table, first)
            self._session.execute_many(_insertion(table, first), rest)

    def set_last_number(self, table: str, number: int) -> None:
        """Have a table give the numbers after `number`."""
        self._session.set_last_number(table, number)

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
