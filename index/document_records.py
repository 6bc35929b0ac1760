"""Where added documents are kept: the port, and a folder with one JSON file each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from index.document import Document
from index.statement import Statement, state, statement_of


class DocumentRecords(Protocol):
    """The added documents by their id. One that is written replaces the one with its id."""

    def all(self) -> list[Document]:
        """Return every document, in any order."""

    def find(self, identity: str) -> Document | None:
        """Return the document with that id, or None."""

    def write(self, document: Document) -> None:
        """Keep a document."""

    def delete(self, identity: str) -> None:
        """Delete the document with that id, if there is one."""

    def original(self, document: Document) -> Path | None:
        """Return the file that a document was read from, or a copy of it on this machine; None if it is gone."""


class DocumentFiles:
    """The added documents in `folder`; the files that they were read from stay where they are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Document]:
        """Return every document."""
        return list(self._read())

    def find(self, identity: str) -> Document | None:
        """Return the document with that id, or None."""
        try:
            return document_of(self._file(identity).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def write(self, document: Document) -> None:
        """Keep a document, readable by the owner of the folder alone; its file is whole at any moment."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._file(document.id).with_suffix(".new")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(text_of(document))
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        fresh.replace(self._file(document.id))

    def delete(self, identity: str) -> None:
        """Delete the document with that id, if there is one."""
        self._file(identity).unlink(missing_ok=True)

    def original(self, document: Document) -> Path | None:
        """Return the path that it was read from, if there is a file; it may have changed."""
        path = Path(document.path)
        return path if path.is_file() else None

    def _read(self) -> Iterator[Document]:
        return (document_of(file.read_text(encoding="utf-8")) for file in self._folder.glob("*.json"))

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"


def text_of(document: Document) -> str:
    """Return a document as JSON, in ASCII: a path may hold bytes that are no UTF-8."""
    return json.dumps(asdict(document))


def document_of(text: str) -> Document:
    """Return the document that `text_of` wrote; older versions wrote its warnings as English sentences, or none."""
    fields: dict[str, Any] = json.loads(text)
    return Document(**fields | {"warnings": tuple(_warning(one) for one in fields.get("warnings", ()))})


def _warning(written: Any) -> Statement:
    return state("file.earlier", remark=written) if isinstance(written, str) else statement_of(written)
