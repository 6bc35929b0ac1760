"""Notice when a message tells of someone in danger, before anything is searched for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.sentinel import Sentinel

# What surrounds a disclosure must not drown it: sentences and halves of sentences are heard alone as well.
_CLAUSE = re.compile(r"[;:.!?\n]+|,\s|\s(?:and|but|mais|donc|so|et)\s", re.IGNORECASE)
_WORDS = 3  # "il me viole"; fewer say too little alone
_MOST = 40  # clauses heard alone, so that a wall of them holds nobody up; half from each end


@dataclass(frozen=True, slots=True)
class Alarm:
    """A message that tells of danger, and of which kind: "abuse", "self_harm", …"""

    kind: str


class Lane:
    """Hears messages in both languages and mixed.

    `vectors_of` gives one vector (d,) a text. A false alarm costs one press of a button, a missed one much
    more: the alarm is set for recall.
    """

    def __init__(self, sentinel: Callable[[], Sentinel], vectors_of: Callable[[list[str]], list[list[float]]]) -> None:
        self._sentinel, self._vectors_of = sentinel, vectors_of

    def hears(self, text: str) -> Alarm | None:
        """Return the alarm that `text`, or a clause of it that names an event, raises; None if it raises none."""
        sentinel, pieces = self._sentinel(), self.pieces(text)
        for piece, vector in zip(pieces, self._vectors_of(pieces), strict=True):
            score, kind = sentinel.hear(piece, vector)
            if score > 0:
                return Alarm(kind)
        return None

    def pieces(self, text: str) -> list[str]:
        """Return what is heard of `text`: the whole, each clause that names an event, and each of three words."""
        return list(dict.fromkeys([text, *self._clauses(self._sentinel(), text)]))

    def _clauses(self, sentinel: Sentinel, text: str) -> list[str]:
        pieces = [piece.strip() for piece in _CLAUSE.split(text)]
        told = [piece for piece in pieces if len(piece.split()) == _WORDS or _says_much(piece, sentinel)]
        told = list(dict.fromkeys(told))
        few = told if len(told) <= _MOST else [*told[: _MOST // 2], *told[-_MOST // 2 :]]
        return few if len(pieces) > 1 else []


def _says_much(piece: str, sentinel: Sentinel) -> bool:
    return len(piece.split()) > _WORDS and sentinel.cues.names_an_event(piece)
