"""The passages that an answer suggests, in the order of their buttons, and its confidence."""

from __future__ import annotations

from bot.answering.answer import Answer, Finding
from bot.answering.suggestions import suggestions
from tests.support.evaluation import card

A, B, C, D, E = map(card, "abcde")


def suggested(*findings: Finding) -> str:
    """Return the ids of the suggested passages."""
    return "".join(passage.id for passage in suggestions(Answer("fr", findings)))


def test_related_passages_are_suggested_once_and_three_at_most() -> None:
    """The first of each part before the second of any; what is cited is left out."""
    assert suggested(Finding("?", "answered", (A,), (A, B, B, C, D, E))) == "bcd"
    assert suggested(Finding("?", "answered", (A,), (B, C)), Finding("?", "not_covered", (), (D, A))) == "bdc"


def test_where_there_is_a_choice_nothing_else_is_suggested() -> None:
    """Three for each part at most, each passage once."""
    first, second = Finding("?", "clarify", choices=(A, B, C, D)), Finding("?", "clarify", choices=(B, E))
    assert suggested(first, Finding("?", "answered", (D,), (E,)), second) == "abce"


def test_the_least_sure_part_gives_the_confidence() -> None:
    """None where nothing was estimated."""
    sure, unsure, unknown = (Finding("?", "answered", (A,), confidence=value) for value in (0.9, 0.4, None))
    assert Answer("fr", (sure, unknown, unsure)).confidence == 0.4
    assert Answer("fr", (unknown,)).confidence is None
