"""Back up the database into one SQLite file, and restore it from there, on whichever engine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from bot.storage.copying import copy_database
from bot.storage.database import Database
from bot.storage.sqlite_database import SqliteDatabase, open_sqlite, require_database
from bot.storage.transactions import PlaceError, StorageError

_NOTE = "last-backup"  # a file in the home that holds the moment of the last backup, ISO 8601 UTC


def note_backup(home: Path, at: str) -> None:
    """Note in the home that a backup was made; a full disk there takes nothing from the backup."""
    with suppress(OSError):
        (home / _NOTE).write_text(f"{at}\n", encoding="ascii")


def last_backup(home: Path) -> str:
    """Return the moment of the last backup that was noted in this home, empty if none was."""
    try:
        return datetime.fromisoformat((home / _NOTE).read_text(encoding="ascii").strip()).isoformat()
    except (OSError, ValueError):
        return ""


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield the path of a draft beside `path`, which takes its place at the end; if the block raises, it is removed.

    Raise PlaceError if there is a file at `path`, or none can be written there.
    """
    if path.exists():
        raise PlaceError(f"There is a file at {path} already.")
    if not path.absolute().parent.is_dir():
        raise PlaceError(f"There is no folder {path.parent}.")
    draft = path.with_name(f".{path.name}.part")
    _remove(draft)
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise PlaceError(f"{path} can't be written: {error.strerror}.") from error
    finally:
        _remove(draft)


def back_up(database: Database, path: Path) -> None:
    """Write a backup to a new file, readable by its owner alone: the state of this moment, whoever writes meanwhile."""
    with new_file(path) as draft:
        if isinstance(database, SqliteDatabase):
            database.back_up(draft)
        else:
            with closing(open_sqlite(draft)) as target:
                copy_database(database, target)


def restore(database: Database, path: Path, room: Path) -> None:
    """Replace everything in the database by a backup, or change nothing. `room` is a folder for a copy meanwhile.

    A backup of an older version is brought up to date. Raise NewerSchemaError for one of a newer version, PlaceError
    for a file that is no backup or is damaged.
    """
    draft = room / ".restoring.db"
    _remove(draft)
    try:
        _copy_file(path, draft)
        require_database(draft)
        with closing(open_sqlite(draft)) as source:
            _require_whole(source)
            if isinstance(database, SqliteDatabase):
                database.take_over(source)
            else:
                copy_database(source, database, replace=True)
    finally:
        _remove(draft)


def _require_whole(source: Database) -> None:
    try:
        source.examine()
    except StorageError as error:
        raise PlaceError(f"The backup can't be used: {error}.") from error


def _copy_file(path: Path, draft: Path) -> None:
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(path, draft)
    except OSError as error:
        raise PlaceError(f"{path} can't be copied: {error.strerror}.") from error


def _remove(draft: Path) -> None:
    """Remove a file with what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
