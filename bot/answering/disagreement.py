"""Whether the texts that an answer quotes state different figures for what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.answering.copies import weightier_first
from bot.answering.excerpt import Excerpt
from bot.answering.facts import figure_kinds, figures
from bot.answering.figure_values import units_in, value_of
from corpus.language import Language
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms
from index.text.sentences import sentences


class ComparesTexts(Protocol):
    """The part of the search that is used here."""

    def rarity(self, term: str, language: Language) -> float:
        """Return the idf of a stem among the texts in a language."""
        ...

    def likeness(self, some: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Return the cosines (n, m) of n texts with m others."""
        ...


class _Statement(NamedTuple):
    """A sentence of a passage, and the figures of the kind asked for in it; empty if there are none."""

    sentence: str = ""
    figures: tuple[str, ...] = ()


def in_order(
    query: Query, passages: Sequence[Passage], excerpts: Mapping[str, Excerpt], searcher: ComparesTexts
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Return the passages that an answer quotes, and the figures that differ, one of each passage.

    Those that differ stand by what they count; of one owner's that state the same only the first is kept.
    """
    if len(passages) < 2:
        return tuple(passages), ()
    stated = _statements(query, passages, excerpts, searcher)
    kept: list[Passage] = []
    for passage in passages:
        alike = [one for one in kept if one.owner == passage.owner and one.document != passage.document]
        if not any(_agree(stated[one.id], stated[passage.id]) for one in alike if stated[one.id].figures):
            kept.append(passage)
    if len(kept) < 2 or not all(stated[one.id].figures for one in kept):
        return tuple(kept), ()
    first, *others = kept
    if all(_agree(stated[first.id], stated[one.id]) for one in others):
        return tuple(kept), ()
    ordered = weightier_first(kept)
    return tuple(ordered), tuple(stated[one.id].figures[0] for one in ordered)


def _statements(
    query: Query, passages: Sequence[Passage], excerpts: Mapping[str, Excerpt], searcher: ComparesTexts
) -> dict[str, _Statement]:
    """Return the statement of each passage by its id: in the asker's language by the question's words.

    In the other language it is the sentence that is most like the first of those; without one, two that are alike.
    """
    ordered = sorted(passages, key=lambda one: one.language != query.language)
    found = {
        one.id: _with_figures(query, excerpts[one.id].text if one.id in excerpts else one.text, one.language)
        for one in ordered
    }
    stated = {one.id: _by_words(query, found[one.id], searcher) for one in ordered if one.language == query.language}
    first = ordered[0].id
    leading = [stated[first]] if first in stated else found[first]
    for one in ordered:
        if one.id not in stated and one.id != first:
            place, stated[one.id] = _most_alike(leading, found[one.id], searcher)
            leading = leading[place : place + 1]
    return {first: leading[0] if leading else _Statement()} | stated


def _most_alike(
    leading: Sequence[_Statement], found: Sequence[_Statement], searcher: ComparesTexts
) -> tuple[int, _Statement]:
    """Return the place of the one of `leading` that is most like one of those `found`, and that one."""
    if not found or not any(one.figures for one in leading):
        return 0, _Statement()
    likeness = searcher.likeness([one.sentence for one in leading], [one.sentence for one in found])
    pairs = [(place, other) for place in range(len(leading)) for other in range(len(found))]
    place, other = max(pairs, key=lambda pair: likeness[pair[0]][pair[1]])
    return place, found[other]


def _with_figures(query: Query, text: str, language: Language) -> list[_Statement]:
    """Return the sentences that hold figures of the kinds asked for; of several those in the unit asked for."""
    kinds, units = figure_kinds(query.text), units_in(query.text)
    said = []
    for one in sentences(text, language):
        found = [figure for kind in kinds for figure in figures(one, kind)]
        of_unit = [figure for figure in found if (value := value_of(figure)) and value.unit in units]
        said.append(_Statement(one, tuple(of_unit or found)))
    return [one for one in said if one.figures]


def _by_words(query: Query, found: Sequence[_Statement], searcher: ComparesTexts) -> _Statement:
    """Return the statement with most of the question's words; an empty one if none has any."""
    wanted = {term: searcher.rarity(term, query.language) for term in terms(query.text, query.language)}
    held = [sum(wanted[term] for term in wanted.keys() & set(terms(one.sentence, query.language))) for one in found]
    best = max(range(len(found)), key=held.__getitem__, default=-1)
    return found[best] if best >= 0 and held[best] > 0 else _Statement()


def _agree(some: _Statement, other: _Statement) -> bool:
    """Tell whether two statements have a value in common; without numbers in the same unit they do not differ.

    >>> thirty, sixty = _Statement("", ("30 jours",)), _Statement("", ("sixty days",))
    >>> _agree(thirty, _Statement("", ("trente (30) jours",))), _agree(thirty, sixty), _agree(thirty, _Statement())
    (True, False, True)
    >>> _agree(thirty, _Statement("", ("four hours",)))
    True
    """
    mine, yours = ({value_of(figure) for figure in one.figures} - {None} for one in (some, other))
    compared = {one.unit for one in mine if one} & {one.unit for one in yours if one}
    return not compared or bool(mine & yours)
