"""The errors of the index, each with its remedy.

The command line shows them as one line; the chat shows an apology, the log the traceback.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from zipfile import BadZipFile

from index.statement import Statement

ReadFault = Literal[
    "empty",
    "encrypted",
    "scanned",
    "corrupt",
    "too_large",
    "mislabelled",
    "unsupported",
    "unreadable",
    "too_slow",
    "foreign",  # neither French nor English
]
ModelPurpose = Literal["embedding", "entailment"]


class IndexFailure(Exception):  # noqa: N818 - IndexError is taken
    """Base of the errors of the index: the problem in English, and the remedy if it is known here.

    Where the remedy is a setting or a command, only the layers above know its name.
    """

    def __init__(self, problem: str, remedy: Statement | None = None) -> None:
        super().__init__(problem)
        self.remedy = remedy


class ModelError(IndexFailure):
    """A model can't be found, verified or loaded. `purpose` is its task. Seen by whoever installs."""

    def __init__(self, problem: str, remedy: Statement | None = None, purpose: ModelPurpose | None = None) -> None:
        super().__init__(problem, remedy)
        self.purpose = purpose


class UnreachableStore(IndexFailure):
    """No Chroma server answers at the address that is set, or the database that holds the rest of the index doesn't.

    Seen by whoever runs the bot; the chat says to try again.
    """


class StaleIndex(IndexFailure):
    """The collection was built with another model or dimension. Seen by whoever runs the bot."""


class MissingIndex(IndexFailure):
    """There is no index yet. Seen by whoever runs the bot."""


class CorruptIndex(IndexFailure):
    """A file of the index is damaged or gone. Seen by whoever runs the bot; the chat says that the texts are."""


class AmbiguousName(IndexFailure):
    """Several documents have the name by which one is to be removed. Seen by whoever removes documents."""


class EmptyFolder(IndexFailure):
    """A folder that documents came from holds no file any more. Seen by whoever syncs it."""


class MalformedQuestions(IndexFailure):
    """A file of entry questions can't be used: names file and line. Seen by whoever edits it."""


class IndexNotWritten(IndexFailure):
    """The disk refused what a build writes; the index that was there before is whole. Seen by whoever runs the bot."""


class OvertakenBuild(IndexFailure):
    """Another process changed a shared index while this one was building, and for too long. Seen by whoever builds."""


class UnreadableFile(IndexFailure):
    """The text of a file can't be extracted: `reason` says why. Becomes a `Refusal`; seen by who adds documents."""

    remedy: Statement

    def __init__(self, fault: ReadFault, reason: Statement, remedy: Statement) -> None:
        super().__init__(reason.key, remedy)
        self.fault, self.reason = fault, reason


@contextmanager
def reading_index() -> Iterator[None]:
    """Raise CorruptIndex for what a damaged or missing file of the index makes of reading it."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise CorruptIndex(f"The index can't be read ({type(error).__name__}).") from error
