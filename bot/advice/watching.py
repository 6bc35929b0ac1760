"""Whoever answers, and whoever waits for an answer while it is being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.advice.answer import Answer, Exchange
from corpus.language import Language


class Watch(Protocol):
    """Sees an answer grow, and may want no more of it. Called from the thread that writes; must not block."""

    def show(self, answer: Answer) -> None:
        """Show what is written and checked so far; each call replaces the one before."""

    def is_set(self) -> bool:
        """Tell whether to write no more."""
        ...


class Unwatched:
    """Nobody looks on: the answer is only wanted whole."""

    def show(self, answer: Answer) -> None:
        """Do nothing."""

    def is_set(self) -> bool:
        """Return False."""
        return False


UNWATCHED = Unwatched()


class Advises(Protocol):
    """Answers messages, whoever words the answers."""

    def advise(
        self,
        text: str,
        history: Sequence[Exchange] = (),
        default: Language = "fr",
        pinned: bool = False,
        harmless: bool = False,
        watch: Watch = UNWATCHED,
        chat: str = "",
    ) -> Answer:
        """Return the answer to `text` after `history` (oldest first), for the chat of that key; see `Advisor`."""

    def warm_up(self) -> None:
        """Load now what the first answer needs."""
