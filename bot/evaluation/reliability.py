"""How far the evidence for an answer can be believed: how many answers are right where it scores so much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.result import Result

EDGES = (0.0, 2.5, 3.0, 3.5, 4.0, 4.5)  # of the best passage's score: standard scores, so the same for every corpus
_ANSWERS = {"answered", "closest", "partial"}


@dataclass(frozen=True, slots=True)
class Bin:
    """The `n` answers whose best passage scores from `low` to the next bin, and the share of them that are right."""

    low: float
    n: int
    right: float


def reliability(results: Sequence[Result]) -> tuple[Bin, ...]:
    """Return the bins that hold any answer, lowest first.

    An answer is right if the question can be answered, the answer passes its checks and its source bears the gold.
    """
    scored = [(result.score, _is_right(result)) for result in results if result.outcome in _ANSWERS]
    bins = []
    for low, high in zip(EDGES, (*EDGES[1:], float("inf")), strict=True):
        held = [right for score, right in scored if low <= score < high]
        if held:
            bins.append(Bin(low, len(held), round(sum(held) / len(held), 4)))
    return tuple(bins)


def _is_right(result: Result) -> bool:
    return result.question.answerable and result.passed and result.cited is not False
