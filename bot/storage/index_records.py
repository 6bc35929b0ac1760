"""The index that several machines share, in the database: its generations, their files, and whose turn it is to build.

Passages are in Chroma (see `index.shared_index`). All of this can be built anew from the documents, so that neither a
copy of the database nor a backup holds it.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from time import sleep

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.file_parts import FileParts
from bot.storage.transactions import ReadTransaction, Row, StorageError
from index.errors import UnreachableStore
from index.shared_index import SharedGeneration

GRACE = timedelta(hours=1)  # for which a replaced generation is kept: no answer takes that long
LEASE = timedelta(seconds=20)  # of the turn to build; the clocks of all machines must agree within some seconds
_HEARTBEAT, _PATIENCE = 5.0, 0.5  # seconds between two renewals, and between two looks at a turn that is taken
_CURRENT = "SELECT id FROM index_generations WHERE replaced IS NULL"


@contextmanager
def reaching_database() -> Iterator[None]:
    """Raise UnreachableStore for every error of the database: the index knows no other one."""
    try:
        yield
    except StorageError as error:
        raise UnreachableStore(f"The database, which holds the index, can't be used: {error}.") from error


class DatabaseIndexRecords:
    """The index in a database (see the port `IndexRecords`)."""

    def __init__(self, database: Database, clock: Clock = now, grace: timedelta = GRACE) -> None:
        self._database, self._clock, self._grace = database, clock, grace
        self._files = FileParts(database, "index_files", "digest")

    def current(self) -> str:
        """Return the id of the generation that answers; empty before the first one."""
        with reaching_database(), self._database.read() as db:
            return str(db.fetch_value(_CURRENT) or "")

    def read(self, generation: str) -> SharedGeneration | None:
        """Return the generation with that id, None if it is no longer held."""
        with reaching_database(), self._database.read() as db:
            rows = db.select("index_generations", "id = ?", [generation])
        return _generation(rows[0]) if rows else None

    def held(self) -> list[SharedGeneration]:
        """Return the generation that answers, and those that were replaced a short while ago."""
        with reaching_database(), self._database.read() as db:
            rows = db.select("index_generations", "replaced IS NULL OR replaced >= ?", [self._long_ago()])
        return [_generation(row) for row in rows]

    def publish(self, generation: SharedGeneration, replaces: str) -> bool:
        """Make `generation` the one that answers in place of `replaces`; tell whether that was done."""
        with reaching_database(), self._database.write() as db:
            if str(db.fetch_value(_CURRENT) or "") != replaces or not _has_all(db, generation.files.values()):
                return False
            db.execute("UPDATE index_generations SET replaced = ? WHERE replaced IS NULL", [iso(self._clock())])
            files = json.dumps(dict(generation.files))
            db.insert("index_generations", {"id": generation.id, "fields": generation.fields, "files": files})
            return True

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the turn to change the index, and renew its lease until the end of the block."""
        holder, ended = secrets.token_hex(8), threading.Event()
        while not self._take_turn(holder):
            sleep(_PATIENCE)
        renewing = threading.Thread(target=self._renew, args=(holder, ended), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            with suppress(StorageError), self._database.write(alone=False) as db:
                db.delete("index_turns", "holder = ?", [holder])

    def add_file(self, digest: str, path: Path) -> None:
        """Keep the content of a file by its SHA-256, unless it is there already."""
        with reaching_database():
            self._files.add(digest, path)

    def file(self, digest: str) -> Iterator[bytes]:
        """Yield the content of a file in portions; nothing if it is not there."""
        with reaching_database():
            yield from self._files.read(digest)

    def keep_files(self, digests: Iterable[str]) -> None:
        """Delete all other files, and the generations that are no longer held."""
        with reaching_database():
            with self._database.write() as db:
                db.delete("index_generations", "replaced < ?", [self._long_ago()])
            for unused in self._files.names() - set(digests):
                self._files.delete(unused)

    def add_collection(self, name: str) -> None:
        """Note that a collection of that name is about to be made in Chroma."""
        with reaching_database(), self._database.write() as db:
            db.insert_new("index_collections", {"name": name})

    def collections(self) -> list[str]:
        """Return the names of the collections that were noted and not dropped since."""
        with reaching_database(), self._database.read() as db:
            return [row["name"] for row in db.select("index_collections", order_by="name")]

    def forget_collection(self, name: str) -> None:
        """Note that a collection was dropped."""
        with reaching_database(), self._database.write() as db:
            db.delete("index_collections", "name = ?", [name])

    def _take_turn(self, holder: str) -> bool:
        with reaching_database(), self._database.write() as db:
            if db.count("index_turns", "holder != ? AND until > ?", [holder, self._moment()]):
                return False
            db.upsert("index_turns", {"name": "build", "holder": holder, "until": self._moment(LEASE)}, "name")
            return True

    def _renew(self, holder: str, ended: threading.Event) -> None:
        while not ended.wait(_HEARTBEAT):
            with suppress(StorageError), self._database.write(alone=False) as db:
                db.update("index_turns", {"until": self._moment(LEASE)}, "holder", holder)

    def _long_ago(self) -> str:
        return iso(self._clock() - self._grace)

    def _moment(self, distance: timedelta = timedelta()) -> str:
        return iso(self._clock() + distance, "microseconds")


def _generation(row: Row) -> SharedGeneration:
    return SharedGeneration(row["id"], row["fields"], json.loads(row["files"]))


def _has_all(db: ReadTransaction, digests: Iterable[str]) -> bool:
    return all(db.count("index_files", "digest = ? AND part = 0", [digest]) for digest in digests)
