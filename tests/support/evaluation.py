"""Builders of evaluation questions, passages, answers and results."""

from __future__ import annotations

from typing import Any

from bot.answering.answer import Answer, Finding
from bot.evaluation.question_sets import EvaluationQuestion, Gold
from bot.evaluation.running import QuestionResult
from index.passage import Passage


def question(identity: str = "q1", **more: Any) -> EvaluationQuestion:
    """Return a French question that the texts answer, but for what `more` says."""
    plain = {"text": "Pourquoi ?", "language": "fr", "kind": "direct", "expect": "answer", "answerable": True}
    return EvaluationQuestion(id=identity, **{**plain, **more})


def result(identity: str = "q1", outcome: Any = "answered", **more: Any) -> QuestionResult:
    """Return the result of a question; fields of EvaluationQuestion in `more` go into the question."""
    asked = {name: more.pop(name) for name in list(more) if name in EvaluationQuestion.__slots__}
    return QuestionResult(question(identity, **asked), outcome, **more)


def card(identity: str) -> Passage:
    """Return the passage of a card."""
    return Passage(identity, "Un texte.", "fr", "UNICEF", "Titre", "Partie")


def excerpt(text: str, section: str = "") -> Passage:
    """Return a passage of an added document."""
    return Passage("d-1", text, "fr", "", "Guide", section, "d")


def gold(*parts: str, quoted: bool = False) -> Gold:
    """Return the gold of `parts`, in each of which "|" separates alternatives."""
    return Gold(tuple(frozenset(part.split("|")) for part in parts), quoted)


def answer(*passages: Passage, outcome: Any = "answered", language: Any = "fr") -> Answer:
    """Return an answer that cites `passages`."""
    return Answer(language, (Finding("Pourquoi ?", outcome, passages),))
