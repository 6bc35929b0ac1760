"""The gate for questions that lean on what came before: answered within the matter that they follow up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.choosing import ChoosesPassage
from bot.answering.definitions import defined_term
from bot.answering.excerpt import Excerpt
from bot.answering.facts import LOOSE, asked_kinds, holds, missing_kinds
from bot.answering.follow_up import asks_of_it, compares, is_follow_up, quality_told, refers_back
from bot.answering.gate import MOST_CHOICES, calls
from bot.answering.matter import BRIEF, bodies_named, headed_by, is_of_another_matter, section_of
from bot.answering.more import leaves_unsaid
from bot.answering.nearness import ReadsPassages
from bot.answering.place_reference import said_there
from bot.answering.shown import items_of
from bot.answering.span_gate import SpanGate
from bot.answering.suggestions import heading
from bot.answering.understanding import Understood, asks_in_words
from corpus.example import Gap
from corpus.word_list import word_lists
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query, QueryReader
from index.text.folding import bears, terms, without_marks, words
from index.text.shortening import CONTEXT, both_ends

_SUBJECT_WORDS = 3  # of a message that may be a subject alone
_FEW_WORDS = 9  # of a message that may say too little alone
_UNANSWERED, _ANSWERED = ("not_covered", "clarify"), ("answered", "closest")
_REFUTED = -3.2  # log-odds from which a passage that was shown last does not answer once more
_STRONGEST = 8.0  # log-odds of the passage reader beyond which nothing more is said
_SEEN = 0.8  # log-odds by which a passage that was shown last must be better than another
_LIKELIER = -1.0  # log-odds from which another passage goes before what would only be said once more
_SURE = 0.5  # probability of an answer, from which what was shown last is no rival to it
_FAR = 4.0  # log-odds in the context below the best, from which a passage is of another matter
_ABOUT_THE_BOT = ("identity", "capabilities", "secrets", "out_of_scope")  # intents that a follow-up seldom has
_TALK = "talk"  # the intent of what is said without a question
_COURTESIES = ("greeting", "goodbye", "thanks")  # intents that nothing before changes
_ADDRESSED = frozenset(word_lists("follow_up")["addressed"].of())


class FollowUpGate:
    """Decides on one question at a time, as `gate` does; `reader` tells which passage answers a follow-up."""

    def __init__(self, gate: SpanGate, reader: ReadsPassages, queries: QueryReader) -> None:
        self._gate, self._reader, self._queries = gate, reader, queries

    def judge(
        self,
        part: str,
        query: Query,
        understood: Understood,
        searcher: Searcher,
        chooser: ChoosesPassage | None = None,
    ) -> Finding:
        """Return the finding for `part`; one that says too little alone is read as a follow-up as well.

        The `chooser` decides where the gate is not certain of the question as it was put.
        """
        leans = refers_back(part) or asks_of_it(part)
        names_a_term = bool(defined_term(part, understood.written)) and not leans
        is_led = bool(query.context)
        if is_led and names_a_term:  # it says what it asks for, however short it is
            query = self._queries.read(part, understood.written)
        if is_led and (subject := self._other_subject(part, understood, searcher)):
            return subject
        finding = self._gate.judge(part, query, searcher, chooser)
        told = terms(quality_told(part), understood.written)
        if told and finding.outcome in _UNANSWERED and not any(searcher.knows(one, understood.written) for one in told):
            return Finding(part, "smalltalk", intent=_TALK)  # "c'est urgent" asks nothing that the texts could hold
        if names_a_term or not understood.before or understood.is_led_by_itself(part):
            return finding
        if finding.intent in (*_ABOUT_THE_BOT, *_COURTESIES) and not _is_misread(part, finding):
            return finding
        if there := _said_there(part, finding, understood, searcher):
            return there
        may_name_a_gap = finding.outcome in _UNANSWERED or bool(query.context)
        if may_name_a_gap and (gap := self._named_alone(part, understood, searcher)):
            return gap
        if is_follow_up(part):
            return self._followed(part, query, understood, searcher, finding)
        may_lean = finding.outcome in _UNANSWERED or _is_misread(part, finding)
        if understood.shown is None or not may_lean or len(part.split()) > _FEW_WORDS:
            return finding
        led = self._led(part, understood.before, query)
        followed = self._followed(part, led, understood, searcher, self._gate.judge(part, led, searcher))
        return followed if followed.outcome in _ANSWERED or _is_misread(part, finding) else finding

    def _other_subject(self, part: str, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding for `part` alone, if it is nothing but a subject on which the matter shown has no word."""
        if not 0 < len(words(part)) <= _SUBJECT_WORDS or asks_in_words(part) or refers_back(part):
            return None
        matters = {section_of(one) for one in _shown(understood, searcher)}
        own = (one for one in searcher.passages() if one.language == understood.written and section_of(one) in matters)
        if not matters or any(bears(f"{one.section} {one.text}", part, one.language) for one in own):
            return None
        found = self._gate.judge(part, self._queries.read(part, understood.written), searcher)
        is_offered = bool(found.choices) and bears(heading(found.choices[0]), part, found.choices[0].language)
        return found if found.outcome in _ANSWERED or is_offered else None

    def _named_alone(self, part: str, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding for `part` without what came before, if it names a known gap in the gap's own words."""
        alone = self._queries.read(part, understood.written)
        found = self._gate.judge(part, alone, searcher)
        if found.outcome != "not_covered" or found.gap is None or not calls(alone, found.gap):
            return None
        is_of_it = not asks_of_it(part) or _speaks_of(found.gap, alone, understood.matter)
        return found if is_of_it else None

    def _followed(
        self, part: str, query: Query, understood: Understood, searcher: Searcher, finding: Finding
    ) -> Finding:
        """Return the finding for a follow-up, of which the gate returned `finding`."""
        if _is_misread(part, finding):
            finding = replace(self._gate.judge(f"{query.context} {part}", query, searcher), question=part)
        if finding.outcome in _UNANSWERED and understood.subject:
            led = self._led(part, f"{query.context} {understood.subject}", query)
            again = self._gate.judge(part, led, searcher)
            finding = again if again.outcome in _ANSWERED else finding
        names = bodies_named(part) if finding.outcome in _ANSWERED else []
        if names and not headed_by(names, finding.passages):
            alone = self._gate.judge(part, self._queries.read(part, query.language), searcher)
            near = (*alone.passages, *alone.choices)
            if headed_by(names, near[:1]):  # "and ECPAT?" is about that body
                return replace(alone, outcome="answered", passages=near[:1], related=near[1:], choices=())
        shown = _shown(understood, searcher)
        found = self._within_the_matter(self._reread(finding, query, shown), query, shown, understood.matter)
        is_bare = not terms(query.text, query.language)
        if found.outcome == "clarify" and is_bare:  # "why?" asks of what was shown at least
            choices = tuple({one.id: one for one in (*shown, *found.choices)}.values())[:MOST_CHOICES]
            return replace(found, choices=choices, related=choices)
        return self._of_the_subject(found, part, query, shown, understood.subject, searcher)

    def _of_the_subject(
        self, finding: Finding, part: str, query: Query, shown: Sequence[Passage], subject: str, searcher: Searcher
    ) -> Finding:
        """Return `finding`; if another matter would answer a brief follow-up, what was shown if it tells, or nothing.

        "When?" after one body is not answered by what a text says of another one.
        """
        is_brief = len(terms(query.text, query.language)) <= BRIEF
        told = (*finding.passages, *finding.unsaid)
        if finding.outcome not in _ANSWERED or not shown or not is_brief or set(told) <= set(shown):
            return finding
        if not all(is_of_another_matter(one, part, shown, subject, searcher) for one in told):
            return finding
        kinds = asked_kinds(query.text) - LOOSE
        telling = tuple(one for one in shown if any(holds(one.text, kind) for kind in kinds))[:1]
        others = tuple({one.id: one for one in (*shown, *told)}.values())
        if telling:
            further = tuple(one for one in others if one not in telling)[:MOST_CHOICES]
            return Finding(part, "answered", telling, further, score=finding.score, confidence=finding.confidence)
        unsaid = tuple(one for one in shown if one.unsaid and leaves_unsaid(query, one))[:1]
        return Finding(part, "closest" if unsaid else "not_covered", related=others[:MOST_CHOICES], unsaid=unsaid)

    def _led(self, part: str, context: str, query: Query) -> Query:
        """Return `query` led by `context`."""
        return replace(self._queries.read(part, query.language, both_ends(context, CONTEXT)), said_by=query.said_by)

    def _reread(self, finding: Finding, query: Query, shown: Sequence[Passage]) -> Finding:
        """Return `finding` led by the passage that answers the follow-up best, with and without its context.

        One that was shown last is repeated only if it is clearly better.
        """
        rivals = () if finding.outcome in _ANSWERED and finding.score >= _SURE else shown
        found = {one.id: one for one in (*finding.passages, *finding.choices, *finding.related, *rivals)}
        if len(found) < 2 or finding.unconfirmed or len(finding.passages) > 1:
            return finding
        candidates = list(found.values())
        odds = self._odds(query, candidates, shown)
        repeated = {one.id for one in shown}
        rated = [chance - _SEEN * (one.id in repeated) for chance, one in zip(odds, candidates, strict=True)]
        best = max(range(len(rated)), key=lambda at: rated[at])
        is_repeated = bool(finding.passages) and repeated.issuperset(one.id for one in finding.passages)
        if rated[best] <= (_LIKELIER if is_repeated else 0.0) or finding.passages == (candidates[best],):
            return finding
        others = tuple(one for one in candidates if one is not candidates[best])[:MOST_CHOICES]
        return replace(finding, outcome="answered", passages=(candidates[best],), related=others, choices=(), gap=None)

    def _odds(self, query: Query, passages: Sequence[Passage], shown: Sequence[Passage]) -> list[float]:
        """Return the log-odds that each passage answers, of the question in its context and of its own words, added.

        Whatever stands in the section of a passage that was shown is of its matter.
        """
        matters = {section_of(one) for one in shown}
        texts = [f"{heading(one)}\n{one.text}" for one in passages]
        asked = (f"{query.context} {query.text}", query.text)
        judged = [self._reader.judge(question, texts) for question in asked]
        nearest = max(judged[0], default=0.0)
        return [
            sum(max(-_STRONGEST, min(_STRONGEST, one)) for one in odds)
            if odds[0] > nearest - _FAR or section_of(passage) in matters
            else -_STRONGEST
            for passage, odds in zip(passages, zip(*judged, strict=True), strict=True)
        ]

    def _odds_of_answer(self, query: Query, passages: Sequence[Passage], shown: Sequence[Passage]) -> float:
        """Return the best log-odds of `passages`; the most where one holds a fact that is asked for."""
        kinds = asked_kinds(query.text) - LOOSE
        if any(holds(one.text, kind) for one in passages for kind in kinds):
            return _STRONGEST
        return max(self._odds(query, passages, shown), default=-_STRONGEST)

    def _is_missing(self, query: Query, passages: Sequence[Passage], shown: Sequence[Passage]) -> bool:
        """Tell whether a follow-up asks for a comparison, or a kind of fact, that no passage shown before has.

        Of a fact the reader is asked as well: not every figure looks like its kind.
        """
        texts = [f"{one.section}\n{one.text}" for one in passages]
        if texts and all(compares(query.text, text) is False for text in texts):
            return True
        lacks = bool(missing_kinds(query.text, texts))
        return lacks and max(self._odds(query, passages, shown), default=0.0) <= 0

    def _within_the_matter(self, finding: Finding, query: Query, shown: Sequence[Passage], matter: str) -> Finding:
        """Return `finding`; if it does not answer, what passages leave unsaid of it, and no gap of another matter."""
        known = {one.id: one for one in (*finding.passages, *shown, *finding.related)}.values()
        unsaid = tuple(one for one in known if one.unsaid and leaves_unsaid(query, one))[:1]
        if (
            finding.outcome == "answered"
            and set(finding.passages) <= set(shown)
            and self._is_missing(query, finding.passages, shown)
        ):
            further = (*finding.passages, *finding.related)
            return Finding(finding.question, "closest" if unsaid else "not_covered", related=further, unsaid=unsaid)
        if finding.outcome == "answered" and (unsaid or set(finding.passages) <= set(shown)):
            odds = self._odds_of_answer(query, finding.passages, shown)
            further = (*finding.passages, *finding.related)
            if unsaid and odds <= 0:
                return Finding(finding.question, "closest", related=further, unsaid=unsaid)
            if not unsaid and odds <= (0.0 if asks_of_it(query.text) else _REFUTED):
                return _instead(finding, [one for one in further if one not in shown], further)
        if finding.outcome != "not_covered":
            return finding
        if finding.gap and _speaks_of(finding.gap, query, matter):
            return finding
        return replace(finding, outcome="closest" if unsaid else "not_covered", unsaid=unsaid, gap=None)


def _said_there(part: str, finding: Finding, understood: Understood, searcher: Searcher) -> Finding | None:
    """Return the finding that quotes what was shown last of a place that `part` points at; None if it says nothing."""
    for passage in _shown(understood, searcher):
        if said := said_there(part, passage.text, passage.language):
            others = (*finding.passages, *finding.choices, *finding.related)
            further = tuple(one for one in others if one.id != passage.id)[:MOST_CHOICES]
            is_list = bool(items_of(passage.text))  # of which a sentence alone would be half of it
            excerpts = {} if is_list else {passage.id: Excerpt(heading(passage), said)}
            return Finding(part, "answered", (passage,), related=further, excerpts=excerpts)
    return None


def _instead(finding: Finding, others: Sequence[Passage], further: tuple[Passage, ...]) -> Finding:
    """Return `finding` without its answer: a choice among the `others`, if there are any."""
    if not others:
        return Finding(finding.question, "not_covered", related=further)
    choices = (*others, *further[:1])[:MOST_CHOICES]
    return Finding(finding.question, "clarify", related=choices, choices=choices)


def _is_misread(part: str, finding: Finding) -> bool:
    """Tell whether a question is taken for one about the bot, which it doesn't address."""
    addresses_it = not _ADDRESSED.isdisjoint(without_marks(part).split())
    return finding.intent in _ABOUT_THE_BOT and (asks_in_words(part) or asks_of_it(part)) and not addresses_it


def _shown(understood: Understood, searcher: Searcher) -> list[Passage]:
    """Return the passages that were shown last, in the language of the question."""
    identities = understood.shown.turn.passages or () if understood.shown else ()
    found = (searcher.passage(identity, understood.written) for identity in identities)
    return [passage for passage in found if passage]


def _speaks_of(gap: Gap, query: Query, matter: str) -> bool:
    """Tell whether a gap is of the `matter` that the question follows up, and has a word of the question if it has any.

    Of the matter it is by its topic and the words it is known by: its examples speak of much beside.
    """
    language = query.language
    named = " ".join((gap.topic[language], *gap.terms[language]))
    said = set(terms(" ".join((named, *gap.questions[language])), language))
    own = terms(query.text, language)
    is_of_it = not set(terms(named, language)).isdisjoint(terms(matter, language))
    return is_of_it and (not own or not said.isdisjoint(own))
