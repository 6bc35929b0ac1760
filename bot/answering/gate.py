"""The gate: what to do with a question, decided from all the evidence and never from one score."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

from bot.answering.answer import AnswerOutcome, Finding
from bot.answering.facts import LOOSE, FactKind, asked, holds, kinds_of, lacks, unconfirmed, unknown_names
from bot.answering.follow_up import asks_for_another
from bot.safety.misconduct import is_about_progress, needs_reporting
from corpus.collection import Corpus
from corpus.example import Gap
from corpus.language import LANGUAGES, Language
from index.library import Example, Prediction, Searcher
from index.passage import Hit, Passage
from index.search.query import Query
from index.text.folding import fold, terms, words

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


# Share of the highest standard score that n passages allow, which is the square root of n - 1.
_OUTSTANDING = 0.6
_OUTCOMES: dict[str, AnswerOutcome] = {"out_of_scope": "out_of_scope", "safeguarding": "safeguarding"}


@dataclass(frozen=True, slots=True)
class GateThresholds:
    """Where the gate turns: shares of the vote (0 to 1), and standard scores of passages."""

    card: float = 0.32  # of the cards, up to which it is a question for none of them
    unlike: float = 0.1  # where a gap has most of the others and asks for another kind of fact than the question
    intent: float = 0.45
    rival: float = 2.0  # times as many as any gap has: enough for an intent where the cards have few
    doubt: float = 0.4
    hint: float = 0.25  # enough where the passage lacks the kind of fact that is asked for
    named: float = 0.25  # of the gap's own, below which it is not named: the wrong one would be a wrong answer
    verbatim: float = 0.96  # cosine at which a message is as good as the example
    strong: float = 3.0
    answered: float = 1.8
    closest: float = 1.8
    own: float = 4.5  # of an added document that every retriever puts first: its subject is ours, whatever it resembles
    near: float = 1.2  # a second passage this close to the best is shown as well
    held: float = 0.3  # what a passage gains by holding a kind of fact that is asked for


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What an answer may rest on: the kinds of fact `wanted`, the hits, best first, and the gap that is not settled.

    `is_lacking` if the best hit lacks a kind of fact that is asked for, or no text holds a name in the question.
    """

    wanted: frozenset[FactKind]
    hits: list[Hit]
    gap: Gap | None
    is_lacking: bool


class Gate:
    """Judges one question at a time."""

    def __init__(self, corpus: Corpus, thresholds: GateThresholds = GateThresholds()) -> None:
        self._gaps, self._limits = corpus.gaps, thresholds
        self._knows_its_field = bool(corpus.cards)
        questions = {
            gap.id: [q for language in LANGUAGES for q in gap.questions[language]] for gap in corpus.gaps.values()
        }
        self._gap_kinds = {name: kinds_of(texts) for name, texts in questions.items()}

    def judge(self, part: str, query: Query, searcher: Searcher, declared_safe: bool = False) -> Finding:
        """Return the finding for `part`, read for search as `query`; `declared_safe` if it was cleared of danger."""
        votes = votes_for(query, searcher)
        if declared_safe:
            votes = votes.without_intent("safeguarding")
        intent = self._intent(votes, query, searcher)
        # The examples know our cards alone: a document may speak of what they take for foreign.
        strays = intent == "out_of_scope" and self._is_of_a_document(query, searcher)
        if intent and not strays:
            return Finding(part, _OUTCOMES.get(intent, "smalltalk"), intent=intent)
        if not _has_known_words(query, searcher):
            return Finding(part, "not_covered")
        evidence = self._evidence(part, query, searcher, votes)
        if evidence.gap and (uncovered := self._uncovered(part, query, votes, evidence, evidence.gap)):
            return uncovered
        doubtful = strays or evidence.is_lacking or (evidence.gap is not None and self._is_doubtful(votes, evidence))
        return self._from_hits(part, evidence, doubtful, self._least(searcher))

    def _evidence(self, part: str, query: Query, searcher: Searcher, votes: ExampleVotes) -> _Evidence:
        """Search for `part`; an added document that settles the nearest gap comes first and closes it."""
        wanted = asked(query.text)
        found = _fit_to_show(_others(searcher, query), f"{part} {query.context}")
        hits = self._preferred(found, query.text, wanted)
        gap = self._gaps.get(votes.nearest_gap)
        if gap and (settling := _settling(hits, gap, wanted)):
            gap, hits = None, [settling, *(hit for hit in hits if hit is not settling)]
        missing = lacks(query.text, [hit.passage.text for hit in hits[:1]])
        return _Evidence(wanted, hits, gap, bool(missing or unknown_names(part, searcher)))

    def _uncovered(self, part: str, query: Query, votes: ExampleVotes, evidence: _Evidence, gap: Gap) -> Finding | None:
        """Return the finding that `part` falls into `gap`, None if it does not; an uncertain gap is not named."""
        named = votes.gap >= self._limits.doubt and _is_named(gap, query, evidence.hits)
        if not named and not self._is_gap(votes, gap, evidence, bool(query.context)):
            return None
        told = gap if named or votes.gaps[gap.id] >= self._limits.named else None
        return Finding(part, "not_covered", related=_passages(evidence.hits[:1]), gap=told, score=votes.gap)

    def _intent(self, votes: ExampleVotes, query: Query, searcher: Searcher) -> str:
        """Return the intent of the message, or nothing if it is a question.

        A short message after others leans on them ("who's in it?"), unless it is word for word an example ("thanks").
        Without cards nothing tells what is foreign to the added documents: there too only the examples as such count.
        """
        intent, share = votes.intent
        if not query.context and (self._knows_its_field or intent not in _OUTCOMES):
            rival = self._limits.rival * max(votes.gaps.values(), default=0.0)
            strays = votes.card <= self._limits.card and share > rival
            return intent if share > self._limits.intent or strays else ""
        nearest = searcher.by_meaning(searcher.embed(replace(query, context="")), 1)
        said = nearest[0] if nearest else None
        return said.target if said and said.kind == "intent" and said.nearness >= self._limits.verbatim else ""

    def _is_of_a_document(self, query: Query, searcher: Searcher) -> bool:
        """Tell whether an added document, first for every retriever, is about the question."""
        best = next(iter(searcher.search(query, 1)), None)
        return (
            best is not None
            and bool(best.passage.document)
            and set(best.ranks.values()) == {1}
            and best.scores["fused"] >= self._limits.own
        )

    def _least(self, searcher: Searcher) -> float:
        """Return the least score of a passage to answer with: of few passages none can stand out by much."""
        return min(self._limits.closest, _OUTSTANDING * sqrt(max(searcher.size - 1, 1)))

    def _is_doubtful(self, votes: ExampleVotes, evidence: _Evidence) -> bool:
        strong = bool(evidence.hits) and evidence.hits[0].scores["fused"] >= self._limits.strong
        return votes.gap >= (1 - self._limits.card if strong else self._limits.doubt)

    def _is_gap(self, votes: ExampleVotes, gap: Gap, evidence: _Evidence, follows: bool) -> bool:
        """Tell whether the question falls into `gap`.

        A follow-up leans on something that was answered, so it does less easily.
        """
        if evidence.is_lacking and votes.gap >= self._limits.hint:
            return True
        kinds = self._gap_kinds[gap.id]
        alike = (not kinds or kinds & evidence.wanted) and not follows
        return votes.card <= (self._limits.card if alike else self._limits.unlike)

    def _preferred(self, hits: list[Hit], question: str, wanted: frozenset[FactKind]) -> list[Hit]:
        """Put passages that hold what is asked for a little before those that do not."""
        raised = [
            replace(
                hit,
                scores={
                    **hit.scores,
                    "fused": hit.scores["fused"] + self._limits.held * _held(hit.passage, question, wanted),
                },
            )
            for hit in hits
        ]
        return sorted(raised, key=lambda hit: -hit.scores["fused"])

    def _from_hits(self, part: str, evidence: _Evidence, doubtful: bool, least: float) -> Finding:
        """Return the finding that rests on the hits; `least` is the score that the best one must have."""
        hits, wanted = evidence.hits, evidence.wanted
        best = hits[0].scores["fused"] if hits else 0.0
        if not hits or best < least:
            return Finding(part, "not_covered", related=_passages(hits[:1]), score=best)
        shown = [hits[0], *(hit for hit in hits[1:2] if best - hit.scores["fused"] < self._limits.near)]
        shown += _supplement(shown, hits[1:3], wanted)
        facts = wanted - LOOSE  # asked for and, unless doubtful, held
        assumed = tuple(unconfirmed(part, [hit.passage.text for hit in shown]))
        sure = not doubtful and not assumed and (best >= self._limits.answered or bool(facts))
        outcome: AnswerOutcome = "answered" if sure else "closest"
        further = [hit for hit in hits[1:5] if hit not in shown][:2]
        return Finding(part, outcome, _passages(shown), _passages(further), unconfirmed=assumed, score=best)


def _supplement(shown: list[Hit], others: list[Hit], wanted: frozenset[FactKind]) -> list[Hit]:
    """Return the first of `others` that holds a kind of fact which is asked for and not shown yet."""
    missing = {kind for kind in wanted - {"list"} if not any(holds(hit.passage.text, kind) for hit in shown)}
    return [hit for hit in others if hit not in shown and any(holds(hit.passage.text, kind) for kind in missing)][:1]


def _others(searcher: Searcher, query: Query) -> list[Hit]:
    """Search, leaving out what answered the question before if another is asked for."""
    hits = searcher.search(query)
    if not (query.context and asks_for_another(query.text)):
        return hits
    before = searcher.search(Query(query.context, query.context, query.language), 1)
    return [hit for hit in hits if hit.passage.id not in {earlier.passage.id for earlier in before}]


def _fit_to_show(hits: list[Hit], asked_about: str) -> list[Hit]:
    """Keep corrective measures away from a question about fraud or sexual exploitation.

    They are for a lack of progress. Where they would have come up, only what speaks of such deeds is left.
    """
    if not needs_reporting(asked_about) or not any(is_about_progress(hit.passage.text) for hit in hits):
        return hits
    return [hit for hit in hits if needs_reporting(hit.passage.text)]


def _held(passage: Passage, question: str, wanted: frozenset[FactKind]) -> int:
    """Count what `passage` holds of what is asked for: kinds of fact, and the question's own numbers."""
    numbers = set(re.findall(r"\d{2,}", question))
    return sum(holds(passage.text, kind) for kind in wanted) + len(numbers & set(re.findall(r"\d{2,}", passage.text)))


def _passages(hits: Iterable[Hit]) -> tuple[Passage, ...]:
    return tuple(hit.passage for hit in hits)


def _settling(hits: list[Hit], gap: Gap, wanted: frozenset[FactKind]) -> Hit | None:
    """Return the best of `hits` in which an added document settles what the cards leave open, if any."""
    facts = wanted - LOOSE
    return next(
        (hit for hit in hits[:4] if _settles(hit, gap) and all(holds(hit.passage.text, kind) for kind in facts)), None
    )


def _is_named(gap: Gap, query: Query, hits: list[Hit]) -> bool:
    """Tell whether the question has a word for what `gap` leaves open, and the best passage has none."""
    best = hits[0].passage if hits else None
    return _has_a_word_for(gap, query.text, query.language) and not (
        best and _has_a_word_for(gap, best.text, best.language)
    )


def _has_a_word_for(gap: Gap, text: str, language: Language) -> bool:
    folded = f" {' '.join(words(text))} "
    return any(f" {' '.join(words(term))}" in folded for term in gap.terms[language])


def _has_known_words(query: Query, searcher: Searcher) -> bool:
    """Tell whether any word of the question stands in any text; letters at random do not."""
    text = f"{query.text} {query.context}"
    return any(searcher.knows(term, language) for language in LANGUAGES for term in terms(text, language))


def _settles(hit: Hit, gap: Gap) -> bool:
    """Tell whether an added document speaks of what the cards leave open."""
    if not hit.passage.document:
        return False
    text = fold(hit.passage.text)
    return any(fold(term) in text for term in gap.terms[hit.passage.language])
