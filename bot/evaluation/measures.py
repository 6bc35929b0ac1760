"""The measures of a run: each has a name, a heading and a function from results to a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from bot.evaluation.retrieval import HYBRID
from bot.evaluation.running import QuestionResult
from bot.evaluation.verdicts import REFUSALS_EXPECTED, SHARES, nearest, unfounded, within_one_tap

MeasureUnit = Literal["count", "share", "mean", "ms"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of some results; `of` returns None if it applies to none of them.

    A "share" and a "mean" are between 0 and 1, higher is better.
    """

    name: str
    heading: str
    unit: MeasureUnit
    of: Callable[[Sequence[QuestionResult]], float | None]


def recall(results: Sequence[QuestionResult], retriever: str, first: int) -> float | None:
    """Return the mean share of gold parts that `retriever` has among its `first` hits."""
    return _mean(_share(0 < place <= first for place in places) for places in _places(results, retriever))


def reciprocal_rank(results: Sequence[QuestionResult], retriever: str) -> float | None:
    """Return the mean of 1 / rank over gold parts and questions, 0 for one not found (MRR, TREC-8 QA track)."""
    return _mean(_mean(1 / place if place else 0.0 for place in places) for places in _places(results, retriever))


def passed(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answers with everything that they must contain and nothing that they must not."""
    return _share(result.passed for result in results)


def answered(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answerable questions that pass."""
    return _share(result.passed for result in results if result.question.answerable)


def routed(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of questions with an expected outcome: answered, refused, small talk…"""
    return _share(result.routed for result in results)


def clean(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answers without anything that they must not contain."""
    return _share(not result.violated for result in results)


def cited(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of right citations among the answers that cite and whose gold passages are known."""
    return _share(result.cited for result in results if result.cited is not None)


def refusal_precision(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of right refusals among the refusals."""
    return _share(not r.question.answerable and r.routed for r in results if r.is_refusal)


def refusal_recall(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of refusals among the questions that call for one."""
    return _share(r.is_refusal for r in results if r.question.expect in REFUSALS_EXPECTED)


def unrefused(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answerable questions that are not refused."""
    return _share(not result.is_refusal for result in results if result.question.answerable)


def closest(results: Sequence[QuestionResult]) -> float:
    """Return the number of answers given as the closest guidance only."""
    return sum(result.outcome == "closest" for result in results)


def in_language(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answers in the asker's language, without mixed questions."""
    return _share(result.in_language for result in results if result.in_language is not None)


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the smallest value that at least `share` of `values` do not exceed (nearest rank).

    >>> percentile([5.0, 1.0, 4.0, 2.0], 0.5)
    2.0
    """
    ordered = sorted(values)
    return ordered[max(ceil(share * len(ordered)), 1) - 1] if ordered else None


def retrieval_measures(retriever: str) -> tuple[Measure, ...]:
    """Return the measures of one retriever."""
    return (
        Measure("recall@1", "R@1", "share", lambda results: recall(results, retriever, 1)),
        Measure("recall@3", "R@3", "share", lambda results: recall(results, retriever, 3)),
        Measure("mrr", "MRR", "mean", lambda results: reciprocal_rank(results, retriever)),
    )


MEASURES: tuple[Measure, ...] = (
    Measure("n", "n", "count", lambda results: float(len(results))),
    *retrieval_measures(HYBRID),
    Measure("passed", "pass", "share", passed),
    Measure("answered", "answ", "share", answered),
    Measure("routed", "route", "share", routed),
    Measure("cited", "cited", "share", cited),
    Measure("clean", "clean", "share", clean),
    Measure("refusal_precision", "ref.P", "share", refusal_precision),
    Measure("refusal_recall", "ref.R", "share", refusal_recall),
    Measure("unrefused", "unref", "share", unrefused),
    Measure("closest", "near", "count", closest),
    Measure("language", "lang", "share", in_language),
    Measure("p50_ms", "p50", "ms", lambda results: percentile((r.milliseconds for r in results), 0.5)),
    Measure("p95_ms", "p95", "ms", lambda results: percentile((r.milliseconds for r in results), 0.95)),
)

# What became of the answerable questions, and of the others (`unfounded`), in a table of its own.
VERDICT_MEASURES: tuple[Measure, ...] = (
    *(Measure(name, name.replace("_", " "), "share", of) for name, of in SHARES.items()),
    Measure("within_one_tap", "in one tap", "share", within_one_tap),
    Measure("nearest", "nearest", "share", nearest),
    Measure("unfounded", "unfounded", "share", unfounded),
)


def _places(results: Sequence[QuestionResult], retriever: str) -> list[tuple[int, ...]]:
    return [result.places[retriever] for result in results if retriever in result.places]


def _share(values: Iterable[bool | None]) -> float | None:
    return _mean(float(bool(value)) for value in values)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
