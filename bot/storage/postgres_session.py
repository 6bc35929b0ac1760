"""Statements on a PostgreSQL connection: the SQL of the repositories in psycopg's spelling, errors without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg

from bot.storage.transactions import Parameters, Row, ServerError, ServerFault

# A text or a name in quotes, which stays as it is; a place for a parameter, by position or by name; a percent sign.
_PLACES = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|\?|(?<!:):([a-z_]+)|%")
_ROW_NUMBER = "rowid"  # a column here, none of the table in SQLite: `SELECT *` leaves it out there
_PORTION = 1_000  # rows that a server-side cursor fetches at once

# By the class or the code of SQLSTATE (PostgreSQL, "Error Codes").
_FAULTS: dict[str, ServerFault] = {
    "08": "unreachable",
    "25006": "unwritable",
    "25P03": "unreachable",  # these two: it was amid a transaction for too long, and the server ended the connection
    "25P04": "unreachable",
    "28": "refused",
    "3D": "refused",
    "3F": "rights",
    "42501": "rights",
    "53100": "full",
    "53": "unreachable",
    "55P03": "busy",
    "57": "unreachable",
    "40": "busy",
    "XX001": "damaged",
    "XX002": "damaged",
}
_TEXTS: dict[ServerFault, str] = {
    "unreachable": "the database server does not answer, or has ended the connection",
    "refused": "the database server refuses the user, the password or the database",
    "rights": "the user may not do this on the database server",
    "busy": "another process has been writing for too long",
    "unwritable": "the database server takes no changes: it is a standby, or read-only",
    "full": "the database server's disk is full",
    "damaged": "the database server finds its files damaged",
}


class PostgresSession:
    """A connection to the server amid a transaction (see the port `Session`)."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def query(self, sql: str, parameters: Parameters = ()) -> Iterator[Row]:
        """Yield the rows of a query."""
        with postgres_errors():
            yield from _rows(self._connection.execute(translated(sql), _plain(parameters)))

    def stream(self, sql: str) -> Iterator[Row]:
        """Yield the rows of a query, of which the server hands over some at a time."""
        with postgres_errors(), self._connection.cursor(name="stream") as cursor:
            cursor.itersize = _PORTION
            yield from _rows(cursor.execute(translated(sql)))

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run a statement, and return the number of rows changed."""
        with postgres_errors():
            return self._connection.execute(translated(sql), _plain(parameters)).rowcount

    def execute_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Run a statement for each of `rows`."""
        with postgres_errors(), self._connection.cursor() as cursor:
            cursor.executemany(translated(sql), (_plain(row) for row in rows))

    def last_number(self, table: str) -> int:
        """Return the highest number that the table has given to a row."""
        counter = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM {table}_id_seq"  # noqa: S608 - a constant
        return next(int(row["last"]) for row in self.query(counter))

    def set_last_number(self, table: str, number: int) -> None:
        """Have the table give the numbers after `number`."""
        if number:
            self.execute("SELECT setval(pg_get_serial_sequence(?, 'id'), ?)", [table, number])


@lru_cache(maxsize=1_000)
def translated(sql: str) -> str:
    """Return a statement with the places for parameters as psycopg spells them.

    >>> translated("SELECT 'a:b?' FROM cases WHERE chat = :chat AND number LIKE 'R-%' AND due < ?")
    "SELECT 'a:b?' FROM cases WHERE chat = %(chat)s AND number LIKE 'R-%%' AND due < %s"
    """
    return _PLACES.sub(_place, sql)


@contextmanager
def postgres_errors() -> Iterator[None]:
    """Raise a ServerError for every error of psycopg. Its own text may quote a row, so it is not handed on."""
    try:
        yield
    except psycopg.Error as error:
        raise ServerError(*described(error)) from error


def described(error: psycopg.Error) -> tuple[str, ServerFault]:
    """Return the text and the fault for an error.

    >>> described(psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"))
    ('another process has been writing for too long (SQLSTATE 55P03)', 'busy')
    >>> described(psycopg.errors.ReadOnlySqlTransaction("cannot execute UPDATE in a read-only transaction"))[1]
    'unwritable'
    >>> described(psycopg.DatabaseError("server closed the connection unexpectedly"))[1]
    'unreachable'
    """
    state = error.sqlstate or ""
    fault = _FAULTS.get(state) or _FAULTS.get(state[:2])
    if not state and _is_about_connection(error):
        fault = "unreachable"
    code = f" (SQLSTATE {state})" if state else ""
    if fault:
        return f"{_TEXTS[fault]}{code}", fault
    return f"the database server refuses a statement: {type(error).__name__}{code}", "statement"


def _is_about_connection(error: psycopg.Error) -> bool:
    """Tell whether an error without an SQLSTATE, which so is not the server's, is about the connection to it.

    libpq makes a result of its own when the connection ends amid one; psycopg knows no narrower class for that.
    """
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) or type(error) is psycopg.DatabaseError


def _place(found: re.Match[str]) -> str:
    text = found[0]
    if found[1]:
        return f"%({found[1]})s"
    return "%s" if text == "?" else text.replace("%", "%%")


def _plain(parameters: Parameters) -> Mapping[str, object] | list[object]:
    """Return the parameters as the server takes them."""
    if isinstance(parameters, Mapping):
        return {name: _value(value) for name, value in parameters.items()}
    return [_value(value) for value in parameters]


def _value(value: object) -> object:
    """Return a truth value as a number, and a text without the character that PostgreSQL can't store (U+0000).

    >>> _value(True), _value("a\\0b")
    (1, 'a�b')
    """
    if isinstance(value, bool):
        return int(value)
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _rows(cursor: psycopg.Cursor[tuple[Any, ...]]) -> Iterator[Row]:
    names = [column.name for column in cursor.description or ()]
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        row.pop(_ROW_NUMBER, None)
        yield row
