"""Notice when a message tells of someone in danger, before anything is searched for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.sentinel import Sentinel

# What surrounds a disclosure must not drown it: sentences and halves of sentences are heard alone as well.
_CLAUSE = re.compile(r"[;:.!?\n]+|,\s|\s(?:and|but|mais|donc|so|et)\s", re.IGNORECASE)
_WORDS = 4  # fewer say too little alone


@dataclass(frozen=True, slots=True)
class Alarm:
    """A message that tells of danger, and of which kind: "abuse", "self_harm", …"""

    kind: str


class Lane:
    """Hears messages in both languages and mixed.

    `vector_of` gives the vector of a text, float32 (d,). A false alarm costs one press of a button, a missed one much
    more: the alarm is set for recall.
    """

    def __init__(self, sentinel: Callable[[], Sentinel], vector_of: Callable[[str], object]) -> None:
        self._sentinel, self._vector_of = sentinel, vector_of

    def hears(self, text: str) -> Alarm | None:
        """Return the alarm that `text`, or a clause of it that names an event, raises; None if it raises none."""
        sentinel = self._sentinel()
        for piece in dict.fromkeys([text, *self._clauses(sentinel, text)]):
            score, kind = sentinel.hear(piece, self._vector_of(piece))  # type: ignore[arg-type]  # an array; numpy has its door in index
            if score > 0:
                return Alarm(kind)
        return None

    def _clauses(self, sentinel: Sentinel, text: str) -> list[str]:
        pieces = [piece.strip() for piece in _CLAUSE.split(text)]
        told = [piece for piece in pieces if len(piece.split()) >= _WORDS and sentinel.cues.names_an_event(piece)]
        return told if len(pieces) > 1 else []
