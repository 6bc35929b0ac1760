"""From a message to an answer: language, parts, search, evidence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.answering.answer import Answer, Finding
from bot.answering.excerpt import excerpt
from bot.answering.gate import Gate
from bot.answering.inquiry import Inquiry
from bot.answering.understanding import Understood, ambiguity_in, understand
from bot.safety.danger_detector import DangerDetector
from bot.safety.redaction.people_lists import holds_a_list_of_people
from corpus.language import Language
from index.library import Library, Searcher
from index.search.query import Query

# Together they use every part of the search: both languages, two parts, matching by letters, spelling correction.
_WARM_UP = ("Pourquoi évaluer, et comment ?", "Why evaluate, and how?", "partenariat budjet", "logo audit budget plan")


class Advisor:
    """Answers messages from the library's texts alone."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._gate = Gate(library.corpus)
        self.danger_detector = DangerDetector(library.message_model)

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer, one finding for each part of the message.

        A message that only asks for the other language repeats the last answer in it. The inquiry's stream is not used.
        """
        started = time.perf_counter()
        understood = understand(inquiry, self._library.reader)
        read = time.perf_counter()
        self._embed(understood)
        danger = None if inquiry.declared_safe else self.danger_detector.detect(understood.text)
        if danger and danger.is_certain:
            found = [Finding(understood.text, "safeguarding", intent="safeguarding", danger=danger.kind)]
        else:
            found = self._findings(understood)
        findings = [self._localized(finding, understood.language) for finding in found]
        done = time.perf_counter()
        timings = {"understand": _milliseconds(read - started), "search": _milliseconds(done - read)}
        timings["total"] = _milliseconds(done - started)
        return Answer(
            understood.language,
            _without_repeats(findings),
            timings,
            reading=understood.reading,
            may_tell_of_danger=danger is not None,
        )

    def warm_up(self) -> None:
        """Load the model and the index now, so that the first person does not wait for them."""
        for question in _WARM_UP:
            self.advise(Inquiry(question))

    def _findings(self, understood: Understood) -> list[Finding]:
        if holds_a_list_of_people(understood.text):
            return [Finding("", "smalltalk", intent="people")]
        if understood.foreign:
            return [Finding(understood.text, "smalltalk", intent="other_language")]
        known = self._library.corpus.ambiguities
        if understood.alone and (unclear := ambiguity_in(understood.text, understood.written, known)):
            return [Finding(understood.text, "clarify", ambiguity=unclear)]
        searcher = self._library.searcher()
        judged = [(self._gate.judge(part, query, searcher), query) for part, query in understood.parts]
        if understood.wants_more:
            return [_with_more(finding) for finding, _ in judged]
        return [_quoted(finding, query, searcher) for finding, query in judged]

    def _embed(self, understood: Understood) -> None:
        """Compute the vectors of all texts needed below in one batch, which takes hardly longer than one text."""
        self._library.embeddings.recall(
            [text for _, query in understood.parts for text in (query.text, query.context) if text]
        )

    def _localized(self, finding: Finding, language: Language) -> Finding:
        """Return `finding` with each card in its version in `language`."""
        searcher = self._library.searcher()
        passages, related = (
            tuple(searcher.passage(passage.id, language) or passage for passage in found)
            for found in (finding.passages, finding.related)
        )
        return replace(finding, passages=passages, related=related)


def _quoted(finding: Finding, query: Query, searcher: Searcher) -> Finding:
    """Return `finding` with an excerpt of each added document's passage; a card is short and quoted whole."""
    vector = searcher.embed(query)
    excerpts = {p.id: excerpt(p, partial(searcher.nearness, vector)) for p in finding.passages if p.document}
    return replace(finding, excerpts=excerpts)


def _with_more(finding: Finding) -> Finding:
    """Return `finding` for a request for more: long passages in full, and the related ones."""
    long = tuple(passage for passage in finding.passages if passage.document)
    further = tuple(passage for passage in finding.related if passage not in finding.passages)
    return replace(finding, passages=(*long, *further) or finding.passages)


def _without_repeats(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Drop a part that brings no new passage or names a gap again, and small talk around a real question."""
    kept: list[Finding] = []
    for finding in findings:
        seen = {passage.id for earlier in kept for passage in earlier.passages}
        if finding.passages and {passage.id for passage in finding.passages} <= seen:
            continue
        if finding.gap and finding.gap in [earlier.gap for earlier in kept]:
            continue
        kept.append(finding)
    serious = [finding for finding in kept if finding.outcome != "smalltalk"]
    return tuple(serious or kept[:1])


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
