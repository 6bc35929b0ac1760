"""Added documents, kept so that any build can start from them again: put, named, removed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.document import Document
from index.document_details import DocumentDetails
from index.document_records import DocumentRecords
from index.errors import AmbiguousName, ReadFault
from index.statement import Statement
from index.text.file_names import is_below, is_same, readable


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused, with its fault, the reason and the remedy."""

    path: str
    fault: ReadFault
    reason: Statement
    remedy: Statement


@dataclass(frozen=True, slots=True)
class StoreChanges:
    """The documents that were put in the store, by the change that each made.

    `moved` are those whose file has another path now. `copies` are those whose bytes are there from another path too,
    each with the document that holds them. `removed` are those whose file is gone from a folder.
    """

    added: tuple[Document, ...] = ()
    replaced: tuple[Document, ...] = ()
    unchanged: tuple[Document, ...] = ()
    moved: tuple[Document, ...] = ()
    copies: tuple[tuple[Document, Document], ...] = ()
    removed: tuple[Document, ...] = ()


class DocumentStore:
    """The added documents, by content hash."""

    def __init__(self, records: DocumentRecords) -> None:
        self._records = records

    def all(self) -> list[Document]:
        """Return every document, by title then id."""
        return sorted(self._records.all(), key=lambda document: (document.title, document.id))

    def find(self, identity: str) -> Document | None:
        """Return the document with that id, or None."""
        return self._records.find(identity)

    def original(self, document: Document) -> Path | None:
        """Return the file that a document was read from, or a copy of it on this machine; None if it is gone."""
        return self._records.original(document)

    def take_over(self, other: DocumentStore | DocumentRecords) -> None:
        """Take the documents of `other` over, unless there are any here."""
        if not self._records.all():
            for document in other.all():
                self._records.write(document)

    def put(self, documents: Iterable[Document], details: DocumentDetails | None = None) -> StoreChanges:
        """Keep `documents`, with the `details` that were told of them.

        The same bytes and details change nothing; a new version of a path replaces the old one, and a file that was
        renamed keeps its document.
        """
        changes, held = _Changes(), self.all()
        for offered in documents:
            same = next((old for old in held if old.id == offered.id), None)
            older = [old for old in held if is_same(old.path, offered.path) and old is not same]
            document = (details or DocumentDetails()).of(offered, same, older[0] if older else None)
            kept = self._kept(document, same, bool(older), changes)
            for old in older:
                self._records.delete(old.id)
            held = [kept, *(old for old in held if old not in older and old is not same)]
        return changes.all

    def exchange(self, old: Document, new: Document, details: DocumentDetails) -> StoreChanges:
        """Keep `new` in the place of `old`, whose details it has unless `details` tell others."""
        done = self.put([details.of(new, None, old)], details)
        if old.id == new.id:
            return done
        self.drop([old])
        return replace(done, removed=(old,))

    def _kept(self, document: Document, same: Document | None, replaces: bool, changes: _Changes) -> Document:
        """Return the document that holds the text of `document` now, and note what that changed."""
        in_place = same is not None and is_same(same.path, document.path)
        is_read_alike = not in_place or (same and (same.title, same.markdown) == (document.title, document.markdown))
        if same and _details(same) == _details(document) and is_read_alike:
            if in_place:
                changes.unchanged.append(same)
                return same
            if not same.is_gone:
                changes.copies.append((document, same))
                return same
            document = replace(same, path=document.path)
            changes.moved.append(document)
        else:
            (changes.replaced if same or replaces else changes.added).append(document)
        self._records.write(document)
        return document

    def named(self, name: str) -> list[Document]:
        """Return the documents whose id, path, file name or title is `name`, or which lie below it.

        Raise AmbiguousName for a title or file name of several, or for the whole disk.
        """
        typed = Path(name).expanduser()
        paths = {os.path.abspath(typed), str(typed.resolve())}
        if any(Path(path).parent == Path(path) for path in paths):
            raise AmbiguousName(f"{readable(name)} is the whole disk. Name a folder, a file or a document.")
        documents = self.all()
        placed = [one for one in documents if one.id == name or any(is_below(one.path, path) for path in paths)]
        shown = readable(name)
        called = [
            one
            for one, titled in zip(documents, told_apart(documents), strict=True)
            if shown in (readable(one.title), readable(titled.title), readable(Path(one.path).name))
        ]
        if not placed and len(called) > 1:
            listed = "".join(f"\n  {one.id}  {readable(one.path)}" for one in called)
            raise AmbiguousName(f"{len(called)} documents are called {shown}. Name one by its id or path:{listed}")
        return placed or called

    def only(self, name: str) -> Document:
        """Return the one document that `named` finds. Raise AmbiguousName if there are several, or none."""
        found = self.named(name)
        if len(found) != 1:
            raise AmbiguousName(f"{len(found)} documents are called {readable(name)}. Name one by its id.")
        return found[0]

    def remove(self, name: str) -> list[Document]:
        """Remove and return the documents that `named` finds. Raise AmbiguousName as it does."""
        gone = self.named(name)
        self.drop(gone)
        return gone

    def drop(self, documents: Iterable[Document]) -> None:
        """Remove `documents`."""
        for document in documents:
            self._records.delete(document.id)


@dataclass(slots=True)
class _Changes:
    added: list[Document] = field(default_factory=list)
    replaced: list[Document] = field(default_factory=list)
    unchanged: list[Document] = field(default_factory=list)
    moved: list[Document] = field(default_factory=list)
    copies: list[tuple[Document, Document]] = field(default_factory=list)

    @property
    def all(self) -> StoreChanges:
        """The changes so far."""
        return StoreChanges(
            tuple(self.added), tuple(self.replaced), tuple(self.unchanged), tuple(self.moved), tuple(self.copies)
        )


def _details(document: Document) -> tuple[str, ...]:
    return document.owner, document.date, document.authority, document.readers


def told_apart(documents: Sequence[Document]) -> list[Document]:
    """Return documents with the file's name added to each title that another one has too.

    Documents for the staff alone leave the titles of the others as they are, as nobody else may learn of them.

    >>> twins = [Document(str(n), f"/a/note-{n}.md", "Note", "", "fr", "Texte.") for n in (1, 2)]
    >>> [document.title for document in told_apart(twins)], told_apart(twins[:1])[0].title
    (['Note (note-1.md)', 'Note (note-2.md)'], 'Note')
    >>> [document.title for document in told_apart([twins[0], replace(twins[1], readers="staff")])]
    ['Note', 'Note (note-2.md)']
    """
    for_all = Counter(document.title for document in documents if document.readers == "all")
    counts = Counter(document.title for document in documents)
    names = Counter((document.title, Path(document.path).name) for document in documents)

    def titled(document: Document) -> Document:
        title, path = document.title, Path(document.path)
        if (for_all if document.readers == "all" else counts)[title] == 1:
            return document
        name = path.name if names[title, path.name] == 1 else f"{path.parent.name}/{path.name}"
        return replace(document, title=f"{title} ({readable(name)})")

    return [titled(document) for document in documents]
