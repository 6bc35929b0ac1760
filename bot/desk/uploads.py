"""Files that were uploaded: each in a folder of its own, named by its content, below the home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from index.library import FILE_ENDINGS, LARGEST_FILE
from index.text.file_names import readable

MOST_WAITING = 20  # files that are neither added nor discarded
_LONGEST_NAME = 120
_NUMBER = 16  # hex digits, as in the id of a document


class UploadError(Exception):
    """A file can't be taken; its text is the name of a text in section `problem`."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: the beginning of the SHA-256 of its bytes, as in the id of its document, and its path."""

    id: str
    path: Path

    @property
    def name(self) -> str:
        """The name of the file, as people read it."""
        return readable(self.path.name)

    @property
    def reference(self) -> str:
        """The id and the name in one word, by which the audit trail knows it when the file is gone."""
        return f"{self.id}:{quote(self.name, safe='')}"


class Uploads:
    """The files below `folder`, which only its owner may read. One whose path no document has waits to be added."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, data: bytes, used: Collection[str]) -> Upload:
        """Store a file and return it; the same bytes are the same file. `used` are the paths of documents.

        Raise UploadError for one that is empty, too large or of a kind that isn't read, or if too many wait.
        """
        path = self._folder / upload_id(data) / safe_name(name)
        if path.suffix.lower() not in FILE_ENDINGS:
            raise UploadError("bad_kind")
        if not data:
            raise UploadError("empty_file")
        if len(data) > LARGEST_FILE:
            raise UploadError("large_file")
        if held := self.find(path.parent.name):
            return held
        if len(self.waiting(used)) >= MOST_WAITING:
            raise UploadError("too_many_waiting")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        return Upload(path.parent.name, path)

    def find(self, identity: str) -> Upload | None:
        """Return the upload of that id, or None."""
        if len(identity) != _NUMBER or not set(identity) <= set("0123456789abcdef"):
            return None
        files = sorted((self._folder / identity).glob("*"))
        return Upload(identity, files[0]) if files else None

    def waiting(self, used: Collection[str]) -> list[Upload]:
        """Return the uploads that no document of a path in `used` comes from, by name."""
        found = (self.find(folder.name) for folder in self._folder.glob("*"))
        return sorted((one for one in found if one and str(one.path) not in used), key=lambda one: one.name)

    def discard(self, identity: str) -> None:
        """Delete an upload, if it is there."""
        if held := self.find(identity):
            shutil.rmtree(held.path.parent)

    def holds(self, path: str) -> bool:
        """Tell whether a document of that path was uploaded."""
        return Path(path).is_relative_to(self._folder)


def upload_id(data: bytes) -> str:
    """Return the id of a file of these bytes, which is that of its document too."""
    return sha256(data).hexdigest()[:_NUMBER]


def safe_name(name: str) -> str:
    r"""Return the name of a file without folders and what disks refuse; its end, which tells its kind, is kept.

    >>> [safe_name(one) for one in ("../../etc/Guide 2026.PDF", "C:\\x\\.htaccess", "a" * 300 + ".md")][:2]
    ['Guide 2026.PDF', 'htaccess']
    >>> safe_name("a" * 300 + ".md")[-5:]
    'aa.md'
    """
    name = readable(name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, ending = os.path.splitext(name)
    name = stem.encode()[: _LONGEST_NAME - len(ending.encode())].decode(errors="ignore") + ending
    return "".join("_" if letter in '<>:"|?*' else letter for letter in name) or "_"
