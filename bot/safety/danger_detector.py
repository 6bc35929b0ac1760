"""Detect messages that speak of violence, abuse or despair, before anything is searched for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.safety.danger_rules import find_certain_danger
from index.library import DangerClassifier
from index.text.sentences import clauses
from index.text.shortening import CLASSIFIED, SEARCHED, WHOLE, both_ends, count_pieces, windows, within_limits

_CLEAR_SCORE = 0.1  # above which a clause without a word of harm counts


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
        if certain := find_certain_danger(text):
            return DetectedDanger(certain)
        score, kind = max(self._scores(text))
        return DetectedDanger(kind, score > self._classifier().certain) if score > 0 else None

    def _scores(self, text: str) -> Iterator[tuple[float, str]]:
        """Yield the score and kind of each segment; a clause without a word of harm must be a little clearer."""
        classifier, segments = self._classifier(), self.segments(text)
        for place, (segment, vector) in enumerate(zip(segments, self._vectors_of(segments), strict=True)):
            score, kind = classifier.score(segment, vector)
            is_plain = place == 0 or classifier.cues.names_an_event(segment)
            yield score if is_plain else score - _CLEAR_SCORE, kind

    def segments(self, text: str) -> list[str]:
        """Return the texts that are classified: the whole, the whole in plain spelling, and each clause of that.

        Of a long message both ends stand for the whole, and only as much of its clauses as `shortening` allows: those
        that name an event before the others.
        """
        plain = self._classifier().cues.with_usual_spelling(text)
        if count_pieces(text) > SEARCHED:
            cut = [piece for clause in clauses(plain) or [plain] for piece in windows(clause)]
            return list(dict.fromkeys([both_ends(text, WHOLE), *self._eventful_first(cut)]))
        return list(dict.fromkeys([text, plain, *self._eventful_first(clauses(plain))]))

    def _eventful_first(self, found: list[str]) -> list[str]:
        """Return as many of the clauses `found` as are classified alone, those that name an event first."""
        names_an_event = self._classifier().cues.names_an_event
        eventful = within_limits([clause for clause in found if names_an_event(clause)])
        left = CLASSIFIED - sum(map(count_pieces, eventful))
        return [*eventful, *within_limits([clause for clause in found if clause not in eventful], left)]
