"""Rivals: passages of several texts that state the fact asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answering.evidence import Candidate
from bot.answering.facts import FactKind, compared_kinds, figure_kinds, figures, holds
from bot.answering.figure_values import value_of
from corpus.language import Language
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms
from index.text.sentences import sentences

# Across languages no word is shared, and the reader is less sure: a sentence there must be like the one that answers.
# Ten pairs of rules in French and English that differ in their figure are at 0.865 or more. So are other pairs of short
# sentences, whose figures are mostly of another unit, and bare numbers: the less the reader takes a passage for an
# answer, the more alike they must be. Below the last log-odds none is alike enough.
_ALIKE = (
    (1.5, 0.84),
    (0.0, 0.855),
    (-3.0, 0.865),
    (-5.0, 0.89),
)  # log-odds of the reader, and the cosine from there on
_ALIKE_NUMBERS = 0.9
_MOST_SENTENCES = 6  # of a passage that are compared
_LEADS = ((2.5, 0.85), (4.0, 0.89))  # log-odds by which the best may lead before an owner's other, and the cosine then
_NONE = 2.0  # more than any cosine
_MOSTLY = 0.75  # share of the question's rare words in the best passage that a rival of another owner holds


def rivals_of(best: Candidate, others: Sequence[Candidate], query: Query, searcher: Searcher) -> list[Candidate]:
    """Return those of `others` that state a figure of the kind asked for as `best` does, each of another text.

    They hold the rarest of the question's words that `best` holds, and the reader takes them for an answer; those in
    another language than that of `best`, or of its owner, may have a sentence that says the like of one in it instead.
    Two cards are no rivals: where both hold a figure, they speak of two things.
    """
    is_asked, kinds = bool(figure_kinds(query.text)), compared_kinds(query.text)
    if best.evidence["facts_lacking"]:
        return []
    held = _terms(best)
    asked = {term: searcher.rarity(term, query.language) for term in terms(query.text, query.language) if term in held}
    found: list[Candidate] = []
    for one in others:
        known = {_text_of(shown.hit.passage) for shown in (best, *found)}
        states = any(holds(one.hit.passage.text, kind) for kind in kinds) and not one.evidence["facts_lacking"]
        if (best.is_card and one.is_card) or not states or _text_of(one.hit.passage) in known:
            continue
        if not is_asked and not _is_of_one(best, one):
            continue
        if (is_asked and _shares(best, one, kinds, asked)) or _says_the_like(best, one, kinds, query, searcher):
            found.append(one)
    return found


def _is_of_one(best: Candidate, one: Candidate) -> bool:
    """Tell whether two candidates are of one owner's texts."""
    return bool(best.hit.passage.owner) and best.hit.passage.owner == one.hit.passage.owner


def _needed(best: Candidate, one: Candidate) -> float:
    """Return the cosine from which a sentence of `one` says the like of one of `best`; above 1 if none may.

    A rule may stand in other words in two languages, or as one owner's old and new. Of one owner's texts in a language
    the reader takes the other nearly as much for an answer.
    """
    if best.hit.passage.language != one.hit.passage.language:
        odds = one.evidence["reader"]
        return next((cosine for least, cosine in _ALIKE if odds >= least), _NONE)
    lead = best.evidence["reader"] - one.evidence["reader"]
    return next((cosine for most, cosine in _LEADS if lead <= most), _NONE) if _is_of_one(best, one) else _NONE


def _shares(best: Candidate, one: Candidate, kinds: Sequence[FactKind], asked: Mapping[str, float]) -> bool:
    """Tell whether a passage has the rarest of the words `asked`, most of all of them, and a unit of the best one."""
    if best.hit.passage.language != one.hit.passage.language or one.evidence["reader"] < 0:
        return False
    held = _terms(one)
    rarest = max(asked, key=lambda term: asked[term], default="")
    share = sum(rarity for term, rarity in asked.items() if term in held) / (sum(asked.values()) or 1.0)
    units = [{unit for said in _stated(each, kinds) for unit in _units(said, kinds)} for each in (best, one)]
    return rarest in held and share >= _MOSTLY and not units[0].isdisjoint(units[1])


def _says_the_like(
    best: Candidate, one: Candidate, kinds: Sequence[FactKind], query: Query, searcher: Searcher
) -> bool:
    """Tell whether a passage has a sentence like the one of the best passage that answers.

    The latter is the one with a figure that is most like the question; both have a figure of one kind of unit.
    """
    said, also = _said_best(best, kinds), _stated(one, kinds)
    needed = _needed(best, one)
    if needed >= _NONE or not (said and also):
        return False
    likeness = searcher.likeness([query.text], said)[0]
    answering = said[likeness.index(max(likeness))]
    units = _units(answering, kinds)
    return any(
        nearness >= (_ALIKE_NUMBERS if shared == {""} else needed)
        for nearness, other in zip(searcher.likeness([answering], also)[0], also, strict=True)
        if (shared := units & _units(other, kinds))
    )


def _units(sentence: str, kinds: Sequence[FactKind]) -> set[str]:
    """Return the units of the figures of a sentence; those that are compared with each other are one."""
    found = (value_of(figure) for kind in kinds for figure in figures(sentence, kind))
    return {value.compared.unit for value in found if value}


def _stating(text: str, language: Language, kinds: Sequence[FactKind]) -> list[str]:
    """Return the first sentences of a text that hold a figure of one of these kinds."""
    return [one for one in sentences(text, language) if any(figures(one, kind) for kind in kinds)][:_MOST_SENTENCES]


def _said_best(candidate: Candidate, kinds: Sequence[FactKind]) -> list[str]:
    """Return the sentences with such a figure in the part that the reader finds best, else in all of the passage."""
    run = candidate.text.rpartition("\n")[2]  # below its headings
    said = [] if candidate.is_card else _stating(run, candidate.hit.passage.language, kinds)
    return said or _stated(candidate, kinds)


def _stated(candidate: Candidate, kinds: Sequence[FactKind]) -> list[str]:
    return _stating(candidate.hit.passage.text, candidate.hit.passage.language, kinds)


def _text_of(passage: Passage) -> str:
    """Return the document that a passage is from, or of a card its owner."""
    return passage.document or passage.owner


def _terms(candidate: Candidate) -> set[str]:
    passage = candidate.hit.passage
    return set(terms(f"{passage.title} {passage.section} {candidate.text}", passage.language))
