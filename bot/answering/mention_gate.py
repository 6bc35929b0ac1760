"""The gate for questions that call a document by a name: they are put to that document first."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.attribution import Attribution
from bot.answering.choosing import ChoosesPassage
from bot.answering.follow_up_gate import FollowUpGate
from bot.answering.gate import MOST_CHOICES, Gate
from bot.answering.mentioned import Mention, mention_in
from bot.answering.span_gate import SpanGate
from bot.answering.understanding import Understood
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query, QueryReader
from index.text.folding import spaced

_SPEAKS = -3.0  # log-odds of the passage reader from which a part of the document that is called is offered
_OPEN = ("not_covered", "clarify", "out_of_scope")
_ANSWERS = ("answered", "closest")


class MentionGate:
    """Decides on one question at a time, as `follow_ups` does; `spans` and `gate` judge what is put to a document."""

    def __init__(self, follow_ups: FollowUpGate, spans: SpanGate, gate: Gate, queries: QueryReader) -> None:
        self._follow_ups, self._spans, self._gate, self._queries = follow_ups, spans, gate, queries

    def judge(
        self,
        part: str,
        query: Query,
        understood: Understood,
        said: Attribution,
        searcher: Searcher,
        chooser: ChoosesPassage | None = None,
    ) -> tuple[Finding, Query]:
        """Return the finding for `part`, with the question as it was put; `said` is whose word is asked for.

        A question to a document that is called by its name is hardly about another text. So where none of its parts
        answers surely the nearest ones are offered, before what another text says.
        """
        heads, is_ordinary = searcher.document_heads, searcher.speller.is_ordinary
        mention = None if said.name or query.context else mention_in(part, query.language, heads, is_ordinary)
        if mention is None:
            return self._follow_ups.judge(part, query, understood, searcher, chooser), query
        put = replace(self._queries.read(mention.question, query.language), said_by=mention.documents)
        if found := self._of_documents(part, put, mention, searcher, chooser):
            return found, put
        found = self._follow_ups.judge(part, query, understood, searcher, chooser)
        if any(passage.document in mention.documents for passage in found.passages):
            return found, query
        nearest = self._nearest(put, mention, searcher)
        return (_offered(found, nearest), put) if nearest and _gives_way(found, nearest, mention) else (found, query)

    def _of_documents(
        self, part: str, put: Query, mention: Mention, searcher: Searcher, chooser: ChoosesPassage | None
    ) -> Finding | None:
        """Return the finding by the documents alone; None if they don't speak of what is asked."""
        found = self._spans.judge(mention.question, put, searcher, chooser)
        shown = (*found.passages, *found.choices)
        if not shown or any(one.document not in mention.documents for one in shown):
            return None
        if found.passages and found.score < self._gate.limits.unsure:  # it bears the words, and hardly answers
            return replace(found, question=part, outcome="clarify", passages=(), choices=shown, related=shown)
        return replace(found, question=part)

    def _nearest(self, put: Query, mention: Mention, searcher: Searcher) -> tuple[Passage, ...]:
        """Return the passages of the documents that may speak of what is asked, the likeliest first."""
        weighed = [one for _, one in self._gate.weigh(mention.question, put, searcher)]
        own = [one for one in weighed if one.hit.passage.document in mention.documents]
        return tuple(one.hit.passage for one in own if one.evidence["reader"] >= _SPEAKS)[:MOST_CHOICES]


def _gives_way(found: Finding, nearest: tuple[Passage, ...], mention: Mention) -> bool:
    """Tell whether parts of the documents go before what was found elsewhere.

    What answers stays where a name stands in the text of the documents alone, which may only mention it.
    """
    if found.outcome in _ANSWERS:
        return all(spaced(mention.name) in spaced(f"{one.title}\n{one.owner}") for one in nearest)
    return found.outcome in _OPEN


def _offered(found: Finding, nearest: tuple[Passage, ...]) -> Finding:
    """Return a choice of the nearest passages; the last one may be what was found elsewhere."""
    elsewhere = (*found.passages, *found.choices)[:1]
    choices = tuple({one.id: one for one in (*nearest[: MOST_CHOICES - len(elsewhere)], *elsewhere)}.values())
    return Finding(found.question, "clarify", choices=choices, related=choices, score=found.score)
