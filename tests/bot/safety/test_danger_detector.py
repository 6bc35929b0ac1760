"""The detector classifies a message as a whole and clause by clause, and weighs clauses without a word of harm less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.safety.danger_detector import DangerDetector, DetectedDanger
from corpus.danger_examples import read_danger_examples
from index.models.danger_classifier import DangerClassifier, DangerCues
from index.text.shortening import CLASSIFIED, count_pieces

CUES = DangerCues(read_danger_examples().cues)


@dataclass
class ScriptedClassifier:
    """Gives each text the score it is told to, else -1, and remembers the texts."""

    scores: dict[str, float]
    certain: float = 0.0
    cues: DangerCues = CUES
    seen: list[str] = field(default_factory=list)

    def score(self, text: str, vector: Sequence[float]) -> tuple[float, str]:
        """Return the scripted score of `text`."""
        self.seen.append(text)
        return self.scores.get(text, -1.0), "abuse"


def detector(scores: dict[str, float]) -> tuple[DangerDetector, ScriptedClassifier]:
    """Return a detector on a scripted classifier, with empty vectors."""
    classifier = ScriptedClassifier(scores)
    # The detector needs only `score` and `cues` of a classifier.
    return DangerDetector(lambda: cast(DangerClassifier, classifier), lambda texts: [[0.0] for _ in texts]), classifier


WHOLE = "Le rapport est bien prêt. Le directeur passe ses nuits ici. Mon oncle me fait peur souvent"
QUIET, HARM = "Le directeur passe ses nuits ici", "Mon oncle me fait peur souvent"


@pytest.mark.parametrize(
    ("segment", "score", "is_danger"),
    [
        (WHOLE, 0.01, True),
        (HARM, 0.01, True),
        (QUIET, 0.01, False),
        (QUIET, 0.11, True),
        (WHOLE, 0.0, False),
    ],
)
def test_a_clause_without_a_word_of_harm_needs_a_clear_score(segment: str, score: float, is_danger: bool) -> None:
    """The whole message, and a clause that names an event, count from any score above zero."""
    found, _ = detector({segment: score})
    assert found.detect(WHOLE) == (DetectedDanger("abuse") if is_danger else None)


def test_the_message_is_classified_first_and_then_its_clauses() -> None:
    """Those that name an event before the others, each text once."""
    found, classifier = detector({})
    assert found.detect(WHOLE) is None
    assert classifier.seen == [WHOLE, HARM, "Le rapport est bien prêt", QUIET]


def test_words_that_leave_no_doubt_are_danger_before_anything_is_classified() -> None:
    """With certainty, whatever the classifier says of the message."""
    found, classifier = detector({})
    assert found.detect("Le rapport est prêt, je veux mourir") == DetectedDanger("self_harm", is_certain=True)
    assert classifier.seen == []


def test_an_obfuscated_message_is_classified_in_plain_spelling_too() -> None:
    """After the message as it was written."""
    assert detector({})[0].segments("il m’a fr@ppée hier") == ["il m’a fr@ppée hier", "il m’a frappée hier"]


CALM = [f"la réunion numéro {number} est finie" for number in range(100)]


def test_of_many_clauses_only_some_are_classified() -> None:
    """As many as the limits allow, from both ends; those that name an event before all."""
    clauses = detector({})[0].segments(". ".join([*CALM[:50], HARM, *CALM[50:]]))[1:]
    assert sum(map(count_pieces, clauses)) <= CLASSIFIED
    assert (clauses[0], CALM[0] in clauses, CALM[99] in clauses, CALM[50] in clauses) == (HARM, True, True, False)


def test_a_danger_in_the_middle_of_a_long_text_without_punctuation_is_classified() -> None:
    """In a window of words, before the windows that name no event."""
    found, _ = detector({})
    words = " et puis ".join(["la réunion est finie"] * 60).replace(" et puis", "")
    windows = found.segments(f"{words} mon oncle me frappe souvent {words}")[1:]
    assert "mon oncle me frappe souvent" in windows[0]


def test_a_score_below_the_certain_one_is_a_possible_danger() -> None:
    """The message is then answered as usual, with a line of care."""
    scripted = ScriptedClassifier({"Il rentre tard": 0.3, "Il crie souvent": 0.7}, certain=0.5)
    found = DangerDetector(lambda: cast(DangerClassifier, scripted), lambda texts: [[] for _ in texts])
    assert found.detect("Il rentre tard") == DetectedDanger("abuse", is_certain=False)
    assert found.detect("Il crie souvent") == DetectedDanger("abuse", is_certain=True)
