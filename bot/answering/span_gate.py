"""Judge the spans of a message that may be its question; the one of which the gate is surest counts.

What is told before a question gives it sense ("Rien n'avance. On fait quoi ?"), or has nothing to do with it ("Il a plu
toute la nuit. Qui signe l'accord ?"). No rule of language tells the two apart, but what the texts answer does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.choosing import ChoosesPassage
from bot.answering.gate import Gate
from bot.answering.understanding import asks, opens_a_question
from bot.safety.misconduct import needs_reporting
from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.library import Searcher
from index.search.query import Query, QueryReader
from index.text.folding import terms

_ENOUGH = 0.8  # probability that the whole message is answered, from which no span of it is tried
_MOST = 5  # spans that are tried
_FEWEST_TERMS = 2  # content words of a span that says what it asks
_OF_ITS_OWN = 3  # the same of one that needs nothing before it
_END = re.compile(r"\n+|(?<=[.!?…;:])\s+|\s*[\u2190-\u2bff\U0001f000-\U0001faff]+\s*")
_PAUSE = re.compile(r",\s+|\s[–—-]+\s")
_EDGES = " \t\n«»“”\"'*_-–—"
_REQUESTS = re.compile(rf"\b{word_lists('questions')['request'].alternation()}", re.IGNORECASE)


class SpanGate:
    """Decides on one question at a time, as the `gate` does on a text of which all is asked.

    `read` computes together what the models make of questions, before each is needed alone.
    """

    def __init__(self, gate: Gate, reader: QueryReader, read: Callable[[Sequence[str]], object]) -> None:
        self._gate, self._reader, self._read = gate, reader, read

    def judge(self, part: str, query: Query, searcher: Searcher, chooser: ChoosesPassage | None = None) -> Finding:
        """Return the finding for `part`, read for search as `query`, or for the span of it that is surer answered."""
        found = self._gate.judge(part, query, searcher, chooser)
        if query.context or found.score >= _ENOUGH or needs_reporting(part):  # a deed that is told is the matter
            return found
        queries = {
            span: replace(self._reader.read(span, query.language), said_by=query.said_by) for span in spans(part)
        }
        self._read([one.text for one in queries.values()])
        judged = [self._gate.judge(span, one, searcher, chooser) for span, one in queries.items()]
        if found.gap and judged and _says_enough(judged[0].question, _OF_ITS_OWN):
            found = replace(found, gap=judged[0].gap)  # what is told before names no gap: "Submit the report. Who …?"
        answering = [one for one in judged if one.passages or one.choices]
        return max([found, *answering], key=_sureness)


def spans(part: str) -> list[str]:
    """Return the spans of `part` that end with what asks, the shortest first; none if `part` is in one piece.

    >>> spans("Il pleut ici. Rien n'avance, qui signe l'accord ? Merci")
    ["qui signe l'accord ?", "Rien n'avance, qui signe l'accord ?", "Il pleut ici. Rien n'avance, qui signe l'accord ?"]
    >>> spans("Qui signe l'accord, l'agence ou l'association ?")
    []
    """
    bounds = [*_END.finditer(part), *(one for one in _PAUSE.finditer(part) if opens_a_question(part[one.end() :]))]
    starts = [0, *sorted(bound.end() for bound in bounds)]
    ends = [*sorted(bound.start() for bound in bounds), len(part)]
    units = [part[start:end] for start, end in zip(starts, ends, strict=True)]
    asking = [at for at, unit in enumerate(units) if "?" in unit] or [
        at for at, unit in enumerate(units) if asks(unit) or _REQUESTS.search(unit)
    ]
    if not asking:
        return []
    last = asking[-1]
    found = [part[starts[at] : ends[last]].strip(_EDGES) for at in range(last, -1, -1)]
    return [span for span in found if _says_enough(span) and span != part.strip(_EDGES)][:_MOST]


def _says_enough(span: str, fewest: int = _FEWEST_TERMS) -> bool:
    return any(len(set(terms(span, language))) >= fewest for language in LANGUAGES)


def _sureness(finding: Finding) -> tuple[bool, float]:
    """Return the rank of a finding: that passages were found, and the probability that they answer."""
    return bool(finding.passages or finding.choices), finding.score
