"""An added file once it has been read: its text as Markdown, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.passage import Language

ReadFault = Literal[
    "empty", "encrypted", "scanned", "corrupt", "too_large", "mislabelled", "unsupported", "unreadable", "too_slow"
]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text as Markdown.

    `id` is the first 16 hex digits of the SHA-256 of the file's bytes: the same bytes
    are the same document, whatever the file is called.
    `path` is the absolute path that it was read from: an edited file replaces what the
    same path held before.
    """

    id: str
    path: str
    title: str
    owner: str
    language: Language
    markdown: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken: which, what is wrong with it and what to do about it.

    `reason` and `remedy` are English sentences for the command line.
    """

    path: str
    fault: ReadFault
    reason: str
    remedy: str
