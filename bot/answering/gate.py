"""The gate: decide from all the evidence, never from one score, whether a question is answered, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt

from bot.answering.answer import AnswerOutcome, Finding
from bot.answering.facts import (
    LOOSE,
    FactKind,
    asked_kinds,
    common_kinds,
    holds,
    missing_kinds,
    unconfirmed,
    unknown_names,
)
from bot.answering.follow_up import asks_for_another
from bot.answering.votes import ExampleVotes, votes_for
from bot.safety.misconduct import is_about_progress, needs_reporting
from bot.safety.redaction.ages import without_ages
from corpus.collection import Corpus
from corpus.example import Gap
from corpus.language import LANGUAGES, Language
from index.library import Searcher
from index.passage import Hit, Passage
from index.search.query import Query
from index.text.folding import fold, terms, words

MOST_CHOICES = 3  # passages to choose from
_LOOKED_AT = 6  # hits among which an added document is looked for
_FOREIGN = 0.5  # taken for the share of the words where question and passage have different languages
_REFUSED: frozenset[AnswerOutcome] = frozenset({"not_covered", "out_of_scope", "smalltalk"})
_OUTSTANDING = 0.6  # share of the highest standard score that n passages allow, which is the square root of n - 1
_OUTCOMES: dict[str, AnswerOutcome] = {"out_of_scope": "out_of_scope"}


@dataclass(frozen=True, slots=True)
class GateThresholds:
    """The limits of the gate's decisions: shares of the votes, 0 to 1, and standard scores (docs/gate.md)."""

    card: float = 0.32  # share of the cards up to which none of them answers
    unlike: float = 0.1  # the same where the gap's questions ask for another kind of fact than this one
    intent: float = 0.45  # share of an intent above which the message is no question
    over_gaps: float = 2.0  # times the share of any gap: enough for an intent where the cards have few votes
    doubt: float = 0.4  # share of all gaps from which an answer is doubtful
    hint: float = 0.25  # the same where the passage lacks the kind of fact that is asked for
    named: float = 0.25  # share of one gap below which it is not named: the wrong one would be a wrong answer
    verbatim: float = 0.96  # cosine from which a message counts as the example itself
    strong: float = 3.0  # score of a passage that outweighs votes for a gap
    answered: float = 1.8  # score of a passage that answers
    closest: float = 1.8  # score of a passage that is shown as the closest guidance
    own: float = 4.5  # score of an added document's passage, first for every retriever, that makes a question ours
    talk: float = 0.7  # share of an intent from which no document is offered instead
    borne: float = 0.5  # share of the question's rare words in an added document's passage that is offered
    near: float = 1.2  # a second passage this close to the best is shown as well
    held: float = 0.3  # added to a passage's score for each kind of fact that is asked for and held


class Gate:
    """Decides on one question at a time: answer, closest guidance, refusal or small talk."""

    def __init__(self, corpus: Corpus, thresholds: GateThresholds = GateThresholds()) -> None:
        self._gaps, self._limits = corpus.gaps, thresholds
        self._has_cards = bool(corpus.cards)
        questions = {
            gap.id: [q for language in LANGUAGES for q in gap.questions[language]] for gap in corpus.gaps.values()
        }
        self._gap_kinds = {name: common_kinds(texts) for name, texts in questions.items()}

    def judge(self, part: str, query: Query, searcher: Searcher) -> Finding:
        """Return the finding for `part`, read for search as `query`.

        The examples were written for the cards. What they take for a gap or for no question, an added document may
        say: instead of a refusal it is then offered as a choice.
        """
        votes = votes_for(query, searcher)
        finding = self._judged(part, query, searcher, votes)
        is_talk = finding.outcome == "smalltalk" and votes.intent[1] >= self._limits.talk
        if finding.outcome not in _REFUSED or is_talk or query.context:
            return finding
        offered = self._offered(query, searcher)
        return Finding(part, "clarify", choices=offered, related=offered, score=finding.score) if offered else finding

    def _judged(self, part: str, query: Query, searcher: Searcher, votes: ExampleVotes) -> Finding:
        """Return the finding by the votes of the examples and by what is found."""
        intent = self._intent(votes, query, searcher)
        # The examples were written for the cards: an added document may be about what they put out of scope.
        overruled = intent == "out_of_scope" and self._is_about_a_document(query, searcher)
        if intent and not overruled:
            return Finding(part, _OUTCOMES.get(intent, "smalltalk"), intent=intent)
        if not _has_known_words(query, searcher):
            return Finding(part, "not_covered")
        candidates = self._candidates(part, query, searcher, votes)
        if candidates.gap and (uncovered := self._uncovered(part, query, votes, candidates, candidates.gap)):
            return uncovered
        doubtful = (
            overruled or candidates.is_lacking or (candidates.gap is not None and self._is_doubtful(votes, candidates))
        )
        return self._from_hits(part, candidates, doubtful, self._least_score(searcher))

    def _candidates(self, part: str, query: Query, searcher: Searcher, votes: ExampleVotes) -> _Candidates:
        """Search for `part`; an added document that settles the nearest gap comes first and closes it."""
        wanted = asked_kinds(query.text)
        found = _without_progress_measures(_hits(searcher, query), f"{part} {query.context}")
        hits = self._preferred(found, query.text, wanted)
        gap = self._gaps.get(votes.nearest_gap)
        if gap and (settling := _settling(hits, gap, wanted)):
            gap, hits = None, [settling, *(hit for hit in hits if hit is not settling)]
        missing = missing_kinds(query.text, [hit.passage.text for hit in hits[:1]])
        return _Candidates(wanted, hits, gap, bool(missing or unknown_names(part, searcher)))

    def _uncovered(
        self, part: str, query: Query, votes: ExampleVotes, candidates: _Candidates, gap: Gap
    ) -> Finding | None:
        """Return the finding that `part` falls into `gap`, None if it does not; an uncertain gap is not named."""
        named = votes.gap >= self._limits.doubt and _is_named(gap, query, candidates.hits)
        if not named and not self._is_gap(votes, gap, candidates, bool(query.context)):
            return None
        shown = gap if named or votes.gaps[gap.id] >= self._limits.named else None
        return Finding(part, "not_covered", related=_passages(candidates.hits[:1]), gap=shown, score=votes.gap)

    def _intent(self, votes: ExampleVotes, query: Query, searcher: Searcher) -> str:
        """Return the intent of the message, or "" if it is a question.

        A short message after others is a follow-up ("who's in it?"), unless it is word for word an example ("thanks").
        Without cards the votes can't tell what is out of scope for the added documents: there too only messages that
        match an example word for word have an intent.
        """
        intent, share = votes.intent
        if not query.context and (self._has_cards or intent not in _OUTCOMES):
            gap_share = max(votes.gaps.values(), default=0.0)
            prevails = votes.card <= self._limits.card and share > self._limits.over_gaps * gap_share
            return intent if share > self._limits.intent or prevails else ""
        nearest = searcher.by_meaning(searcher.embed(replace(query, context="")), 1)
        example = nearest[0] if nearest else None
        if example and example.kind == "intent" and example.nearness >= self._limits.verbatim:
            return example.target
        return ""

    def _offered(self, query: Query, searcher: Searcher) -> tuple[Passage, ...]:
        """Return the passages of added documents that bear what is asked, best first: their words, or the meaning.

        Words of the other language can't be compared; there the first by meaning is offered.
        """
        added = [hit for hit in searcher.search(query, _LOOKED_AT) if hit.passage.document]
        borne = [(_borne(query, hit.passage, searcher), -hit.rank, hit) for hit in added]
        best = sorted((one for one in borne if one[0] >= self._limits.borne), reverse=True)
        return tuple(hit.passage for _, _, hit in best[:MOST_CHOICES])

    def _is_about_a_document(self, query: Query, searcher: Searcher) -> bool:
        """Tell whether an added document, first for every retriever, is about the question."""
        best = next(iter(searcher.search(query, 1)), None)
        return (
            best is not None
            and bool(best.passage.document)
            and set(best.ranks.values()) == {1}
            and best.scores["fused"] >= self._limits.own
        )

    def _least_score(self, searcher: Searcher) -> float:
        """Return the least score of a passage to answer with; in a small index no score can be high."""
        return min(self._limits.closest, _OUTSTANDING * sqrt(max(searcher.size - 1, 1)))

    def _is_doubtful(self, votes: ExampleVotes, candidates: _Candidates) -> bool:
        """Tell whether the votes for gaps make an answer doubtful; a strong passage needs more of them."""
        strong = bool(candidates.hits) and candidates.hits[0].scores["fused"] >= self._limits.strong
        return votes.gap >= (1 - self._limits.card if strong else self._limits.doubt)

    def _is_gap(self, votes: ExampleVotes, gap: Gap, candidates: _Candidates, follows: bool) -> bool:
        """Tell whether the question falls into `gap`.

        A follow-up is about something that was answered, so it needs more votes for a gap.
        """
        if candidates.is_lacking and votes.gap >= self._limits.hint:
            return True
        kinds = self._gap_kinds[gap.id]
        alike = (not kinds or kinds & candidates.wanted) and not follows
        return votes.card <= (self._limits.card if alike else self._limits.unlike)

    def _preferred(self, hits: list[Hit], question: str, wanted: frozenset[FactKind]) -> list[Hit]:
        """Rank passages that hold what is asked for a little higher than those that do not."""
        raised = []
        for hit in hits:
            bonus = self._limits.held * _count_held(hit.passage, question, wanted)
            raised.append(replace(hit, scores={**hit.scores, "fused": hit.scores["fused"] + bonus}))
        return sorted(raised, key=lambda hit: -hit.scores["fused"])

    def _from_hits(self, part: str, candidates: _Candidates, doubtful: bool, least: float) -> Finding:
        """Return the finding that cites the hits; `least` is the score that the best one must have."""
        hits, wanted = candidates.hits, candidates.wanted
        best = hits[0].scores["fused"] if hits else 0.0
        if not hits or best < least:
            return Finding(part, "not_covered", related=_passages(hits[:1]), score=best)
        shown = [hits[0], *(hit for hit in hits[1:2] if best - hit.scores["fused"] < self._limits.near)]
        shown += _supplement(shown, hits[1:3], wanted)
        facts = wanted - LOOSE  # asked for and, unless doubtful, held
        assumed = tuple(unconfirmed(without_ages(part), [hit.passage.text for hit in shown]))
        sure = not doubtful and not assumed and (best >= self._limits.answered or bool(facts))
        outcome: AnswerOutcome = "answered" if sure else "closest"
        further = [hit for hit in hits[1:5] if hit not in shown][:2]
        return Finding(part, outcome, _passages(shown), _passages(further), unconfirmed=assumed, score=best)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The kinds of fact `wanted`, the hits, best first, and the nearest gap, unless an added document settles it.

    `is_lacking` if the best hit lacks a kind of fact that is asked for, or no text holds a name in the question.
    """

    wanted: frozenset[FactKind]
    hits: list[Hit]
    gap: Gap | None
    is_lacking: bool


def _supplement(shown: list[Hit], others: list[Hit], wanted: frozenset[FactKind]) -> list[Hit]:
    """Return the first of `others` that holds a kind of fact which is asked for and not shown yet."""
    missing = {kind for kind in wanted - {"list"} if not any(holds(hit.passage.text, kind) for hit in shown)}
    return [hit for hit in others if hit not in shown and any(holds(hit.passage.text, kind) for kind in missing)][:1]


def _hits(searcher: Searcher, query: Query) -> list[Hit]:
    """Search; leave out the passages that answered the question before if another one is asked for."""
    hits = searcher.search(query)
    if not (query.context and asks_for_another(query.text)):
        return hits
    before = searcher.search(Query(query.context, query.context, query.language), 1)
    return [hit for hit in hits if hit.passage.id not in {earlier.passage.id for earlier in before}]


def _without_progress_measures(hits: list[Hit], asked_about: str) -> list[Hit]:
    """Keep corrective measures out of the answer to a question about fraud or sexual exploitation.

    They are for a lack of progress. If any hit is about them, only the hits that name misconduct are left.
    """
    if not needs_reporting(asked_about) or not any(is_about_progress(hit.passage.text) for hit in hits):
        return hits
    return [hit for hit in hits if needs_reporting(hit.passage.text)]


def _borne(query: Query, passage: Passage, searcher: Searcher) -> float:
    """Return the share of the question's content words, by rarity, that `passage` holds."""
    wanted = dict.fromkeys(terms(query.text, query.language))
    if passage.language != query.language:
        return _FOREIGN if len(wanted) > 1 else 0.0
    rarity = {term: searcher.rarity(term, query.language) for term in wanted}
    held = set(terms(f"{passage.title} {passage.section} {passage.text}", passage.language))
    return sum(weight for term, weight in rarity.items() if term in held) / (sum(rarity.values()) or 1.0)


def _count_held(passage: Passage, question: str, wanted: frozenset[FactKind]) -> int:
    """Count the kinds of fact asked for, and the question's own numbers, that `passage` holds."""
    numbers = set(re.findall(r"\d{2,}", question))
    return sum(holds(passage.text, kind) for kind in wanted) + len(numbers & set(re.findall(r"\d{2,}", passage.text)))


def _passages(hits: Iterable[Hit]) -> tuple[Passage, ...]:
    return tuple(hit.passage for hit in hits)


def _settling(hits: list[Hit], gap: Gap, wanted: frozenset[FactKind]) -> Hit | None:
    """Return the best hit in an added document that settles `gap`, which the cards leave open; None for none."""
    facts = wanted - LOOSE
    return next(
        (hit for hit in hits[:4] if _settles(hit, gap) and all(holds(hit.passage.text, kind) for kind in facts)), None
    )


def _is_named(gap: Gap, query: Query, hits: list[Hit]) -> bool:
    """Tell whether the question has a word for the subject of `gap`, and the best passage has none."""
    best = hits[0].passage if hits else None
    return _has_a_word_for(gap, query.text, query.language) and not (
        best and _has_a_word_for(gap, best.text, best.language)
    )


def _has_a_word_for(gap: Gap, text: str, language: Language) -> bool:
    folded = f" {' '.join(words(text))} "
    return any(f" {' '.join(words(term))}" in folded for term in gap.terms[language])


def _has_known_words(query: Query, searcher: Searcher) -> bool:
    """Tell whether any word of the question occurs in any text, as random letters don't."""
    text = f"{query.text} {query.context}"
    return any(searcher.knows(term, language) for language in LANGUAGES for term in terms(text, language))


def _settles(hit: Hit, gap: Gap) -> bool:
    """Tell whether the hit is an added document's and has a word for the subject of `gap`."""
    if not hit.passage.document:
        return False
    text = fold(hit.passage.text)
    return any(fold(term) in text for term in gap.terms[hit.passage.language])
