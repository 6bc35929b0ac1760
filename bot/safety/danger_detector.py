"""Detect messages that speak of violence, abuse or despair, before anything is searched for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.library import DangerClassifier
from index.text.sentences import clauses

_CLEAR_SCORE = 0.1  # above which a clause without a word of harm counts
_MOST_CLAUSES = 40  # classified alone, so that a very long message stays fast; half from each end


@dataclass(frozen=True, slots=True)
class DetectedDanger:
    """The kind of danger that a message speaks of: "abuse", "self_harm", …

    If it is not `is_certain`, the message may as well be about something else, and is answered with care beside.
    """

    kind: str
    is_certain: bool = True


class DangerDetector:
    """Classifies messages in both languages and mixed, as a whole and clause by clause.

    `vectors_of` returns one vector (d,) for each text. A false alarm costs one press of a button, a missed danger much
    more: the threshold favours recall.
    """

    def __init__(
        self, classifier: Callable[[], DangerClassifier], vectors_of: Callable[[list[str]], list[list[float]]]
    ) -> None:
        self._classifier, self._vectors_of = classifier, vectors_of

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text`, or a clause of it, speaks of; None if it speaks of none."""
        classifier, segments = self._classifier(), self.segments(text)
        for place, (segment, vector) in enumerate(zip(segments, self._vectors_of(segments), strict=True)):
            score, kind = classifier.score(segment, vector)
            if score > (0.0 if place == 0 or classifier.cues.names_an_event(segment) else _CLEAR_SCORE):
                return DetectedDanger(kind)
        return None

    def segments(self, text: str) -> list[str]:
        """Return the texts that are classified: the whole, the whole in plain spelling, and each clause of that."""
        plain = self._classifier().cues.with_usual_spelling(text)
        return list(dict.fromkeys([text, plain, *self._clauses(plain)]))

    def _clauses(self, text: str) -> list[str]:
        """Return the clauses that are classified alone, those that name an event first."""
        found = clauses(text)
        names_an_event = self._classifier().cues.names_an_event
        eventful = _both_ends([clause for clause in found if names_an_event(clause)], _MOST_CLAUSES)
        others = [clause for clause in found if clause not in eventful]
        return [*eventful, *_both_ends(others, _MOST_CLAUSES - len(eventful))]


def _both_ends(texts: list[str], most: int) -> list[str]:
    """Return at most `most` of `texts`, half of them from each end.

    >>> _both_ends(["a", "b", "c", "d", "e"], 3)
    ['a', 'b', 'e']
    """
    return texts if len(texts) <= most else texts[: most - most // 2] + texts[len(texts) - most // 2 :]
