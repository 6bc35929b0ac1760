"""The votes of example messages: which cards, gaps and intents the examples nearest to a question lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from corpus.example import UNNAMED
from index.library import Example, Prediction, Searcher
from index.search.query import Query

NEIGHBOURS = 20  # examples that vote
QUESTION_INTENTS = {"about_safeguarding"}  # intents that are questions to the texts after all
_CLASSIFIER_SHARE = 0.5  # of each vote, the rest being the neighbours'
# How fast votes lose weight with distance (softmax temperature), by meaning and by letters.
_TEMPERATURE, _LETTER_TEMPERATURE = 0.02, 0.1
_NO_PREDICTION = Prediction({}, {})


@dataclass(frozen=True, slots=True)
class ExampleVotes:
    """The shares of cards, of gaps by id and of intents by id among the nearest examples; all sum to 1."""

    card: float
    gaps: dict[str, float]
    intents: dict[str, float]

    @property
    def gap(self) -> float:
        """The share of all gaps together."""
        return sum(self.gaps.values())

    @property
    def nearest_gap(self) -> str:
        """The gap with most votes of those that have a name, or ""."""
        named = [name for name in self.gaps if name != UNNAMED]
        return max(named, key=lambda name: self.gaps[name], default="")

    @property
    def intent(self) -> tuple[str, float]:
        """The intent with most votes and its share."""
        return max(self.intents.items(), key=lambda item: item[1], default=("", 0.0))


def votes_for(query: Query, searcher: Searcher) -> ExampleVotes:
    """Return the votes of the examples nearest to `query`, by meaning and by letters."""
    vector = searcher.embed(query)
    return count_votes(
        searcher.by_meaning(vector, NEIGHBOURS), searcher.by_letters(query, NEIGHBOURS), searcher.predict(vector)
    )


def count_votes(
    by_meaning: Sequence[Example], by_letters: Sequence[Example], prediction: Prediction = _NO_PREDICTION
) -> ExampleVotes:
    """Count the votes of the neighbours by meaning and by letters; both groups weigh the same, the nearer the more.

    Half of each share is the classifier's `prediction`, where there is one.

    >>> near, far = Example("question", "a-card", 0.95, "…"), Example("gap", "fee", 0.90, "…")
    >>> round(count_votes([near, far], []).card, 2)
    0.92
    """
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for group, temperature in ((by_meaning, _TEMPERATURE), (by_letters, _LETTER_TEMPERATURE)):
        shares = [exp((example.nearness - group[0].nearness) / temperature) for example in group]
        for example, share in zip(group, shares, strict=True):
            weights[_vote(example.kind, example.target)] += share / sum(shares)
    total = sum(weights.values()) or 1.0
    for (kind, target), share in prediction.shares.items():
        weights[_vote(kind, target)] += total * share * _CLASSIFIER_SHARE / (1 - _CLASSIFIER_SHARE)
    total = sum(weights.values()) or 1.0
    named = {kind: {name: w / total for (k, name), w in weights.items() if k == kind} for kind in ("gap", "intent")}
    return ExampleVotes(weights["question", ""] / total, named["gap"], named["intent"])


def _vote(kind: str, target: str) -> tuple[str, str]:
    """Return the vote of an example: for a question whatever its card, else for a gap or an intent by its id."""
    return ("question", "") if kind == "question" or target in QUESTION_INTENTS else (kind, target)
