"""The advisor's protocol: an inquiry goes in, an answer comes out, a stream shows it while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.answering.answer import Answer
from bot.answering.choosing import ChoosesPassage
from corpus.language import Language
from index.passage import EVERYONE, Audience

Partial = TypeVar("Partial", contravariant=True)


class AnswerStream(Protocol[Partial]):
    """Receives partial answers, and may cancel the rest. Called from the thread that writes: it must not block."""

    def show(self, partial: Partial) -> None:
        """Show the answer as far as it is written and checked; it replaces the one shown before."""

    def is_cancelled(self) -> bool:
        """Return True once nothing more is wanted."""
        ...


class SilentStream:
    """A stream that shows nothing and never cancels: only the whole answer is wanted."""

    def show(self, partial: object) -> None:
        """Do nothing."""

    def is_cancelled(self) -> bool:
        """Return False."""
        return False


SILENT = SilentStream()


@dataclass(frozen=True, slots=True)
class PastExchange:
    """One earlier turn of a conversation; `language` is that of its answer, if known."""

    question: str
    answer: str = ""
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A message to answer, and what the answer depends on.

    `history` is oldest first. `language` is the chat's: the answer's own if it `is_pinned` or the text shows none.
    `declared_safe` means that the person said that nobody is in danger, whatever the words look like. `stream`
    receives partial answers. `chat` is a keyed hash of the chat; a model's tokens are counted by it.
    The answer comes from what `readers` may see. The `chooser`, if any, is asked where the gate isn't certain.
    """

    text: str
    history: Sequence[PastExchange] = ()
    language: Language = "fr"
    is_pinned: bool = False
    declared_safe: bool = False
    stream: AnswerStream[Answer] = SILENT
    chat: str = ""
    readers: frozenset[Audience] = EVERYONE
    chooser: ChoosesPassage | None = None


class Advises(Protocol):
    """Answers inquiries, in the texts' words or a model's."""

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer: one finding for each part of the message (see `Advisor`)."""

    def warm_up(self) -> None:
        """Load what the first answer needs."""
