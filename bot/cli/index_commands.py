"""Add documents and say, one line a file, what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.build import Progress
from index.document import Document, Refusal
from index.ingest.reader import read
from index.library import Library


@dataclass(frozen=True, slots=True)
class AddReport:
    """One line a file, those of refused files among `refused`; `failed` if no file was taken."""

    lines: tuple[str, ...]
    refused: frozenset[str]
    failed: bool

    def is_refusal(self, line: str) -> bool:
        """Tell whether `line` is about a refused file."""
        return line in self.refused


def add_documents(library: Library, paths: Iterable[str], owner: str, progress: Progress) -> AddReport:
    """Read `paths`, put the good files on the shelf, rebuild, and report; a bad file keeps no other out."""
    found = list(read([Path(path) for path in paths], owner))
    documents = [document for document in found if isinstance(document, Document)]
    refused = tuple(_refusal(refusal) for refusal in found if isinstance(refusal, Refusal))
    done = library.add(documents, progress)
    lines = [
        _line(word, d)
        for word, group in (("Added:", done.added), ("Replaced:", done.replaced), ("Unchanged:", done.unchanged))
        for d in group
    ]
    copies = tuple(_line(f"Already there: {copy.path} holds the same bytes as", held) for copy, held in done.copies)
    return AddReport((*lines, *copies, *refused), frozenset(refused), failed=not documents)


def _line(word: str, document: Document) -> str:
    return f"{word} {document.title} ({document.id}, {document.language}) from {document.path}"


def _refusal(refusal: Refusal) -> str:
    return f"Refused: {refusal.path}: {refusal.reason} {refusal.remedy}"
