"""Confidence against truth: of the answers, or refusals, of which the bot was so sure, the share that is right.

The reliability diagram of Murphy and Winkler (1977), in numbers. Well calibrated, the share right is the confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.evaluation.running import ANSWERS, QuestionResult
from bot.evaluation.verdicts import verdict

EDGES = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95)  # of the confidence
Decision = Literal["answered", "refused"]


@dataclass(frozen=True, slots=True)
class Bin:
    """The `n` decisions with a confidence from `low` to the next edge, and the share of them that are right."""

    low: float
    n: int
    right: float


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """The decisions of one sort on the questions of a kind and language; "" means all kinds or languages.

    `confidence` is their mean confidence and `right` the share that is right, both 0 to 1. `bins` are those with any
    decision, lowest first.
    """

    decision: Decision
    kind: str
    language: str
    n: int
    confidence: float
    right: float
    bins: tuple[Bin, ...]


def reliability(results: Sequence[QuestionResult]) -> tuple[ReliabilityRow, ...]:
    """Return the rows of answers, then of refusals: all, each language, each kind. Groups without any are left out.

    An answer is right if its verdict is. A refusal is right if no text answers the question.
    """
    decisions: tuple[Decision, ...] = ("answered", "refused")
    return tuple(row for decision in decisions for row in _rows(decision, _decided(results, decision)))


def _decided(results: Sequence[QuestionResult], decision: Decision) -> list[QuestionResult]:
    """Return the results of that decision, for which anything was weighed."""
    wanted = ANSWERS if decision == "answered" else {"not_covered"}
    return [one for one in results if one.outcome in wanted and one.confidence is not None]


def _rows(decision: Decision, decided: Sequence[QuestionResult]) -> list[ReliabilityRow]:
    languages = dict.fromkeys(one.question.language for one in decided)
    kinds = dict.fromkeys(one.question.kind for one in decided)
    groups = [("", ""), *(("", language) for language in languages), *((kind, "") for kind in kinds)]
    return [
        _row(decision, kind, language, held)
        for kind, language in groups
        if (held := [r for r in decided if kind in ("", r.question.kind) and language in ("", r.question.language)])
    ]


def _row(decision: Decision, kind: str, language: str, held: Sequence[QuestionResult]) -> ReliabilityRow:
    scored = [(one.confidence or 0.0, _is_right(one)) for one in held]
    bins = []
    for low, high in zip(EDGES, (*EDGES[1:], float("inf")), strict=True):
        inside = [right for confidence, right in scored if low <= confidence < high]
        if inside:
            bins.append(Bin(low, len(inside), _mean(inside)))
    confidence, right = _mean([sure for sure, _ in scored]), _mean([right for _, right in scored])
    return ReliabilityRow(decision, kind, language, len(held), confidence, right, tuple(bins))


def _is_right(result: QuestionResult) -> bool:
    if result.is_refusal:
        return not result.question.answerable
    return verdict(result) == "right"


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)
