"""Confidence against truth, on results small enough to count by hand."""

from __future__ import annotations

from bot.evaluation.reliability import Bin, ReliabilityRow, reliability
from tests.support.evaluation import result

REFUSAL = {"outcome": "not_covered", "answerable": False, "expect": "not_covered_handoff"}


def test_an_answer_is_right_by_its_checks_and_its_source() -> None:
    """A missing fact, a wrong source and an answer to what can't be answered are wrong alike."""
    found = reliability(
        [
            result("right", confidence=0.91, cited=True),
            result("lacking", confidence=0.92, missing=("x",)),
            result("other source", confidence=0.93, cited=False),
            result("out of thin air", confidence=0.94, answerable=False),
        ]
    )
    assert found[0] == ReliabilityRow("answered", "", "", 4, 0.925, 0.25, (Bin(0.9, 4, 0.25),))


def test_a_refusal_is_right_if_no_text_answers() -> None:
    """It has rows of its own, since its confidence is that nothing answers."""
    found = reliability([result("a", confidence=0.7, **REFUSAL), result("b", outcome="not_covered", confidence=0.9)])
    assert found[0] == ReliabilityRow("refused", "", "", 2, 0.8, 0.5, (Bin(0.7, 1, 1.0), Bin(0.9, 1, 0.0)))


def test_each_language_and_kind_has_a_row() -> None:
    """The lowest bin first; empty ones are left out."""
    found = reliability(
        [
            result("a", confidence=0.97),
            result("b", confidence=0.3, cited=False),
            result("c", confidence=0.8, language="en", kind="paraphrase"),
        ]
    )
    assert [(row.kind, row.language, row.n) for row in found] == [
        ("", "", 3),
        ("", "fr", 2),
        ("", "en", 1),
        ("direct", "", 2),
        ("paraphrase", "", 1),
    ]
    assert [(held.low, held.right) for held in found[1].bins] == [(0.0, 0.0), (0.95, 1.0)]


def test_what_was_not_weighed_or_decides_nothing_is_left_out() -> None:
    """Small talk, a choice, and a refusal of random letters."""
    results = [result(outcome=outcome) for outcome in ("smalltalk", "clarify", "not_covered")]
    assert reliability(results) == ()
