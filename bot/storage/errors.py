"""The one error of storage: callers catch it without knowing which database is behind it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class StorageError(Exception):
    """The database can't be opened, read or written. The log names the cause; the chat gets one sentence."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise a StorageError for every error of SQLite."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error
