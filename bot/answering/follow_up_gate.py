"""The gate for questions that lean on what came before: answered within the matter that they follow up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.answering.answer import Finding
from bot.answering.choosing import ChoosesPassage
from bot.answering.definitions import defined_term
from bot.answering.excerpt import Excerpt
from bot.answering.follow_up import asks_of_it, is_follow_up, points_back, quality_told, refers_back
from bot.answering.follow_up_evidence import FollowUp, gather_followed, is_all_named, passages_shown, read_follow_up
from bot.answering.gate import MOST_CHOICES, Gate, calls
from bot.answering.matter import section_of
from bot.answering.more import leaves_unsaid
from bot.answering.nearness import ReadsPassages
from bot.answering.odds import Odds, probability, shipped_follow_up_odds
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

_SUBJECT_WORDS = 3  # of a message that may be a subject alone
_FEW_WORDS = 9  # of a message that may say too little alone
_UNANSWERED, _ANSWERED = ("not_covered", "clarify"), ("answered", "closest")
_ABOUT_THE_BOT = ("identity", "capabilities", "secrets", "out_of_scope")  # intents that a follow-up seldom has
_TALK = "talk"  # the intent of what is said without a question
_COURTESIES = ("greeting", "goodbye", "thanks")  # intents that nothing before changes
_ADDRESSED = frozenset(word_lists("follow_up")["addressed"].of())


@dataclass(frozen=True, slots=True)
class FollowUpThresholds:
    """The limits of what follow-ups are told: probabilities, 0 to 1 (docs/dialogue.md)."""

    answered: float = 0.4  # that a passage answers, from which it is said as the answer
    unsure: float = 0.3  # the same, from which it is shown as one that may answer
    offered: float = 0.15  # that one of the choices answers, from which they are offered


class FollowUpGate:
    """Decides on one question at a time, as `spans` does; `gate` and `reader` weigh what may answer a follow-up."""

    def __init__(
        self,
        spans: SpanGate,
        gate: Gate,
        reader: ReadsPassages,
        queries: QueryReader,
        odds: Odds | None = None,
        limits: FollowUpThresholds = FollowUpThresholds(),
    ) -> None:
        self._spans, self._gate, self._reader, self._queries = spans, gate, reader, queries
        self._odds, self._limits = odds or shipped_follow_up_odds(), limits

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
        finding = self._spans.judge(part, query, searcher, chooser)
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
        asked = read_follow_up(part, query, understood, self._queries, searcher)
        if is_follow_up(part):
            return self._followed(asked, understood, searcher, finding, chooser is not None)
        may_lean = finding.outcome in _UNANSWERED or _is_misread(part, finding)
        if understood.shown is None or not may_lean or len(part.split()) > _FEW_WORDS:
            return finding
        followed = self._followed(asked, understood, searcher, self._spans.judge(part, asked.led, searcher), False)
        return followed if followed.outcome in _ANSWERED or _is_misread(part, finding) else finding

    def _other_subject(self, part: str, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding for `part` alone, if it is nothing but a subject on which the matter shown has no word."""
        if not 0 < len(words(part)) <= _SUBJECT_WORDS or asks_in_words(part) or refers_back(part):
            return None
        matters = {section_of(one) for one in passages_shown(understood, searcher)}
        own = (one for one in searcher.passages() if one.language == understood.written and section_of(one) in matters)
        if not matters or any(bears(f"{one.section} {one.text}", part, one.language) for one in own):
            return None
        found = self._spans.judge(part, self._queries.read(part, understood.written), searcher)
        is_offered = bool(found.choices) and bears(heading(found.choices[0]), part, found.choices[0].language)
        return found if found.outcome in _ANSWERED or is_offered else None

    def _named_alone(self, part: str, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding for `part` without what came before, if it names a known gap in the gap's own words."""
        alone = self._queries.read(part, understood.written)
        found = self._spans.judge(part, alone, searcher)
        if found.outcome != "not_covered" or found.gap is None or not calls(alone, found.gap):
            return None
        leans = asks_of_it(part) or points_back(part)  # "what is their fee?" is about what was shown
        return found if not leans or _speaks_of(found.gap, alone, understood.matter) else None

    def _followed(
        self, asked: FollowUp, understood: Understood, searcher: Searcher, finding: Finding, is_chosen: bool
    ) -> Finding:
        """Return the finding for a follow-up by all that may answer it, of which the gate returned `finding`.

        That one stays if it answers by the same passage, with what else it tells, or if a model has chosen it.
        """
        if is_chosen and finding.outcome in _ANSWERED:
            return finding
        part, query, shown = asked.part, asked.led, asked.shown
        weighed = self._weighed(asked, searcher)
        best, passages = (weighed[0][0] if weighed else 0.0), tuple(passage for _, passage in weighed)
        first, further = passages[:1], passages[1 : 1 + MOST_CHOICES]
        if finding.outcome in _ANSWERED and first and finding.passages[:1] == first and best >= self._limits.unsure:
            return finding if best >= self._limits.answered else replace(finding, is_unsure=True, outcome="closest")
        is_known = not any(one.document for one in first)  # of added documents the trees have seen none
        if (best >= self._limits.answered and is_known) or any(is_all_named(asked, one) for one in first):
            return Finding(part, "answered", first, further, score=best, confidence=best)
        if finding.gap and finding.outcome == "not_covered" and _speaks_of(finding.gap, query, understood.matter):
            return finding
        others = tuple({one.id: one for one in (*shown, *passages)}.values())
        unsaid = tuple(one for one in (*shown, *first) if one.unsaid and leaves_unsaid(query, one))[:1]
        if unsaid:
            return Finding(part, "closest", related=others[:MOST_CHOICES], unsaid=unsaid)
        if best >= self._limits.unsure:
            return Finding(part, "closest", first, further, is_unsure=True, score=best, confidence=best)
        choices = tuple({one.id: one for one in (*passages[:2], *others)}.values())[:MOST_CHOICES]
        if sum(chance for chance, _ in weighed[:MOST_CHOICES]) >= self._limits.offered and len(choices) > 1:
            return Finding(part, "clarify", choices=choices, related=choices, score=best, confidence=best)
        return Finding(part, "not_covered", related=others[:1], score=best, confidence=1 - best)

    def _weighed(self, asked: FollowUp, searcher: Searcher) -> list[tuple[float, Passage]]:
        """Return the passages that may answer a follow-up, each with the probability that it does, best first."""
        found = gather_followed(asked, self._gate, self._reader, searcher)
        rated = [(probability(self._odds.of(evidence)), passage) for passage, evidence in found]
        return sorted(rated, key=lambda item: -item[0])


def _said_there(part: str, finding: Finding, understood: Understood, searcher: Searcher) -> Finding | None:
    """Return the finding that quotes what was shown last of a place that `part` points at; None if it says nothing."""
    for passage in passages_shown(understood, searcher):
        if said := said_there(part, passage.text, passage.language):
            others = (*finding.passages, *finding.choices, *finding.related)
            further = tuple(one for one in others if one.id != passage.id)[:MOST_CHOICES]
            is_list = bool(items_of(passage.text))  # of which a sentence alone would be half of it
            excerpts = {} if is_list else {passage.id: Excerpt(heading(passage), said)}
            return Finding(part, "answered", (passage,), related=further, excerpts=excerpts)
    return None


def _is_misread(part: str, finding: Finding) -> bool:
    """Tell whether a question is taken for one about the bot, which it doesn't address."""
    addresses_it = not _ADDRESSED.isdisjoint(without_marks(part).split())
    return finding.intent in _ABOUT_THE_BOT and (asks_in_words(part) or asks_of_it(part)) and not addresses_it


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
