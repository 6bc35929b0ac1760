"""One answer is checked for its words, its route, its first source and its language."""

from __future__ import annotations

from typing import Any

import pytest

from bot.evaluation.question_sets import Gold
from bot.evaluation.running import is_cited, is_in_language, is_routed, missing, present
from index.text.folding import plain
from tests.support.evaluation import answer, card, excerpt, gold, question


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉVALUATION", "evaluation"),
        ("mise en œuvre", "mise en oeuvre"),
        ("n’est", "n'est"),
        ("a\u202fb\n  c", "a b c"),
        ("j’ai 30 %", "j'ai 30 %"),
    ],
)
def test_spelling_is_folded(text: str, folded: str) -> None:
    """Case, accents, ligatures, apostrophes and white space; nothing else."""
    assert plain(text) == folded


def test_each_item_needs_one_of_its_alternatives() -> None:
    """What has none is missing; what has one is present."""
    text = "Un échéancier est prévu."
    assert missing(text, ["calendrier|écheancier", "budget|coût"]) == ("budget|coût",)
    assert present(text, ["30 jours|échéancier", "faute"]) == ("30 jours|échéancier",)
    assert present(text, ["|"]) == ()


@pytest.mark.parametrize(
    ("expect", "answerable", "outcome", "routed"),
    [
        ("answer", True, "answered", True),
        ("answer", True, "partial", False),
        ("partial", True, "partial", True),
        ("not_covered_handoff", False, "not_covered", True),
        ("not_covered_handoff", False, "closest", True),
        ("not_covered_handoff", False, "answered", False),
        ("decline_scope", False, "not_covered", False),
        ("clarify", False, "clarify", True),
        ("ignore_injection", False, "answered", False),
        ("ignore_injection", True, "answered", True),
    ],
)
def test_the_route_follows_the_expectation(expect: Any, answerable: bool, outcome: Any, routed: bool) -> None:
    """A question under an injection may be answered if it can be."""
    assert is_routed(question(expect=expect, answerable=answerable), outcome) is routed


def test_the_first_source_must_bear_a_single_part() -> None:
    """A right one in second place is not enough."""
    assert is_cited(gold("a|b"), answer(card("b"), card("x"))) is True
    assert is_cited(gold("a"), answer(card("x"), card("a"))) is False


def test_of_several_parts_each_needs_a_source() -> None:
    """In any order; one source may bear two parts."""
    assert is_cited(gold("a", "b|c"), answer(card("c"), card("a"))) is True
    assert is_cited(gold("a|o", "b|o"), answer(card("o"))) is True
    assert is_cited(gold("a", "b"), answer(card("a"))) is False


def test_a_document_is_cited_rightly_if_it_holds_the_quote() -> None:
    """Whatever document it is."""
    assert is_cited(gold("un calendrier", quoted=True), answer(excerpt("Il faut un calendrier."))) is True
    assert is_cited(gold("un calendrier", quoted=True), answer(excerpt("Il faut un budget."))) is False


def test_citations_are_not_judged_without_gold_or_sources() -> None:
    """Nothing can be said then."""
    assert is_cited(Gold(), answer(card("a"))) is None
    assert is_cited(gold("a"), answer(outcome="not_covered")) is None


def test_the_language_is_that_of_the_asker_or_the_one_asked_for() -> None:
    """Nothing can be said of a question in both."""
    assert is_in_language(question(), answer()) is True
    assert is_in_language(question(), answer(language="en")) is False
    assert is_in_language(question(text="et en anglais ?"), answer(language="en")) is True
    assert is_in_language(question(language="mixed"), answer()) is None
