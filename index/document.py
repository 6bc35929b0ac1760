"""An added document: the text of a file, and what is told of it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from corpus.language import Language
from index.passage import Audience, Authority
from index.statement import Statement


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text as Markdown.

    `id` is the first 16 hex digits of the SHA-256 of the file's bytes: the same bytes
    are the same document, whatever the file is called.
    `path` is the absolute path that it was read from: an edited file replaces the document of that path.
    `date` is YYYY, YYYY-MM or YYYY-MM-DD, empty if unknown; `readers` may see it: everybody, or the staff alone.
    `warnings` say what was left out or is doubtful; no part of what the index is made from.
    """

    id: str
    path: str
    title: str
    owner: str
    language: Language
    markdown: str
    date: str = ""
    authority: Authority = "official"
    readers: Audience = "all"
    warnings: tuple[Statement, ...] = field(default=(), repr=False)

    @property
    def is_gone(self) -> bool:
        """Tell whether the file that it was read from is no longer there."""
        return not os.path.lexists(self.path)


def document_id(data: bytes) -> str:
    """Return the id of the document that a file's bytes are.

    >>> document_id(b"")
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(data).hexdigest()[:16]
