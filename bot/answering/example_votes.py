"""The vote of the examples nearest to a question: for a card, for a known gap, for an intent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp

from index.library import Example, Prediction, Searcher
from index.search.query import Query

QUESTIONS = {"about_safeguarding"}  # intents that are questions to the texts after all
NEIGHBOURS = 20  # examples that vote
_TAUGHT = 0.5  # of the shares, what the classifier has learned from all examples
_WARMTH, _LETTER_WARMTH = 0.02, 0.1  # how fast a vote loses weight with nearness, by meaning and by letters
_NOTHING = Prediction({}, {})


@dataclass(frozen=True, slots=True)
class ExampleVotes:
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
        """The gap with most votes, or ""."""
        return max(self.gaps, key=lambda name: self.gaps[name], default="")

    @property
    def intent(self) -> tuple[str, float]:
        """The intent with most votes and its share."""
        return max(self.intents.items(), key=lambda item: item[1], default=("", 0.0))

    def without_intent(self, name: str) -> ExampleVotes:
        """Return the votes without those for the intent `name`; the other shares stay as they are."""
        return replace(self, intents={intent: share for intent, share in self.intents.items() if intent != name})


def votes_for(query: Query, searcher: Searcher) -> ExampleVotes:
    """Return the votes of the examples nearest to `query`, by meaning and by letters."""
    vector = searcher.embed(query)
    return count(
        searcher.by_meaning(vector, NEIGHBOURS), searcher.by_letters(query, NEIGHBOURS), searcher.predict(vector)
    )


def count(by_meaning: Sequence[Example], by_letters: Sequence[Example], taught: Prediction = _NOTHING) -> ExampleVotes:
    """Count the votes of the neighbours by meaning and by letters; both pools weigh the same, the nearer the more.

    Half of each share is what the examples as a whole have `taught`, where they taught anything.

    >>> near, far = Example("question", "a-card", 0.95, "…"), Example("gap", "fee", 0.90, "…")
    >>> round(count([near, far], []).card, 2)
    0.92
    """
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for pool, warmth in ((by_meaning, _WARMTH), (by_letters, _LETTER_WARMTH)):
        shares = [exp((example.nearness - pool[0].nearness) / warmth) for example in pool]
        for example, share in zip(pool, shares, strict=True):
            weights[_class(example.kind, example.target)] += share / sum(shares)
    total = sum(weights.values()) or 1.0
    for (kind, target), share in taught.shares.items():
        weights[_class(kind, target)] += total * share * _TAUGHT / (1 - _TAUGHT)
    total = sum(weights.values()) or 1.0
    named = {kind: {name: w / total for (k, name), w in weights.items() if k == kind} for kind in ("gap", "intent")}
    return ExampleVotes(weights["question", ""] / total, named["gap"], named["intent"])


def _class(kind: str, target: str) -> tuple[str, str]:
    return ("question", "") if kind == "question" or target in QUESTIONS else (kind, target)
