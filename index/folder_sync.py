"""What has changed in a folder since its files were added."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document, document_id
from index.errors import EmptyFolder
from index.ingest.reader import files_below
from index.passage import Audience
from index.text.file_names import is_below, readable


@dataclass(frozen=True, slots=True)
class FolderState:
    """The files of a folder that have to be read, the documents that are as their files, and those without a file.

    `held` are all documents that come from there, those with an edited file too.
    """

    to_read: tuple[Path, ...]
    same: tuple[Document, ...]
    gone: tuple[Document, ...]
    held: tuple[Document, ...]

    def readers_of_new(self, read: Sequence[Document]) -> Audience:
        """Return the audience of new files among `read`, if none is told.

        It is the staff if all that is held is for the staff, or if a text for the staff is gone: a file that was both
        renamed and edited looks like a new one.
        """
        ids = {document.id for document in read}
        lost = [document for document in self.gone if document.id not in ids]
        is_for_staff = {document.readers == "staff" for document in self.held} == {True}
        return "staff" if is_for_staff or any(document.readers == "staff" for document in lost) else "all"


def state_of(folder: Path, held: Sequence[Document]) -> FolderState:
    """Compare the files below `folder` with the documents that are `held`, by their bytes.

    Raise EmptyFolder if there is no file but documents come from there: more likely a disk is missing than all files.
    """
    root = os.path.abspath(folder.expanduser())
    own = [document for document in held if is_below(document.path, root)]
    files = files_below(Path(root))
    if own and not files:
        raise EmptyFolder(
            f"{readable(root)} holds no files, but {len(own)} documents came from there; nothing was removed."
        )
    known = {(document.path, document.id): document for document in own}
    same = {file: known.get((str(file), _identity(file))) for file in files}
    return FolderState(
        tuple(file for file, document in same.items() if document is None),
        tuple(document for document in same.values() if document),
        tuple(document for document in own if document.is_gone),
        tuple(own),
    )


def _identity(file: Path) -> str:
    """Return the id of a document with the bytes of `file`; "" if it can't be read."""
    try:
        return document_id(file.read_bytes()) if file.is_file() else ""
    except OSError:
        return ""
