"""The reliability curve counts right answers by what spoke for them."""

from __future__ import annotations

from bot.evaluation.measures import Bin, reliability
from tests.support.evaluation import result


def test_an_answer_is_right_by_its_checks_and_its_source() -> None:
    """A missing fact, a wrong source and an answer to what can't be answered are wrong alike."""
    found = reliability(
        [
            result("right", score=3.1, cited=True),
            result("lacking", score=3.2, missing=("x",)),
            result("other source", score=3.3, cited=False),
            result("out of thin air", score=3.4, answerable=False),
        ]
    )
    assert found == (Bin(3.0, 4, 0.25),)


def test_bins_are_by_score_and_hold_answers_alone() -> None:
    """The lowest first; refusals have no evidence to believe in, and empty bins are left out."""
    found = reliability(
        [result("high", score=9.0), result("low", score=1.0, cited=False), result("no", outcome="not_covered")]
    )
    assert [(held.low, held.n, held.right) for held in found] == [(0.0, 1, 0.0), (4.5, 1, 1.0)]
