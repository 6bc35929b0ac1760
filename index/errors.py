"""The errors of the index, each with its remedy.

The command line shows them as one line; the chat shows an apology, the log the traceback.
"""

from __future__ import annotations

from index.document import ReadFault


class IndexFailure(Exception):  # noqa: N818 - IndexError is taken
    """Base of the errors of the index: the problem, and the remedy in one imperative sentence."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy = problem, remedy


class ModelError(IndexFailure):
    """The embedding model can't be found, verified or loaded. Seen by whoever installs."""


class StaleIndex(IndexFailure):
    """The collection was built with another model or dimension. Seen by whoever runs the bot."""


class MissingIndex(IndexFailure):
    """There is no index yet. Seen by whoever runs the bot."""


class UnreadableFile(IndexFailure):
    """The text of a file can't be extracted. Becomes a `Refusal`; seen by whoever adds documents."""

    def __init__(self, fault: ReadFault, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.fault: ReadFault = fault
