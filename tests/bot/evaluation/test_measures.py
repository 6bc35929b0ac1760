"""Every measure, exactly, on results small enough to count by hand."""

from __future__ import annotations

import pytest

from bot.evaluation import measures
from bot.evaluation.measures import MEASURES, percentile, recall, reciprocal_rank
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
