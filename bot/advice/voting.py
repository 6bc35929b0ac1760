"""Let the examples nearest to a message vote on what kind of message it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from index.search import Example

QUESTIONS = {"about_safeguarding"}  # intents that are questions to the texts after all
NEIGHBOURS = 20  # examples that vote
_WARMTH, _LETTER_WARMTH = 0.02, 0.1  # how fast a vote loses weight with nearness, by meaning and by letters


@dataclass(frozen=True, slots=True)
class Votes:
    """How the nearest examples divide: shares of cards, of gaps by id, and of intents by id; all sum to 1."""

    card: float
    gaps: dict[str, float]
    intents: dict[str, float]

    @property
    def gap(self) -> float:
        """The share of all gaps together."""
        return sum(self.gaps.values())

    @property
    def nearest_gap(self) -> str:
        """The gap with most votes, or empty."""
        return max(self.gaps, key=lambda name: self.gaps[name], default="")

    @property
    def intent(self) -> tuple[str, float]:
        """The intent with most votes and its share."""
        return max(self.intents.items(), key=lambda item: item[1], default=("", 0.0))


def count(by_meaning: Sequence[Example], by_letters: Sequence[Example]) -> Votes:
    """Count the votes of the neighbours by meaning and by letters; both pools weigh the same, the nearer the more.

    >>> near, far = Example("question", "a-card", 0.95, "…"), Example("gap", "fee", 0.90, "…")
    >>> round(count([near, far], []).card, 2)
    0.92
    """
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for pool, warmth in ((by_meaning, _WARMTH), (by_letters, _LETTER_WARMTH)):
        shares = [exp((example.nearness - pool[0].nearness) / warmth) for example in pool]
        for example, share in zip(pool, shares, strict=True):
            weights[_class(example)] += share / sum(shares)
    total = sum(weights.values()) or 1.0
    named = {kind: {name: w / total for (k, name), w in weights.items() if k == kind} for kind in ("gap", "intent")}
    return Votes(weights["question", ""] / total, named["gap"], named["intent"])


def _class(example: Example) -> tuple[str, str]:
    if example.kind == "question" or example.target in QUESTIONS:
        return "question", ""
    return example.kind, example.target
