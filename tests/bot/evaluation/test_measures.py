"""Every measure and the reliability curve, exactly, on results small enough to count by hand."""

from __future__ import annotations

import pytest

from bot.evaluation import measures
from bot.evaluation.measures import MEASURES, Bin, percentile, recall, reciprocal_rank, reliability
from tests.support.evaluation import result

RESULTS = [
    result("a", places={"hybrid": (1,), "bm25": (0,)}, cited=True, in_language=True),
    result("b", "closest", missing=("x",), places={"hybrid": (3, 0), "bm25": (2, 1)}, cited=False, in_language=True),
    result("c", "not_covered", missing=("x",), routed=False, places={"hybrid": (4,), "bm25": (1,)}, in_language=False),
    result("d", "not_covered", answerable=False, expect="not_covered_handoff"),
    result("e", "answered", answerable=False, expect="decline_scope", routed=False, violated=("y",)),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n", 5),
        ("recall@1", 1 / 3),
        ("recall@3", (1 + 1 / 2) / 3),
        ("mrr", (1 + 1 / 6 + 1 / 4) / 3),
        ("passed", 2 / 5),
        ("answered", 1 / 3),
        ("routed", 3 / 5),
        ("cited", 1 / 2),
        ("clean", 4 / 5),
        ("refusal_precision", 1 / 2),
        ("refusal_recall", 1 / 2),
        ("unrefused", 2 / 3),
        ("closest", 1),
        ("language", 2 / 3),
    ],
)
def test_a_measure_has_its_exact_value(name: str, value: float) -> None:
    """Only questions that have a say in a measure count for it."""
    measure = next(measure for measure in MEASURES if measure.name == name)
    assert measure.of(RESULTS) == pytest.approx(value)


def test_another_retriever_is_measured_on_its_own_places() -> None:
    """By the same formulas."""
    assert recall(RESULTS, "bm25", 1) == pytest.approx((0 + 1 / 2 + 1) / 3)
    assert reciprocal_rank(RESULTS, "bm25") == pytest.approx((0 + 3 / 4 + 1) / 3)
    assert recall(RESULTS, "langchain", 1) is None


def test_nothing_is_made_up_where_there_is_nothing() -> None:
    """No question, no value, but counts."""
    assert {measure.name for measure in MEASURES if measure.of([]) is not None} == {"n", "closest"}


def test_percentiles_are_values_that_occurred() -> None:
    """By the nearest rank."""
    values = [float(n) for n in range(1, 21)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([7.0], 0.95)) == (10.0, 19.0, 7.0)


def test_the_refusals_are_both_kinds() -> None:
    """Not covered by the texts, and out of the field; guidance that is close is none."""
    outcomes = ("not_covered", "out_of_scope", "closest", "partial", "smalltalk")
    assert [result(outcome=outcome).is_refusal for outcome in outcomes] == [True, True, False, False, False]
    assert measures.refusal_precision([result(outcome="closest")]) is None


def test_an_answer_is_right_by_its_checks_and_its_source() -> None:
    """A missing fact, a wrong source and an answer to what can't be answered are wrong alike."""
    found = reliability(
        [
            result("right", score=0.91, cited=True),
            result("lacking", score=0.92, missing=("x",)),
            result("other source", score=0.93, cited=False),
            result("out of thin air", score=0.94, answerable=False),
        ]
    )
    assert found == (Bin(0.9, 4, 0.25),)


def test_bins_are_by_score_and_hold_answers_alone() -> None:
    """The lowest first; refusals have no evidence to believe in, and empty bins are left out."""
    found = reliability(
        [result("high", score=0.97), result("low", score=0.3, cited=False), result("no", outcome="not_covered")]
    )
    assert [(held.low, held.n, held.right) for held in found] == [(0.0, 1, 0.0), (0.95, 1, 1.0)]
