"""Whether the texts that an answer quotes state different figures for what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.answering.copies import weightier_first
from bot.answering.excerpt import Excerpt
from bot.answering.facts import compared_kinds, figure_kinds, figures
from bot.answering.figure_values import FigureValue, units_in, value_of
from bot.answering.nearness import ReadsPassages
from corpus.language import Language
from index.passage import Passage
from index.search.query import Query
from index.text.sentences import is_item, sentences

_LIKENESS = 20.0  # weight of the cosine of two sentences beside the log-odds that each answers
# Cosine from which two sentences may be about the same thing, and where no kind of figure was asked for.
_ALIKE, _SURELY_ALIKE = 0.84, 0.87


class ComparesTexts(Protocol):
    """The part of the search that is used here."""

    def likeness(self, some: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Return the cosines (n, m) of n texts with m others."""
        ...


class _Statement(NamedTuple):
    """A sentence of a passage, and the figures of the kind asked for in it; empty if there are none."""

    sentence: str = ""
    figures: tuple[str, ...] = ()


def in_order(
    query: Query,
    passages: Sequence[Passage],
    excerpts: Mapping[str, Excerpt],
    searcher: ComparesTexts,
    reader: ReadsPassages,
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Return the passages that an answer quotes, and the figures that differ, one of each passage.

    Those that differ stand by what they count, if they are stated of the like; of one owner's that state the same only
    the first is kept.
    """
    if len(passages) < 2:
        return tuple(passages), ()
    stated, are_alike = _statements(query, passages, excerpts, searcher, reader)
    kept: list[Passage] = []
    for passage in passages:
        alike = [one for one in kept if one.owner == passage.owner and one.document != passage.document]
        if not any(_agree(stated[one.id], stated[passage.id]) for one in alike if stated[one.id].figures):
            kept.append(passage)
    if len(kept) < 2 or not are_alike or not all(stated[one.id].figures for one in kept):
        return tuple(kept), ()
    first, *others = kept
    if all(_agree(stated[first.id], stated[one.id]) for one in others):
        return tuple(kept), ()
    ordered = weightier_first(kept)
    return tuple(ordered), tuple(_differing(stated[one.id], [stated[each.id] for each in kept]) for one in ordered)


def _statements(
    query: Query,
    passages: Sequence[Passage],
    excerpts: Mapping[str, Excerpt],
    searcher: ComparesTexts,
    reader: ReadsPassages,
) -> tuple[dict[str, _Statement], bool]:
    """Return the statement of each passage by its id, and whether they are alike.

    Of the first passage in the asker's language and the one after it they are the two that answer likeliest and are
    most alike; of further ones, that which is most like the first and answers likeliest.
    """
    ordered = sorted(passages, key=lambda one: one.language != query.language)
    found = {
        one.id: _with_figures(query, excerpts[one.id].text if one.id in excerpts else one.text, one.language)
        for one in ordered
    }
    question = f"{query.context} {query.text}".strip()
    odds = {id_: reader.judge(question, [one.sentence for one in said]) for id_, said in found.items()}
    first, *others = ordered
    leading, lead, are_alike = found[first.id], odds[first.id], True
    needed = _ALIKE if figure_kinds(query.text) else _SURELY_ALIKE
    stated = {}
    for one in others:
        said = found[one.id]
        if not leading or not said:
            stated[one.id] = _Statement()
            continue
        likeness = searcher.likeness([each.sentence for each in leading], [each.sentence for each in said])
        pairs = [(place, other) for place in range(len(leading)) for other in range(len(said))]
        rated = [_LIKENESS * likeness[place][other] + lead[place] + odds[one.id][other] for place, other in pairs]
        place, other = pairs[rated.index(max(rated))]
        are_alike &= likeness[place][other] >= needed
        stated[one.id], leading, lead = said[other], leading[place : place + 1], lead[place : place + 1]
    return {first.id: leading[0] if leading else _Statement()} | stated, are_alike


def _with_figures(query: Query, text: str, language: Language) -> list[_Statement]:
    """Return the sentences that hold figures of the kinds asked for; of several those in the unit asked for."""
    kinds, units = compared_kinds(query.text), units_in(query.text)
    said = []
    for one in sentences(text, language):
        found = [figure for kind in kinds for figure in figures(one, kind)]
        of_unit = [figure for figure in found if (value := value_of(figure)) and value.unit in units]
        said.append(_Statement(one, tuple(of_unit or found)))
    return [one for one in said if one.figures]


def _agree(some: _Statement, other: _Statement) -> bool:
    """Tell whether two statements differ in no value; without numbers in the same unit they do not.

    What both state is a condition: "more than four days at sea". One that states more than the other agrees with it.

    >>> thirty, sixty = _Statement("", ("30 jours",)), _Statement("", ("sixty days",))
    >>> _agree(thirty, _Statement("", ("trente (30) jours",))), _agree(thirty, sixty), _agree(thirty, _Statement())
    (True, False, True)
    >>> _agree(thirty, _Statement("", ("un mois",))), _agree(thirty, _Statement("", ("four euros",)))
    (True, True)
    >>> _agree(_Statement("", ("quatre jours", "un jour")), _Statement("", ("four days", "two days")))
    False
    """
    mine, yours = _values(some), _values(other)
    compared = {one.unit for one in mine} & {one.unit for one in yours}
    if is_item(some.sentence) != is_item(other.sentence):  # a bare number of a row counts whatever its column says
        compared -= {""}
    left, right = ({one.unit for one in values} & compared for values in (mine - yours, yours - mine))
    return left.isdisjoint(right)


def _values(statement: _Statement) -> set[FigureValue]:
    return {value.compared for figure in statement.figures if (value := value_of(figure))}


def _differing(statement: _Statement, all_of_them: Sequence[_Statement]) -> str:
    """Return the first figure of a statement, as it writes it, that not all have, in a unit that all have."""
    values = [_values(one) for one in all_of_them]
    common = set.intersection(*values)
    units = set.intersection(*({value.unit for value in own} for own in values))
    for figure in statement.figures:
        value = value_of(figure)
        if value and value.compared not in common and value.compared.unit in units:
            return figure
    return statement.figures[0]
