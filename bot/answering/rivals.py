"""Rivals: passages of several texts that state the fact asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.evidence import Candidate
from bot.answering.facts import FIGURES, asked_kinds
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms


def rivals_of(best: Candidate, others: Sequence[Candidate], query: Query, searcher: Searcher) -> list[Candidate]:
    """Return those of `others` that state a figure of the kind asked for as `best` does, each of another text.

    They hold the rarest of the question's words that `best` holds, and the reader takes them for an answer. Two cards
    are no rivals: where both hold a figure, they speak of two things.
    """
    if not asked_kinds(query.text) & FIGURES or best.evidence["facts_lacking"]:
        return []
    asked = {term: searcher.rarity(term, query.language) for term in terms(query.text, query.language)}
    held = {term for term in asked if term in _terms(best)}
    rarest = max(held, key=lambda term: asked[term], default="")
    found: list[Candidate] = []
    for one in others:
        known = {_text_of(shown.hit.passage) for shown in (best, *found)}
        states = one.evidence["reader"] >= 0 and one.evidence["facts_held"] and not one.evidence["facts_lacking"]
        if best.is_card and one.is_card:
            continue
        if states and rarest in _terms(one) and _text_of(one.hit.passage) not in known:
            found.append(one)
    return found


def _text_of(passage: Passage) -> str:
    """Return the document that a passage is from, or of a card its owner."""
    return passage.document or passage.owner


def _terms(candidate: Candidate) -> set[str]:
    passage = candidate.hit.passage
    return set(terms(f"{passage.title} {passage.section} {candidate.text}", passage.language))
