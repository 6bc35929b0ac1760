"""Rivals: passages of several texts that state the fact asked for."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.evidence import Candidate
from bot.answering.facts import FactKind, figure_kinds, figures, holds
from bot.answering.figure_values import value_of
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms
from index.text.sentences import sentences

# Across languages no word is shared, and the reader is less sure: a sentence there must be like the one that answers.
# Ten pairs of rules in French and English that differ in their figure are at 0.865 or more. So are other pairs of short
# sentences, whose figures are mostly of another unit, and bare numbers: the less the reader takes a passage for an
# answer, the more alike they must be. Below the last log-odds none is alike enough.
_ALIKE = ((0.0, 0.84), (-3.0, 0.865), (-5.0, 0.9))  # log-odds of the reader, and the cosine that is needed from there
_ALIKE_NUMBERS = 0.9
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
        if _says_the_like(best, one, kinds, query, searcher) if is_across else _shares(best, one, kinds, rarest):
            found.append(one)
    return found


def _shares(best: Candidate, one: Candidate, kinds: Sequence[FactKind], rarest: str) -> bool:
    """Tell whether a passage has the rarest word of the question, and a figure in a unit of the best one."""
    units = [{unit for said in _stating(each, kinds) for unit in _units(said, kinds)} for each in (best, one)]
    return one.evidence["reader"] >= 0 and rarest in _terms(one) and not units[0].isdisjoint(units[1])


def _says_the_like(
    best: Candidate, one: Candidate, kinds: Sequence[FactKind], query: Query, searcher: Searcher
) -> bool:
    """Tell whether a passage in another language has a sentence like the one of the best passage that answers.

    The latter is that with a figure which has most words of the question; both have a figure in the same unit.
    """
    said, also = _stating(best, kinds), _stating(one, kinds)
    needed = next((cosine for odds, cosine in _ALIKE if one.evidence["reader"] >= odds), None)
    if needed is None or not (said and also):
        return False
    language = best.hit.passage.language
    words = set(terms(query.text if language == query.language else query.translated or query.text, language))
    held = [len(words & set(terms(sentence, language))) for sentence in said]
    asked = list(zip(held, searcher.likeness([query.text], said)[0], strict=True))
    answering = said[asked.index(max(asked))]
    units = _units(answering, kinds)
    return any(
        nearness >= (_ALIKE_NUMBERS if shared == {""} else needed)
        for nearness, other in zip(searcher.likeness([answering], also)[0], also, strict=True)
        if (shared := units & _units(other, kinds))
    )


def _units(sentence: str, kinds: Sequence[FactKind]) -> set[str]:
    """Return the units of the figures of a sentence."""
    found = (value_of(figure) for kind in kinds for figure in figures(sentence, kind))
    return {value.unit for value in found if value}


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
