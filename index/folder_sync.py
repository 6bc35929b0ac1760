"""What has changed in a folder since its files were added."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.document import Document, document_id
from index.errors import EmptyFolder
from index.ingest.reader import files_below
from index.text.file_names import is_below, readable


@dataclass(frozen=True, slots=True)
class FolderState:
    """The files of a folder that have to be read, the documents that are as their files, and those without a file."""

    to_read: tuple[Path, ...]
    same: tuple[Document, ...]
    gone: tuple[Document, ...]


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
    )


def _identity(file: Path) -> str:
    """Return the id of a document with the bytes of `file`; "" if it can't be read."""
    try:
        return document_id(file.read_bytes()) if file.is_file() else ""
    except OSError:
        return ""
