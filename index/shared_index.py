"""The generations of an index that several machines share: their files are in a database, and copied here to be read.

Nothing here is a shared disk: `files/` holds copies by the SHA-256 of their content, and `generations/` a folder of
links to them for each generation that this machine has opened. All of it can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from index.document_records import DocumentRecords
from index.entry_questions import QuestionText
from index.errors import CorruptIndex, IndexNotWritten, OvertakenBuild
from index.generation import Generation, files_of, generation_of
from index.storage_folder import disk_fault


@dataclass(frozen=True, slots=True)
class SharedGeneration:
    """A generation as the database holds it: its fields as JSON, and the SHA-256 of each of its files by its name."""

    id: str
    fields: str
    files: Mapping[str, str]


class IndexRecords(Protocol):
    """What a database holds of the index. Every failure of the database is an UnreachableStore.

    What was replaced is kept for a while (`held`), for those who have not opened the new generation yet.
    """

    def current(self) -> str:
        """Return the id of the generation that answers; empty before the first one."""

    def read(self, generation: str) -> SharedGeneration | None:
        """Return the generation with that id, None if it is no longer held."""

    def held(self) -> list[SharedGeneration]:
        """Return the generation that answers, and those that were replaced a short while ago."""

    def publish(self, generation: SharedGeneration, replaces: str) -> bool:
        """Make `generation` the one that answers in place of `replaces`; tell whether that was done.

        It is not if another one answers by now, or a file of it is not in the database.
        """

    def building(self) -> AbstractContextManager[None]:
        """Hold the turn to change the index. Whoever dies with it loses it within half a minute."""

    def add_file(self, digest: str, path: Path) -> None:
        """Keep the content of a file by its SHA-256, unless it is there already."""

    def file(self, digest: str) -> Iterator[bytes]:
        """Yield the content of a file in portions; nothing if it is not there."""

    def keep_files(self, digests: Iterable[str]) -> None:
        """Delete all other files, and the generations that are no longer held."""

    def add_collection(self, name: str) -> None:
        """Note that a collection of that name is about to be made in Chroma."""

    def collections(self) -> list[str]:
        """Return the names of the collections that were noted and not dropped since."""

    def forget_collection(self, name: str) -> None:
        """Note that a collection was dropped."""


@dataclass(frozen=True, slots=True)
class SharedStorage:
    """What several machines share beside Chroma: the index, added documents, and the texts of question files."""

    index: IndexRecords
    documents: DocumentRecords
    text: Callable[[str], QuestionText]


class SharedIndexState:
    """The generations in a database; `folder` is for copies on this machine (see the port `IndexState`)."""

    def __init__(self, folder: Path, records: IndexRecords) -> None:
        self._folder, self._records = folder, records
        self._read: Generation | None = None
        self._base = ""  # the id of the generation that a change of this process began with

    def current(self) -> Generation | None:
        """Return the generation that answers; its fields are read only when it is another one than before."""
        identity = self._records.current()
        if not identity:
            return None
        if self._read is None or self._read.id != identity:
            held = self._records.read(identity)
            self._read = generation_of(held.fields) if held else None
        return self._read

    def folder_of(self, generation: Generation) -> Path:
        """Return the folder of links, made from copies of the files that this machine lacks."""
        folder = self._folder / "generations" / generation.id
        if not folder.is_dir():
            held = self._records.read(generation.id)
            if held is None:
                raise CorruptIndex(f"The generation {generation.id} is no longer in the database.")
            try:
                self._assemble(held, folder)
            except OSError as error:
                raise IndexNotWritten(disk_fault(error, self._folder)) from error
            self._forget_local()
        return folder

    @contextmanager
    def changing(self) -> Iterator[Path]:
        """Yield a draft: whatever is written there is in nobody's way, and deleted at the end."""
        with self._records.building():
            drafts = self._folder / "drafts"
            shutil.rmtree(drafts, ignore_errors=True)  # of builds that were killed: no other one has the turn
            draft = drafts / secrets.token_hex(4)
            draft.mkdir(mode=0o700, parents=True)
            try:
                self.tidy()
                current = self.current()
                self._base = current.id if current else ""
                if current is not None:
                    self._link_or_give_up(current, draft)
                yield draft
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def publish(self, generation: Generation, folder: Path) -> None:
        """Copy the files to the database, then switch to the generation in one transaction."""
        paths = {str(path.relative_to(folder)): path for path in files_of(folder, generation) if path.exists()}
        files = {name: _digest(path) for name, path in paths.items()}
        for name, digest in files.items():
            self._records.add_file(digest, paths[name])
        shared = SharedGeneration(generation.id, json.dumps(asdict(generation)), files)
        if not self._records.publish(shared, self._base):
            raise OvertakenBuild("Another process has changed the index meanwhile, and this one has not. Try again.")
        for name, digest in files.items():
            _link(paths[name], self._copy(digest))
        self._assemble(shared, self._folder / "generations" / generation.id)

    def claim(self, collection: str) -> None:
        """Note the collection in the database, since others may be on the same Chroma server."""
        self._records.add_collection(collection)

    def collections_to_read(self, held: Sequence[str]) -> list[str]:
        """Return those of killed builds: what was published is in the segments."""
        return sorted(set(held) & set(self.collections_to_drop(held)))

    def collections_to_drop(self, held: Sequence[str]) -> list[str]:
        """Return those that were noted in this database, and belong to no generation that is still held."""
        in_use = {generation_of(one.fields).collection for one in self._records.held()}
        return sorted(set(self._records.collections()) - in_use)

    def note_dropped(self, collection: str) -> None:
        """Note it in the database."""
        self._records.forget_collection(collection)

    def tidy(self) -> None:
        """Delete the files of generations that are no longer held, there and here."""
        self._records.keep_files({digest for one in self._records.held() for digest in one.files.values()})
        self._forget_local()

    def _link_or_give_up(self, generation: Generation, draft: Path) -> None:
        """Link the files of a generation; if they are damaged in the database, delete them there to be made anew."""
        try:
            _link_all(self.folder_of(generation), draft)
        except CorruptIndex:
            self._records.keep_files(())

    def _assemble(self, shared: SharedGeneration, folder: Path) -> None:
        """Make the folder of a generation, which appears whole; copies that are missing are fetched."""
        fresh = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
        try:
            for name, digest in shared.files.items():
                if not self._copy(digest).exists():
                    self._fetch(digest)
                _link(self._copy(digest), fresh / name)
            fresh.mkdir(parents=True, exist_ok=True)
            if not folder.exists():
                fresh.rename(folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _fetch(self, digest: str) -> None:
        """Copy a file from the database. Raise CorruptIndex if it is not there, or not what its digest says."""
        copy = self._copy(digest)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = copy.with_name(f".{digest[:16]}-{secrets.token_hex(4)}")
        state = hashlib.sha256()
        try:
            with fresh.open("wb") as file:
                for portion in self._records.file(digest):
                    state.update(portion)
                    file.write(portion)
            if state.hexdigest() != digest:
                raise CorruptIndex(f"A file of the index ({digest[:16]}) is damaged in the database, or gone.")
            fresh.replace(copy)
        finally:
            fresh.unlink(missing_ok=True)

    def _forget_local(self) -> None:
        """Delete here what the database no longer holds. What a process has mapped into memory stays until it ends."""
        # Listed first: what another process here fetches meanwhile is of a generation that is newer than `held`.
        found = [path for name in ("generations", "files") for path in (self._folder / name).glob("[!.]*")]
        held = self._records.held()
        kept = {one.id for one in held} | {digest for one in held for digest in one.files.values()}
        for path in found:
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def _copy(self, digest: str) -> Path:
        return self._folder / "files" / digest


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _link_all(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            _link(path, target / path.relative_to(source))


def _link(source: Path, target: Path) -> None:
    """Give a file, which never changes, another name; copy it where the disk has no links."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
