"""Explain an answer: what the search finds for a message, and how the gate weighs each passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.answer import Answer, Finding
from bot.answering.evidence import Candidate
from bot.answering.gate import Gate
from bot.answering.inquiry import Advises, Inquiry
from index.library import Library, Searcher
from index.passage import Hit, Passage

Verdict = Literal["answers", "offered", "unlikely"]


@dataclass(frozen=True, slots=True)
class WeighedPassage:
    """A passage that the gate weighed: the probability, 0 to 1, that it answers, and that from which it is said.

    `evidence` are the named numbers behind it (docs/gate.md), `scores` those of each retriever.
    """

    passage: Passage
    probability: float
    needed: float
    verdict: Verdict
    evidence: Mapping[str, float]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One part of a message with its finding, and the passages that were weighed for it, the likeliest first."""

    finding: Finding
    weighed: Sequence[WeighedPassage]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the bot would answer now, what the search finds for the whole message, and what was weighed for each part.

    A part that the message's danger or its small talk decided on has no passages.
    """

    answer: Answer
    hits: Sequence[Hit]
    parts: Sequence[ExplainedPart]


class Explainer:
    """Answers messages out of any conversation, and tells why."""

    def __init__(self, library: Library) -> None:
        self._library, self._gate = library, Gate(library.corpus)

    def explain(self, inquiry: Inquiry, advisor: Advises) -> Explanation:
        """Have `advisor` answer, and search anew as it does. Raise IndexFailure if there is no index to search."""
        answer = advisor.advise(inquiry)
        searcher = self._library.searcher(inquiry.readers)
        hits = searcher.search(self._library.reader.read(inquiry.text, answer.language))
        return Explanation(answer, hits, [self._part(one, answer, searcher) for one in answer.findings])

    def _part(self, finding: Finding, answer: Answer, searcher: Searcher) -> ExplainedPart:
        if not finding.question or finding.outcome == "safeguarding":
            return ExplainedPart(finding, ())
        query = self._library.reader.read(finding.question, answer.language)
        weighed = self._gate.weigh(finding.question, query, searcher)
        return ExplainedPart(finding, [self._weighed(chance, one) for chance, one in weighed])

    def _weighed(self, chance: float, candidate: Candidate) -> WeighedPassage:
        hit, needed = candidate.hit, self._gate.needed(candidate)
        verdict: Verdict = "answers" if chance >= needed else "unlikely"
        if verdict == "unlikely" and chance >= self._gate.limits.choice:
            verdict = "offered"
        return WeighedPassage(hit.passage, chance, needed, verdict, candidate.evidence, hit.scores)
