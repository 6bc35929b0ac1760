"""Documents: added files that were read, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.language import Language

ReadFault = Literal[
    "empty", "encrypted", "scanned", "corrupt", "too_large", "mislabelled", "unsupported", "unreadable", "too_slow"
]


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
