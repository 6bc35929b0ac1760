"""Answer who asks to compare two things: one passage a side, or the card that tells them apart itself."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.comparisons import comparison_in, tells_apart
from bot.answering.definitions import definition, terms_named
from bot.answering.follow_up import refers_back
from bot.answering.span_gate import SpanGate
from bot.answering.suggestions import heading
from bot.answering.understanding import Understood
from corpus.collection import Corpus
from index.library import Searcher
from index.search.query import QueryReader
from index.text.folding import bears

_ANSWERED = ("answered", "closest")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


class ComparisonGate:
    """Decides on questions that set two things against each other, with the `gate` for each of them."""

    def __init__(self, gate: SpanGate, reader: QueryReader, corpus: Corpus) -> None:
        self._gate, self._reader, self._corpus = gate, reader, corpus

    def compared(self, finding: Finding, understood: Understood, searcher: Searcher) -> list[Finding]:
        """Return a finding for each side, in the order of the question; none if `finding`, the gate's, is to stand.

        It stands where nothing is compared, where the passage that answers tells both apart, and where neither side is
        in the texts. A question that needn't mean a comparison ("A or B?") and is answered is one if both sides are.
        """
        asked = next(filter(None, map(comparison_in, understood.spellings)), None)
        if asked is None or _tells_both_apart(finding, asked.sides):
            return []
        if not asked.clear and understood.before and refers_back(understood.text):  # "and national ones or regional?"
            return []
        found = [self._side(side, understood, searcher) for side in asked.sides]
        known = [one for one in found if one.passages or one.definitions]
        fewest = 1 if asked.clear or finding.outcome not in _ANSWERED else 2
        if len(known) < fewest or _are_one(found):
            return []
        return found

    def _side(self, side: str, understood: Understood, searcher: Searcher) -> Finding:
        """Return the finding for one side: the card of the term, a passage headed by it, or what the glossary says."""
        called = terms_named(self._corpus.glossary, side)
        card = searcher.passage(called[0].card, understood.language) if called and called[0].card else None
        if card is not None:
            return Finding(side, "answered", (card,), side=side)
        judged = self._gate.judge(side, self._reader.read(side, understood.written), searcher)
        near = (*judged.passages, *judged.choices, *judged.related)
        headed = [one for one in near if bears(heading(one), side, one.language)]
        if headed:
            return Finding(side, "answered", (headed[0],), side=side)
        if called:
            meanings = tuple(definition(term, self._corpus.sources) for term in called[:1])
            return Finding(side, "answered", definitions=meanings, side=side)
        if judged.outcome in _ANSWERED:
            return replace(judged, outcome="answered", passages=judged.passages[:1], related=(), side=side)
        borne = [one for one in near if bears(f"{one.section} {one.text}", side, one.language)]
        if borne:
            return Finding(side, "answered", (borne[0],), side=side)
        return Finding(side, "not_covered", side=side)


def _tells_both_apart(finding: Finding, sides: tuple[str, str]) -> bool:
    """Tell whether a sentence of the passage that answers sets the two sides against each other."""
    if finding.outcome not in _ANSWERED or not finding.passages:
        return False
    passage = finding.passages[0]
    return any(
        tells_apart(sentence) and all(bears(sentence, side, passage.language) for side in sides)
        for sentence in _SENTENCE_END.split(passage.text)
    )


def _are_one(found: list[Finding]) -> bool:
    """Tell whether both sides lead to the same passage or term."""
    first, second = (
        [one.id for one in side.passages] or [one.term.name["en"] for one in side.definitions] for side in found
    )
    return bool(first) and first == second
