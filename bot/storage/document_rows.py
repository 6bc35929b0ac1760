"""The added documents of an index that several machines share, with the files that they were read from."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.storage.database import Database
from bot.storage.file_parts import FileParts
from bot.storage.index_records import reaching_database
from index.document import Document, document_id
from index.document_records import document_of, text_of


class DocumentRows:
    """The added documents in the database (see the port `DocumentRecords`); `folder` is for copies of their files."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._files = FileParts(database, "document_files", "document")

    def all(self) -> list[Document]:
        """Return every document."""
        with reaching_database(), self._database.read() as db:
            return [document_of(row["content"]) for row in db.select("documents")]

    def find(self, identity: str) -> Document | None:
        """Return the document with that id, or None."""
        with reaching_database(), self._database.read() as db:
            rows = db.select("documents", "id = ?", [identity])
        return document_of(rows[0]["content"]) if rows else None

    def write(self, document: Document) -> None:
        """Keep a document, and its file if that still has the bytes that it was read from."""
        with reaching_database():
            if (path := _unchanged(document)) is not None:
                self._files.add(document.id, path)
            with self._database.write() as db:
                db.upsert("documents", {"id": document.id, "content": text_of(document)}, "id")

    def delete(self, identity: str) -> None:
        """Delete a document with its file."""
        with reaching_database():
            with self._database.write() as db:
                db.delete("documents", "id = ?", [identity])
            self._files.delete(identity)
        for copy in self._folder.glob(f"{identity}.*"):
            copy.unlink(missing_ok=True)

    def original(self, document: Document) -> Path | None:
        """Return a copy on this machine of the file that a document was read from; None if there is none."""
        copy = self._folder / f"{document.id}{Path(document.path).suffix}"
        if copy.exists():
            return copy
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = copy.with_name(f".{copy.name}-{secrets.token_hex(4)}")
        try:
            with reaching_database(), fresh.open("wb") as file:
                for part in self._files.read(document.id):
                    file.write(part)
            if document_id(fresh.read_bytes()) != document.id:
                return None
            return fresh.replace(copy)
        finally:
            fresh.unlink(missing_ok=True)


class QuestionTextRow:
    """The text of a question file in the database (see the port `QuestionText`)."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name

    def read(self) -> str | None:
        """Return the text, None if there is none yet."""
        with reaching_database(), self._database.read() as db:
            text: str | None = db.fetch_value("SELECT content FROM question_texts WHERE name = ?", [self._name])
            return text

    def write(self, text: str) -> None:
        """Replace the text."""
        with reaching_database(), self._database.write() as db:
            db.upsert("question_texts", {"name": self._name, "content": text}, "name")


def _unchanged(document: Document) -> Path | None:
    path = Path(document.path)
    try:
        return path if path.is_file() and document_id(path.read_bytes()) == document.id else None
    except OSError:
        return None
