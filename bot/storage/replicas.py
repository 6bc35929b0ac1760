"""The processes that serve one database side by side: which of them run, which one leads, and which handles a chat."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Standing:
    """The names of all processes that run, this one included, and whether this one leads."""

    workers: frozenset[str]
    leads: bool

    @property
    def is_alone(self) -> bool:
        """Whether no other process runs."""
        return len(self.workers) == 1


class Replicas(Protocol):
    """The processes on one database, as one of them sees them. Not for several threads at once.

    `worker` is the name of this one, which no other has. `is_single` tells that there can't be others.
    """

    worker: str
    is_single: bool

    def look(self) -> Standing:
        """Join the others, if that was not done or the connection was lost, and return the standing of this process.

        If nobody leads, this one does from now on. Raise StorageError if the server can't be asked.
        """

    def leave(self) -> None:
        """Leave, and let another process lead."""


class SingleProcess:
    """The one process that serves an SQLite file."""

    is_single = True

    def __init__(self, worker: str = "") -> None:
        self.worker = worker or new_worker()

    def look(self) -> Standing:
        """Return the standing: it leads, and nobody else is there."""
        return Standing(frozenset((self.worker,)), leads=True)

    def leave(self) -> None:
        """Do nothing."""


def new_worker() -> str:
    """Return a name for a process: a random number below 2^31."""
    return str(1 + secrets.randbelow(2**31 - 1))


def worker_for(chat: str, workers: Collection[str]) -> str:
    """Return the process that handles a chat: each finds the same one, without asking the others.

    When a process comes or goes, only the chats that it gets, or had, change hands: rendezvous hashing (Thaler and
    Ravishankar 1996, "A Name-Based Mapping Scheme for Rendezvous").

    >>> chats = [str(number) for number in range(1000)]
    >>> both, three = ({chat: worker_for(chat, names) for chat in chats} for names in ("ab", "abc"))
    >>> [list(both.values()).count(name) for name in "ab"]
    [489, 511]
    >>> all(three[chat] in ("c", both[chat]) for chat in chats)
    True
    """
    return max(workers, key=lambda worker: hashlib.sha256(f"{worker} {chat}".encode()).digest())
