"""Answers as `relais ask` prints them, where a message tells, or may tell, of danger."""

from __future__ import annotations

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry
from bot.conversation.answer_reply import plain_text
from bot.replies.texts import say
from bot.safety.danger_detector import DetectedDanger
from index.library import Library


class SuspectingDetector:
    """Detects danger in every text: for certain or not."""

    def __init__(self, is_certain: bool) -> None:
        self._is_certain = is_certain

    def segments(self, text: str) -> list[str]:
        """Return the text alone."""
        return [text]

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        return DetectedDanger("self_harm", self._is_certain)


def shown(library: Library, is_certain: bool) -> str:
    """Return the printed text for a question."""
    advisor = Advisor(library)
    advisor.danger_detector = SuspectingDetector(is_certain)  # type: ignore[assignment]  # detects, and no more
    return plain_text(advisor.advise(Inquiry("Qui assure le suivi des mesures correctives ?")))


def test_a_possible_danger_is_answered_with_a_line_of_care(library: Library) -> None:
    """The answer stays."""
    printed = shown(library, is_certain=False)
    assert "mesures correctives" in printed
    assert printed.endswith(say("fr", "safeguarding.possible"))


def test_a_certain_danger_gets_care_alone(library: Library) -> None:
    """In the words for that danger."""
    printed = shown(library, is_certain=True)
    assert printed.startswith(say("fr", "safeguarding.self_harm_body"))
    assert say("fr", "safeguarding.possible") not in printed
