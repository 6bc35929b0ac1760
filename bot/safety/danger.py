"""Notice when a message tells of someone in danger, before anything is searched for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.models.danger_classifier import DangerClassifier
from index.text.sentences import clauses

_CLEARLY = 0.1  # by so much more has a clause to tell of danger that has no word of harm in it
_MOST = 40  # clauses heard alone, so that a wall of them holds nobody up; half from each end


@dataclass(frozen=True, slots=True)
class DetectedDanger:
    """A message that tells of danger, and of which kind: "abuse", "self_harm", …"""

    kind: str


class DangerDetector:
    """Hears messages in both languages and mixed.

    `vectors_of` gives one vector (d,) a text. A false alarm costs one press of a button, a missed one much
    more: the alarm is set for recall.
    """

    def __init__(
        self, sentinel: Callable[[], DangerClassifier], vectors_of: Callable[[list[str]], list[list[float]]]
    ) -> None:
        self._sentinel, self._vectors_of = sentinel, vectors_of

    def hears(self, text: str) -> DetectedDanger | None:
        """Return the alarm that `text`, or a clause of it, raises; None if it raises none."""
        sentinel, pieces = self._sentinel(), self.pieces(text)
        for place, (piece, vector) in enumerate(zip(pieces, self._vectors_of(pieces), strict=True)):
            score, kind = sentinel.hear(piece, vector)
            if score > (0.0 if place == 0 or sentinel.cues.names_an_event(piece) else _CLEARLY):
                return DetectedDanger(kind)
        return None

    def pieces(self, text: str) -> list[str]:
        """Return what is heard of `text`: the whole, in plain spelling if it is disguised, and each clause of it."""
        plain = self._sentinel().cues.undisguised(text)
        return list(dict.fromkeys([text, plain, *self._clauses(plain)]))

    def _clauses(self, text: str) -> list[str]:
        """Return the clauses that are heard alone, those that name an event first."""
        told = clauses(text)
        names_an_event = self._sentinel().cues.names_an_event
        named = _few([piece for piece in told if names_an_event(piece)], _MOST)
        return [*named, *_few([piece for piece in told if piece not in named], _MOST - len(named))]


def _few(pieces: list[str], most: int) -> list[str]:
    """Return at most `most` of `pieces`, half of them from each end."""
    return pieces if len(pieces) <= most else pieces[: most - most // 2] + pieces[len(pieces) - most // 2 :]
