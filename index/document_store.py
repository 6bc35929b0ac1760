"""Added documents, stored as one JSON file each, so that any build can start from them again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.language import Language
from index.errors import ReadFault


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text as Markdown.

    `id` is the first 16 hex digits of the SHA-256 of the file's bytes: the same bytes
    are the same document, whatever the file is called.
    `path` is the absolute path that it was read from: an edited file replaces the document of that path.
    """

    id: str
    path: str
    title: str
    owner: str
    language: Language
    markdown: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused, with its fault and the remedy.

    `reason` and `remedy` are English sentences for the command line.
    """

    path: str
    fault: ReadFault
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class StoreChanges:
    """The documents that were put in the store, by the change that each made.

    `copies` are those whose bytes are there from another path, each with the document that holds them.
    """

    added: tuple[Document, ...] = ()
    replaced: tuple[Document, ...] = ()
    unchanged: tuple[Document, ...] = ()
    copies: tuple[tuple[Document, Document], ...] = ()


class DocumentStore:
    """The added documents below `folder`, by content hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Document]:
        """Return every document, by title then id."""
        files = self._folder.glob("*.json")
        found = [Document(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
        return sorted(found, key=lambda document: (document.title, document.id))

    def put(self, documents: Iterable[Document]) -> StoreChanges:
        """Keep `documents`. The same bytes change nothing; a new version of a path replaces the old one."""
        added: list[Document] = []
        replaced: list[Document] = []
        unchanged: list[Document] = []
        copies: list[tuple[Document, Document]] = []
        held = self.all()
        for document in documents:
            same = next((old for old in held if document.id == old.id and document.owner in ("", old.owner)), None)
            if same and same.path != document.path:
                copies.append((document, same))
                continue
            if same:
                unchanged.append(same)
                continue
            older = [old for old in held if old.path == document.path or old.id == document.id]
            self._write(document)
            for old in older:
                if old.id != document.id:
                    self._file(old.id).unlink(missing_ok=True)
            held = [document, *(old for old in held if old not in older)]
            (replaced if older else added).append(document)
        return StoreChanges(tuple(added), tuple(replaced), tuple(unchanged), tuple(copies))

    def remove(self, name: str) -> list[Document]:
        """Remove and return the documents whose id, path, file name or title is `name`, or which lie below it."""
        typed = Path(name).expanduser()
        paths = {os.path.abspath(typed), str(typed.resolve())}
        gone = [
            document
            for document in self.all()
            if name in (document.id, document.title, Path(document.path).name)
            or any(_is_below(document.path, path) for path in paths)
        ]
        for document in gone:
            self._file(document.id).unlink(missing_ok=True)
        return gone

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.json"

    def _write(self, document: Document) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._file(document.id).with_suffix(".new")
        fresh.write_text(json.dumps(asdict(document), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._file(document.id))


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
