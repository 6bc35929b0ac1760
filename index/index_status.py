"""What the index holds, for people."""

from __future__ import annotations

from dataclasses import dataclass

from index.document import Document
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds and whether it is up to date.

    If it `is_shared`, the files that documents were read from are in the database, wherever they were.
    """

    generation: Generation | None
    stale: bool
    cards: int
    documents: tuple[Document, ...]
    is_shared: bool = False
