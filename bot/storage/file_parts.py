"""Files in a table of the database, in parts: no row is large, and none need be in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.storage.database import Database

PART = 128 * 1024  # bytes


class FileParts:
    """The files in `table`, whose columns are `key`, part and content. All parts of a file appear at once."""

    def __init__(self, database: Database, table: str, key: str) -> None:
        self._database, self._table, self._key = database, table, key

    def add(self, name: str, path: Path) -> None:
        """Keep the content of a file under `name`, unless there is one by that name. Raise StorageError or OSError."""
        with path.open("rb") as file, self._database.write(alone=False) as db:
            if db.count(self._table, f"{self._key} = ?", [name]):
                return
            part = 0
            while content := file.read(PART):
                db.insert(self._table, {self._key: name, "part": part, "content": content})
                part += 1

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the parts of a file; nothing if there is none by that name. Raise StorageError."""
        part = 0
        found = f"SELECT content FROM {self._table} WHERE {self._key} = ? AND part = ?"  # noqa: S608 - constants
        while (content := self._fetch(found, name, part)) is not None:
            yield bytes(content)
            part += 1

    def names(self) -> set[str]:
        """Return the names of all files. Raise StorageError."""
        with self._database.read() as db:
            rows = db.fetch_all(f"SELECT {self._key} AS name FROM {self._table} WHERE part = 0")  # noqa: S608 - constants
        return {row["name"] for row in rows}

    def delete(self, name: str) -> None:
        """Delete a file. Raise StorageError."""
        with self._database.write(alone=False) as db:
            db.delete(self._table, f"{self._key} = ?", [name])

    def _fetch(self, sql: str, name: str, part: int) -> bytes | None:
        with self._database.read() as db:
            content: bytes | None = db.fetch_value(sql, [name, part])
            return content
