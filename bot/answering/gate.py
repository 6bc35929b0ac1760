"""The gate: decide from the evidence whether a question is answered, offered a choice, refused or no question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import AnswerOutcome, Finding
from bot.answering.choosing import ChoosesPassage, chosen_first
from bot.answering.evidence import Candidate, candidate_hits, gather
from bot.answering.facts import LOOSE, REQUIRED, asked_kinds, missing_kinds, unconfirmed
from bot.answering.follow_up import asks_for_another, names_a_language
from bot.answering.odds import Judged, Odds, probability, shipped_odds
from bot.answering.owners import is_said_by
from bot.answering.rivals import rivals_of
from bot.answering.scope import speaks_of_ours
from bot.answering.votes import QUESTION_INTENTS, ExampleVotes, votes_for
from bot.safety.misconduct import is_about_progress, needs_reporting
from bot.safety.redaction.ages import without_ages
from corpus.collection import Corpus
from corpus.example import Gap
from corpus.language import LANGUAGES
from index.library import Example, Searcher
from index.passage import Hit, Passage
from index.search.query import Query
from index.text.folding import fold, terms, words

MOST_CHOICES = 3  # passages to choose from
_FEWEST_CHOICES = 2  # where there are as many passages
_OUTCOMES: dict[str, AnswerOutcome] = {"out_of_scope": "out_of_scope"}
_SUBJECT_WORDS = 3  # content words of a message that only names a subject, at most
_RELATED = -3.0  # log-odds of the reader from which a passage that does not answer is worth a look
_LEAST = 1e-6  # keeps a share of nothing finite
_Weighed = list[tuple[float, Candidate]]  # with the probability that each answers, the likeliest first


@dataclass(frozen=True, slots=True)
class GateThresholds:
    """The limits of the gate's decisions: probabilities, 0 to 1 (docs/gate.md)."""

    card: float = 0.25  # that a card answers, from which it is said as the answer
    document: float = 0.4  # the same for a passage of an added document, of which less is known
    unsure: float = 0.3  # the same, from which it is shown as one that may answer
    word: float = 0.5  # cosine of the content word that a document bears least, below which it is told less surely
    certain: float = 0.9  # the same, from which a message is a question whatever else it is like
    offered: float = 0.15  # that one of the choices answers, from which they are offered
    choice: float = 0.04  # that a passage answers, from which it is among the choices
    settled: float = 0.03  # that an added document answers, from which no gap is stated: it may be settled there
    no_question: float = 0.5  # that a message is no question
    second: float = 0.25  # that another owner's passage answers as well, from which both are shown
    silent: float = 0.5  # that the texts leave open what a document answers and the question doesn't call by its words
    named: float = 0.25  # share of the examples for one gap from which it is named
    called: float = 0.05  # the same for a gap that the question calls by one of its words
    borne: float = 0.7  # share of the rare words that a passage holds, from which a message is about the texts
    speaks: float = -1.0  # log-odds of the reader from which a text whose word is asked for speaks of the matter
    alike: float = 0.8  # share of the examples for one intent from which it counts, though texts have the words
    similar: float = 0.94  # cosine to an example from which it is
    verbatim: float = 0.96  # cosine from which a message is the example itself
    talk: float = 0.5  # share of one kind of small talk, from which a message with a word of ours is of that kind
    foreign: float = 0.75  # share of what is foreign to the texts, from which a message with a word of ours is


class Gate:
    """Decides on one question at a time."""

    def __init__(
        self,
        corpus: Corpus,
        odds: Mapping[Judged, Odds] | None = None,
        thresholds: GateThresholds = GateThresholds(),
    ) -> None:
        self._gaps, self.limits = corpus.gaps, thresholds
        self._has_cards = bool(corpus.cards)
        self._odds = odds or shipped_odds()

    def judge(self, part: str, query: Query, searcher: Searcher, chooser: ChoosesPassage | None = None) -> Finding:
        """Return the finding for `part`, read for search as `query`; where it isn't certain, the `chooser` decides."""
        votes = votes_for(query, searcher)
        hits = _relevant(candidate_hits(query, searcher), part, query, searcher)
        weighed = self._weighed(gather(part, query, hits, searcher, votes))
        own = self._own(part, query, hits, searcher, votes)
        weighed = _led_by(own, weighed)
        best = weighed[0][0] if weighed else 0.0
        if intent := self._intent(part, query, searcher, votes, weighed):
            return Finding(part, _OUTCOMES.get(intent, "smalltalk"), intent=intent, score=votes.intent[1])
        gap = None if self._may_be_settled(weighed) else self._named_gap(votes, query, hits)
        if not weighed or not (own or _has_known_words(query, searcher)):
            return Finding(part, "not_covered", gap=gap if gap and calls(query, gap) else None)
        if _lacks_what_is_required(query, weighed[0][1]):
            return _not_covered(part, weighed, gap)
        first, rivals = weighed[0][1], self._rivals(query, weighed, searcher)
        if rivals and best < self.needed(first):  # they make each other improbable
            known = {one.hit.passage.id for one in rivals}
            others = [hit for hit in hits if hit.passage.id not in known]
            alone = self._weighed(gather(part, query, others, searcher, votes))
            best = max(best, *(chance for chance, one in alone if one.hit.passage.id == first.hit.passage.id))
        silent = "" if first.is_card else self._silent_owner(votes, query, hits)
        answers = best >= self.needed(first) or (bool(own or rivals) and self._bears(first))
        passages = () if answers else _passages(own[:MOST_CHOICES]) or self._choices(query, weighed)
        if chooser and (passages or (answers and best < self.limits.certain)):
            chosen = chosen_first(chooser, part, query, weighed)
            if chosen:
                return self._answer(part, chosen, self._rivals(query, chosen, searcher), silent)
            if chosen is not None and answers and len(weighed) >= _FEWEST_CHOICES:
                answers, passages = False, _passages(weighed[:MOST_CHOICES])
        bears_words = first.is_card or first.hit.scores["weakest_word"] >= self.limits.word
        if answers and (bears_words or own):
            return self._answer(part, weighed, rivals, silent)
        if answers or (passages and not first.is_card and best >= self.limits.unsure and bears_words and not chooser):
            return replace(self._answer(part, weighed, rivals, silent), outcome="closest", is_unsure=True)
        if passages:
            return Finding(part, "clarify", choices=passages, related=passages, score=best, confidence=best)
        return _not_covered(part, weighed, gap)

    def weigh(
        self, part: str, query: Query, searcher: Searcher, shown: Collection[str] = ()
    ) -> list[tuple[float, Candidate]]:
        """Return the candidates of `judge`, each with the probability that it answers, the likeliest first.

        Those that were `shown` before, by their ids, are among them.
        """
        hits = _relevant(candidate_hits(query, searcher, shown), part, query, searcher)
        return self._weighed(gather(part, query, hits, searcher, votes_for(query, searcher)))

    def needed(self, candidate: Candidate) -> float:
        """Return the probability from which a candidate is said as the answer."""
        return self.limits.card if candidate.is_card else self.limits.document

    def _weighed(self, candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
        """Return each candidate with the probability that it answers, the likeliest first."""
        odds = [self._odds["card" if one.is_card else "document"].of(one.evidence) for one in candidates]
        return sorted(zip(map(probability, odds), candidates, strict=True), key=lambda item: -item[0])

    def _own(self, part: str, query: Query, hits: Sequence[Hit], searcher: Searcher, votes: ExampleVotes) -> _Weighed:
        """Return the candidates whose word is asked for, if they speak of it; they have no rivals but each other.

        Across languages the reader is not sure enough to say that a text leaves it open: they are offered at least.
        """
        own = [hit for hit in hits if is_said_by(hit.passage, query.said_by)]
        weighed = self._weighed(gather(part, query, own, searcher, votes))
        return [
            (chance, one)
            for chance, one in weighed
            if one.evidence["reader"] >= self.limits.speaks or one.hit.passage.language != query.language
        ]

    def _bears(self, candidate: Candidate) -> bool:
        """Tell whether a candidate has the rare words of the question and the kinds of fact that it asks for."""
        evidence = candidate.evidence
        is_full = evidence["covered"] >= self.limits.borne and not evidence["facts_lacking"]
        return is_full and evidence["reader"] >= 0

    def _intent(
        self,
        part: str,
        query: Query,
        searcher: Searcher,
        votes: ExampleVotes,
        weighed: _Weighed,
    ) -> str:
        """Return the intent of a message that is small talk or foreign to the texts, "" for a question.

        What is word for word an example has its intent. A follow-up ("who's in it?") has none else, nor has a message
        whose words a passage holds. What no passage answers is either no question or one that the texts leave open, as
        the examples divide it.
        """
        unanswered = 1 - (weighed[0][0] if weighed else 0.0)
        is_certain = unanswered < 1 - self.limits.certain
        if is_certain and not query.context:
            return ""
        nearest = searcher.by_meaning(searcher.embed(Query(part, part, query.language)), 1)
        is_verbatim = bool(nearest) and nearest[0].kind == "intent" and nearest[0].nearness >= self.limits.verbatim
        if is_certain and not is_verbatim:  # with a context that may be what answers
            return ""
        if is_verbatim and not (_is_a_word(query) and speaks_of_ours(part)):  # "l'accord" is not "d'accord"
            return "" if nearest[0].target in QUESTION_INTENTS else _checked(nearest[0].target, part)
        if query.context or query.said_by or _borne(weighed) >= self.limits.borne:
            return ""
        if not self._has_cards and _has_known_words(query, searcher) and not self._is_like_talk(votes, nearest):
            return ""
        talk = sum(votes.intents.values())
        is_talk = unanswered * talk / (talk + votes.gap + _LEAST) >= self.limits.no_question
        if not is_talk or self._is_rather_open(votes, 1 - unanswered):
            return ""
        return _checked(votes.intent[0], part) if self._is_sure(part, query, votes, weighed) else ""

    def _is_rather_open(self, votes: ExampleVotes, chance: float) -> bool:
        """Tell whether a message is less like any one kind of talk than like a question that the texts leave open.

        One that is like what is foreign is so only if a passage may answer it.
        """
        intent, share = votes.intent
        return share < votes.gap and (intent != "out_of_scope" or chance >= self.limits.choice)

    def _is_sure(self, part: str, query: Query, votes: ExampleVotes, weighed: _Weighed) -> bool:
        """Tell whether a message is surely of the kind that most of the examples make of it.

        In doubt it is a question: a single word is hardly small talk, and what holds a word of partners and their towns
        is hardly foreign, nor is what added documents may answer: a canteen's have children who fall ill.
        """
        intent, share = votes.intent
        likely = sum(chance for chance, one in weighed[:MOST_CHOICES] if not one.is_card)
        if speaks_of_ours(f"{part} {query.text}") or (intent == "out_of_scope" and likely >= self.limits.offered):
            return share >= (self.limits.foreign if intent == "out_of_scope" else self.limits.talk)
        return not _is_a_word(query) or intent == "out_of_scope" or share >= self.limits.talk

    def _is_like_talk(self, votes: ExampleVotes, nearest: Sequence[Example]) -> bool:
        """Tell whether a message is like the examples of one intent, where no example of a question is beside them."""
        return votes.intent[1] >= self.limits.alike or any(one.nearness >= self.limits.similar for one in nearest)

    def _choices(self, query: Query, weighed: Sequence[tuple[float, Candidate]]) -> tuple[Passage, ...]:
        """Return the passages to choose from, none if none is likely; if there are two, no choice is of one."""
        likely = [item for item in weighed if item[0] >= self.limits.choice][:MOST_CHOICES]
        if sum(chance for chance, _ in likely) >= self.limits.offered:
            return _passages(weighed[: max(len(likely), _FEWEST_CHOICES)])
        return _passages(weighed[:MOST_CHOICES]) if self._is_a_subject(query, weighed) else ()

    def _is_a_subject(self, query: Query, weighed: Sequence[tuple[float, Candidate]]) -> bool:
        """Tell whether a message only names a subject of the texts, as a word or two do: then titles are offered."""
        count = len(set(terms(query.text, query.language)))
        return 0 < count <= _SUBJECT_WORDS and _borne(weighed) >= self.limits.borne

    def _answer(self, part: str, weighed: _Weighed, rivals: Sequence[Candidate], silent: str) -> Finding:
        """Return the finding that cites the likeliest passage, and its rivals; `silent` is its `silent_owner`."""
        chance, best = weighed[0]
        shown = [best, *rivals]
        texts = [f"{one.hit.passage.text}\n{one.text}" for one in shown]
        assumed = tuple(unconfirmed(without_ages(part), texts))
        further = [item for item in weighed if item[1] not in shown and item[0] >= self.limits.choice / 4]
        return Finding(
            part,
            "closest" if assumed else "answered",
            tuple(one.hit.passage for one in shown),
            _passages(further[:MOST_CHOICES]),
            unconfirmed=assumed,
            silent_owner="" if any(one.is_card for one in shown) else silent,
            score=chance,
            confidence=chance,
        )

    def _rivals(self, query: Query, weighed: _Weighed, searcher: Searcher) -> list[Candidate]:
        """Return the candidates of other texts that state the fact asked for as the best one does; at most two."""
        if query.said_by:
            return []
        best, others = weighed[0][1], [one for _, one in weighed[1:]]
        likely = [
            one
            for chance, one in weighed[1:]
            if chance >= self.limits.second
            and one.hit.passage.owner != best.hit.passage.owner
            and not one.evidence["facts_lacking"]
        ]
        is_of_facts = asked_kinds(query.text) - LOOSE and not best.evidence["facts_lacking"]
        found = [*(likely[:1] if is_of_facts else ()), *rivals_of(best, others, query, searcher)]
        return list({one.hit.passage.id: one for one in found}.values())[: MOST_CHOICES - 1]

    def _may_be_settled(self, weighed: Sequence[tuple[float, Candidate]]) -> bool:
        """Tell whether an added document may say what the cards leave open, if not surely enough for an answer."""
        return any(chance >= self.limits.settled and not one.is_card for chance, one in weighed)

    def _named_gap(self, votes: ExampleVotes, query: Query, hits: Sequence[Hit]) -> Gap | None:
        """Return the gap to name, unless an added document has a word for its subject."""
        gap = self._near_gap(votes, query)
        return None if gap is None or any(_has_a_word_for(gap, hit) for hit in hits) else gap

    def _near_gap(self, votes: ExampleVotes, query: Query) -> Gap | None:
        """Return the nearest gap of the cards, if it is near or the question calls it by a word of its own."""
        gap = self._gaps.get(votes.nearest_gap)
        if gap is None:
            return None
        needed = self.limits.called if calls(query, gap) else self.limits.named
        return gap if votes.gaps[gap.id] >= needed else None

    def _silent_owner(self, votes: ExampleVotes, query: Query, hits: Sequence[Hit]) -> str:
        """Return the owner of the nearest card, if the cards surely leave open what is asked; "" if they don't."""
        cards = [hit.passage.owner for hit in hits if not hit.passage.document]
        gap = self._near_gap(votes, query)
        is_sure = gap is not None and (calls(query, gap) or votes.gaps[gap.id] >= self.limits.silent)
        return cards[0] if cards and is_sure else ""


def _checked(intent: str, part: str) -> str:
    """Return `intent`, "" if it is to change the language and none is named: "et en France ?"."""
    return "" if intent == "language_switch" and not names_a_language(part) else intent


def _borne(weighed: Sequence[tuple[float, Candidate]]) -> float:
    """Return the share of the message's rare words that the passage with most of them holds."""
    return max((one.evidence["covered"] for _, one in weighed), default=0.0)


def _relevant(hits: list[Hit], part: str, query: Query, searcher: Searcher) -> list[Hit]:
    """Return the hits that may answer.

    Those that answered the question before are left out where another one is asked for. Corrective measures, which are
    for a lack of progress, are kept out of the answer to a question about fraud or sexual exploitation.
    """
    if query.context and asks_for_another(query.text):
        before = searcher.search(Query(query.context, query.context, query.language), 1)
        hits = [hit for hit in hits if hit.passage.id not in {earlier.passage.id for earlier in before}]
    is_misconduct = needs_reporting(f"{part} {query.context}")
    if is_misconduct and any(is_about_progress(hit.passage.text) for hit in hits):
        hits = [hit for hit in hits if needs_reporting(hit.passage.text)]
    return hits


def _not_covered(part: str, weighed: _Weighed, gap: Gap | None) -> Finding:
    """Return the finding that nothing answers, with the nearest passage if that is of the matter at all."""
    best, nearest = weighed[0]
    is_related = nearest.evidence["reader"] >= _RELATED
    related = _passages(weighed[:1]) if is_related else ()
    return Finding(part, "not_covered", related=related, gap=gap, score=best, confidence=1 - best)


def _lacks_what_is_required(query: Query, candidate: Candidate) -> bool:
    """Tell whether a card lacks a kind of fact without which no card answers."""
    return candidate.is_card and bool(REQUIRED & missing_kinds(query.text, [candidate.text]))


def _led_by(own: _Weighed, weighed: _Weighed) -> _Weighed:
    """Return the candidates, led by `own`."""
    known = {one.hit.passage.id for _, one in own}
    return [*own, *(item for item in weighed if item[1].hit.passage.id not in known)]


def _passages(weighed: Sequence[tuple[float, Candidate]]) -> tuple[Passage, ...]:
    return tuple(one.hit.passage for _, one in weighed)


def _is_a_word(query: Query) -> bool:
    """Tell whether a message is a single word of content, with nothing around it."""
    return len(words(query.text)) == 1 and bool(terms(query.text, query.language))


def _has_known_words(query: Query, searcher: Searcher) -> bool:
    """Tell whether any word of the question occurs in any text, as random letters don't."""
    text = f"{query.text} {query.context}"
    return any(searcher.knows(term, language) for language in LANGUAGES for term in terms(text, language))


def calls(query: Query, gap: Gap) -> bool:
    """Tell whether a question calls a gap by one of the words by which it is known."""
    text = fold(query.text)
    return any(fold(term) in text for term in gap.terms[query.language])


def _has_a_word_for(gap: Gap, hit: Hit) -> bool:
    """Tell whether the hit is an added document's and has a word for the subject of `gap`."""
    text = fold(hit.passage.text)
    return bool(hit.passage.document) and any(fold(term) in text for term in gap.terms[hit.passage.language])
