"""What became of an answerable question: right, one tap away, wrong, refused or diverted."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answering.answer import Answer, Finding
from bot.evaluation.measures import VERDICT_MEASURES
from bot.evaluation.running import is_offered
from bot.evaluation.verdicts import verdict
from index.passage import Passage
from tests.support.evaluation import card, gold, result


@pytest.mark.parametrize(
    ("outcome", "fields", "expected"),
    [
        ("answered", {"cited": True}, "right"),
        ("closest", {"cited": True}, "right"),
        ("answered", {"cited": False}, "wrong"),
        ("answered", {"missing": ("x",)}, "wrong"),
        ("answered", {"cited": False, "offered": True}, "wrong"),
        ("closest", {"cited": False}, "wrong"),
        ("closest", {"cited": False, "offered": True}, "one_tap"),
        ("clarify", {"offered": True}, "one_tap"),
        ("clarify", {}, "refused"),
        ("not_covered", {"offered": True}, "one_tap"),
        ("not_covered", {}, "refused"),
        ("out_of_scope", {}, "refused"),
        ("smalltalk", {}, "diverted"),
        ("safeguarding", {}, "diverted"),
        ("not_covered", {"answerable": False}, None),
    ],
)
def test_each_answer_has_one_verdict(outcome: Any, fields: dict[str, Any], expected: str | None) -> None:
    """A wrong answer stays wrong, though the right one is behind a button under it."""
    assert verdict(result(outcome=outcome, **fields)) == expected


def test_the_shares_of_the_verdicts_are_those_of_the_answerable_questions() -> None:
    """Together they make one; what is in reach counts the buttons under wrong answers too."""
    results = [
        result("a", cited=True),
        result("b", "clarify", offered=True),
        result("c", cited=False, offered=True),
        result("d", cited=False),
        result("e", "not_covered", answerable=False),
    ]
    shares = {measure.name: measure.of(results) for measure in VERDICT_MEASURES}
    assert shares == {
        "right": 0.25, "one_tap": 0.25, "wrong": 0.5, "refused": 0.0, "diverted": 0.0, "within_one_tap": 0.75,
        "nearest": 0.0, "unfounded": None,
    }  # fmt: skip
    assert {measure.of(results[-1:]) for measure in VERDICT_MEASURES} == {None}


def test_an_answer_to_what_no_text_answers_is_unfounded() -> None:
    """The closest guidance is not, since it says that the texts do not say this; it is counted as nearest."""
    others = [
        result(outcome=outcome, answerable=False, expect="not_covered_handoff")
        for outcome in ("answered", "closest", "not_covered", "clarify")
    ]
    shares = {measure.name: measure.of([*others, result(outcome="closest"), result()]) for measure in VERDICT_MEASURES}
    assert (shares["unfounded"], shares["nearest"]) == (0.25, 0.5)


def suggesting(choices: tuple[Passage, ...] = (), related: tuple[Passage, ...] = (), *cited: Passage) -> Answer:
    """Return an answer with these suggestions."""
    outcome: Any = "clarify" if choices else "answered"
    return Answer("fr", (Finding("Pourquoi ?", outcome, cited, related, choices=choices),))


def test_gold_is_offered_behind_a_button() -> None:
    """Among the choices or the related passages; what is cited already needs no tap."""
    assert is_offered(gold("b"), suggesting((card("a"), card("b")))) is True
    assert is_offered(gold("b"), suggesting((), (card("b"),), card("a"))) is True
    assert is_offered(gold("a"), suggesting((), (card("b"),), card("a"))) is False
    assert is_offered(gold("c"), suggesting((card("a"), card("b")))) is False


def test_of_several_parts_each_must_be_in_reach() -> None:
    """In the answer or behind a button."""
    assert is_offered(gold("a", "b"), suggesting((), (card("b"),), card("a"))) is True
    assert is_offered(gold("a", "c"), suggesting((), (card("b"),), card("a"))) is False
