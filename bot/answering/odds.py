"""The odds that a passage answers: logistic regressions over named evidence.

`make gate-weights` finds the weights on questions by many hands that neither the examples nor the passage reader were
taught with, and writes them to the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Literal, get_args

from corpus.card import BUNDLED_CORPUS

SHIPPED = BUNDLED_CORPUS / "vectors" / "gate.json"
Regression = Literal["card", "document"]


@dataclass(frozen=True, slots=True)
class LogisticOdds:
    """Log-odds: `bias` and a sum of the evidence by `weights`."""

    bias: float
    weights: Mapping[str, float]

    def of(self, evidence: Mapping[str, float]) -> float:
        """Return the log-odds by `evidence`, which has a value for each of the weights."""
        return self.bias + sum(weight * evidence[name] for name, weight in self.weights.items())


@cache
def shipped_odds(path: Path = SHIPPED) -> Mapping[Regression, LogisticOdds]:
    """Return the regressions in `path`."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return {name: LogisticOdds(held[name]["bias"], held[name]["weights"]) for name in get_args(Regression)}


def probability(odds: float) -> float:
    """Return the probability for log-odds.

    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + exp(-odds))
