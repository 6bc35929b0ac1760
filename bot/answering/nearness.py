"""Measure how near the parts of a passage are to what is asked: as read, by words and by kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.answering.facts import LOOSE, asked_kinds, holds
from corpus.language import Language
from index.library import Searcher
from index.search.query import Query
from index.text.folding import terms

_WORDS, _FACTS = 2.0, 3.0  # weights beside the log-odds of the passage reader


class ReadsPassages(Protocol):
    """The part of the passage reader that is used here."""

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the log-odds that each text answers the question."""
        ...

    def borne_better(self, question: str, text: str, other: str) -> float:
        """Return by how much `other` bears some word of the question better than `text`: a difference of cosines."""
        ...


def nearness_to(
    query: Query, searcher: Searcher, reader: ReadsPassages, language: Language
) -> Callable[[Sequence[str]], list[float]]:
    """Return a measure of how near texts in `language` are to `query`: higher is nearer.

    A section on reports may be near to a question about the notice period, but has neither its word nor a figure. In
    another language than that of the question, its words are the terms of the glossary by which it is asked.
    """
    question = f"{query.context} {query.text}".strip()
    facts = asked_kinds(query.text) - LOOSE
    words = query.words if language == query.language else query.translated or query.words
    wanted = {term: searcher.rarity(term, language) for term in terms(words, language)}
    total = sum(wanted.values()) or 1.0

    def nearness(texts: Sequence[str]) -> list[float]:
        found = []
        for text, odds in zip(texts, reader.judge(question, texts), strict=True):
            own = set(terms(text, language))
            covered = sum(rarity for term, rarity in wanted.items() if term in own) / total
            held = sum(holds(text, kind) for kind in facts) / max(len(facts), 1)
            found.append(odds + _WORDS * covered + _FACTS * held)
        return found

    return nearness
