"""The odds that a passage answers, by named evidence: logistic regressions, and for cards boosted trees beside one.

Cards are known, and many people asked about them: trees find where one piece of evidence matters only beside another.
Of what is like nothing known a straight line errs less, so that for cards both count, and for documents, which are
strangers', the regression alone. Of a follow-up boosted trees alone: what repeats the passage that was shown is right
only beside other evidence. `make gate-weights` finds them on questions by many hands from which neither the examples
nor the passage reader learned, and writes them to the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Literal, Protocol

from corpus.card import BUNDLED_CORPUS

SHIPPED = BUNDLED_CORPUS / "vectors" / "gate.json"
FOLLOW_UPS = BUNDLED_CORPUS / "vectors" / "follow_ups.json"
Judged = Literal["card", "document"]
# A number of log-odds, or a piece of evidence, a limit, and the tree for values up to it and that for values above.
Tree = float | tuple[str, float, "Tree", "Tree"]


class Odds(Protocol):
    """What makes log-odds of evidence."""

    def of(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds by `evidence`."""
        ...


@dataclass(frozen=True, slots=True)
class LogisticOdds:
    """Log-odds: `bias` and a sum of the evidence by `weights`."""

    bias: float
    weights: Mapping[str, float]

    def of(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds by `evidence`, which has a value for each of the weights."""
        return self.bias + sum(weight * evidence[name] for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class TreeOdds:
    """Log-odds: `bias` and a sum of what each of the `trees` gives (gradient boosting: Friedman 2001)."""

    bias: float
    trees: Sequence[Tree]

    def of(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds by `evidence`, which has a value for each name in the trees."""
        return self.bias + sum(_leaf(tree, evidence) for tree in self.trees)


@dataclass(frozen=True, slots=True)
class MeanOdds:
    """Log-odds: the mean of those of `linear` and of `boosted`."""

    linear: LogisticOdds
    boosted: TreeOdds

    def of(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds by `evidence`, which has a value for each name in either."""
        return (self.linear.of(evidence) + self.boosted.of(evidence)) / 2


def _leaf(tree: Tree, evidence: Mapping[str, float]) -> float:
    """Return the number at the end of the way that the evidence takes.

    >>> _leaf(("reader", 0.5, -1.0, ("gap", 0.2, 2.0, 0.5)), {"reader": 0.7, "gap": 0.3})
    0.5
    """
    while not isinstance(tree, int | float):
        name, limit, low, high = tree
        tree = low if evidence[name] <= limit else high
    return tree


@cache
def shipped_odds(path: Path = SHIPPED) -> Mapping[Judged, Odds]:
    """Return the odds in `path`."""
    held = json.loads(path.read_text(encoding="utf-8"))
    card = held["card"]
    return {
        "card": MeanOdds(LogisticOdds(**card["linear"]), TreeOdds(**card["boosted"])),
        "document": LogisticOdds(**held["document"]),
    }


@cache
def shipped_follow_up_odds(path: Path = FOLLOW_UPS) -> TreeOdds:
    """Return the odds of follow-ups in `path`."""
    return TreeOdds(**json.loads(path.read_text(encoding="utf-8")))


def probability(odds: float) -> float:
    """Return the probability for log-odds.

    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + exp(-odds))
