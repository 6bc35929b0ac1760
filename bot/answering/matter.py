"""Keep the answer to a follow-up within the matter that it follows up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.more import leaves_unsaid
from corpus.example import Gap
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms


def within_the_matter(finding: Finding, query: Query, shown: Sequence[Passage]) -> Finding:
    """Return `finding`, if it answers; else what the passages `shown` before say that they leave unsaid of it.

    A gap is named only if it is one of the matter: it has a word of what the question follows up.
    """
    if finding.outcome != "not_covered":
        return finding
    if unsaid := tuple(one for one in shown if one.unsaid and leaves_unsaid(query, one)):
        return replace(finding, outcome="closest", unsaid=unsaid, gap=None)
    return finding if finding.gap is None or _speaks_of(finding.gap, query) else replace(finding, gap=None)


def _speaks_of(gap: Gap, query: Query) -> bool:
    language = query.language
    said = " ".join((gap.topic[language], *gap.terms[language], *gap.questions[language]))
    return not set(terms(said, language)).isdisjoint(terms(query.context, language))
