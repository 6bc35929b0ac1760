"""Rivals: passages of several texts that state the fact asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.evidence import Candidate
from bot.answering.facts import FactKind, figure_kinds, figures, holds
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms
from index.text.sentences import sentences

# Across languages no word is shared, and the reader is less sure: a sentence there must be like one that answers.
# Ten pairs of rules in French and English that differ in their figure are at 0.865 or more, other pairs below 0.86.
_READ_ACROSS, _ALIKE = -5.0, 0.865
_MOST_SENTENCES = 6  # of a passage that are compared


def rivals_of(best: Candidate, others: Sequence[Candidate], query: Query, searcher: Searcher) -> list[Candidate]:
    """Return those of `others` that state a figure of the kind asked for as `best` does, each of another text.

    They hold the rarest of the question's words that `best` holds, and the reader takes them for an answer; in another
    language than that of `best`, they have a sentence that says the like of one in it. Two cards are no rivals: where
    both hold a figure, they speak of two things.
    """
    kinds = figure_kinds(query.text)
    if not kinds or best.evidence["facts_lacking"]:
        return []
    asked = {term: searcher.rarity(term, query.language) for term in terms(query.text, query.language)}
    held = {term for term in asked if term in _terms(best)}
    rarest = max(held, key=lambda term: asked[term], default="")
    found: list[Candidate] = []
    for one in others:
        known = {_text_of(shown.hit.passage) for shown in (best, *found)}
        states = any(holds(one.hit.passage.text, kind) for kind in kinds) and not one.evidence["facts_lacking"]
        if (best.is_card and one.is_card) or not states or _text_of(one.hit.passage) in known:
            continue
        is_across = one.hit.passage.language != best.hit.passage.language
        if _says_the_like(best, one, kinds, searcher) if is_across else _shares(one, rarest):
            found.append(one)
    return found


def _shares(one: Candidate, rarest: str) -> bool:
    return one.evidence["reader"] >= 0 and rarest in _terms(one)


def _says_the_like(best: Candidate, one: Candidate, kinds: Sequence[FactKind], searcher: Searcher) -> bool:
    """Tell whether a passage in another language has a sentence with a figure that is like one of the best passage."""
    if one.evidence["reader"] < _READ_ACROSS:
        return False
    said, also = _stating(best, kinds), _stating(one, kinds)
    return bool(said and also) and max(map(max, searcher.likeness(said, also))) >= _ALIKE


def _stating(candidate: Candidate, kinds: Sequence[FactKind]) -> list[str]:
    """Return the first sentences of a passage that hold a figure of one of these kinds."""
    said = sentences(candidate.hit.passage.text, candidate.hit.passage.language)
    stating = [one for one in said if any(figures(one, kind) for kind in kinds)]
    return stating[:_MOST_SENTENCES]


def _text_of(passage: Passage) -> str:
    """Return the document that a passage is from, or of a card its owner."""
    return passage.document or passage.owner


def _terms(candidate: Candidate) -> set[str]:
    passage = candidate.hit.passage
    return set(terms(f"{passage.title} {passage.section} {candidate.text}", passage.language))
