"""The gate: what to do with a question, decided from all the evidence and never from one score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from bot.answer import Finding, Outcome
from bot.evidence import lacks
from corpus.collection import Corpus
from corpus.example import Gap
from index.folding import fold
from index.passage import Hit, Passage
from index.query import Query
from index.search import Example, Searcher

_QUESTIONS = {"about_safeguarding"}  # intents that are questions to the texts after all
_OUTCOMES: dict[str, Outcome] = {"out_of_scope": "out_of_scope", "safeguarding": "safeguarding"}
_NEIGHBOURS, _WARMTH = 10, 0.02  # examples that vote, and how fast their weight falls with their cosine


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the vote (0 to 1) and standard scores at which the gate turns; docs/gate.md says how they were found."""

    intent: float = 0.5
    gap: float = 0.75
    doubt: float = 0.4
    answered: float = 2.0
    closest: float = 1.2
    near: float = 0.35


@dataclass(frozen=True, slots=True)
class Votes:
    """How the nearest examples divide: shares of cards, of gaps, and of each intent; they sum to 1."""

    card: float
    gap: float
    intents: dict[str, float]
    nearest_gap: str


class Gate:
    """Judges one question at a time."""

    def __init__(self, corpus: Corpus, thresholds: Thresholds = Thresholds()) -> None:  # noqa: B008 - frozen
        self._gaps, self._limits = corpus.gaps, thresholds

    def judge(self, part: str, query: Query, searcher: Searcher) -> Finding:
        """Return what was found for `part`, read for search as `query`."""
        vector = searcher.embed(query)
        hits = searcher.search(query, vector=vector)
        votes = _count({kind: searcher.examples(vector, kind, _NEIGHBOURS) for kind in ("question", "gap", "intent")})
        intent, share = max(votes.intents.items(), key=lambda item: item[1], default=("", 0.0))
        if share > self._limits.intent:
            return Finding(part, _OUTCOMES.get(intent, "smalltalk"), intent=intent, score=share)
        gap = self._gap(votes, hits)
        if gap and votes.gap >= self._limits.gap:
            return Finding(part, "not_covered", related=_passages(hits[:1]), gap=gap, score=votes.gap)
        return self._from_hits(part, hits, gap if votes.gap >= self._limits.doubt else None)

    def _gap(self, votes: Votes, hits: list[Hit]) -> Gap | None:
        gap = self._gaps.get(votes.nearest_gap)
        return None if gap is None or hits and _settles(hits[0], gap) else gap

    def _from_hits(self, part: str, hits: list[Hit], doubt: Gap | None) -> Finding:
        best = hits[0].scores["fused"] if hits else 0.0
        if not hits or best < self._limits.closest:
            return Finding(part, "not_covered", related=_passages(hits[:1]))
        missing = lacks(part, [hits[0].passage.text])
        if missing and doubt:
            return Finding(part, "not_covered", related=_passages(hits[:1]), gap=doubt, score=best)
        sure = best >= self._limits.answered and not missing and not doubt
        close = [hit for hit in hits[1:2] if best - hit.scores["fused"] < self._limits.near]
        return Finding(part, "answered" if sure else "closest", _passages([hits[0], *close]), _passages(hits[1:3]), doubt, score=best)


def _count(examples: dict[str, list[Example]]) -> Votes:
    pool = [(kind, example) for kind, found in examples.items() for example in found]
    pool = sorted(pool, key=lambda item: -item[1].cosine)[:_NEIGHBOURS]
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for kind, example in pool:
        name = example.target if kind == "intent" and example.target not in _QUESTIONS else ""
        weights["question" if kind == "intent" and not name else kind, name] += exp((example.cosine - pool[0][1].cosine) / _WARMTH)
    total = sum(weights.values()) or 1.0
    intents = {name: weight / total for (kind, name), weight in weights.items() if kind == "intent"}
    nearest = next((example.target for kind, example in pool if kind == "gap"), "")
    return Votes(weights["question", ""] / total, weights["gap", ""] / total, intents, nearest)


def _passages(hits: Iterable[Hit]) -> tuple[Passage, ...]:
    return tuple(hit.passage for hit in hits)


def _settles(hit: Hit, gap: Gap) -> bool:
    """Tell whether an added document speaks of what the cards leave open."""
    if not hit.passage.document:
        return False
    text = fold(hit.passage.text)
    return any(fold(term) in text for term in gap.terms[hit.passage.language])
