"""What can go wrong in the index, with what to do about it.

Shown by the command line as one line; the chat shows an apology and the log the traceback.
"""

from __future__ import annotations


class IndexFault(Exception):  # noqa: N818 - IndexError is taken
    """Base of this package's errors: what happened, and the remedy in one imperative sentence."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem, self.remedy = problem, remedy


class ModelError(IndexFault):
    """The embedding model can't be found, verified or loaded. Seen by whoever installs."""


class StaleIndex(IndexFault):
    """The collection was built with another model or dimension. Seen by whoever runs the bot."""


class MissingIndex(IndexFault):
    """There is no index yet. Seen by whoever runs the bot."""
