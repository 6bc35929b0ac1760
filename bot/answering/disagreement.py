"""Whether the texts that an answer quotes state different figures for what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.answering.copies import weightier_first
from bot.answering.excerpt import Excerpt
from bot.answering.facts import FIGURES, KINDS, asked_kinds, figures
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms
from index.text.sentences import sentences

Rarity = Callable[[str], float]  # of a stem of the question


def in_order(
    query: Query, passages: Sequence[Passage], excerpts: Mapping[str, Excerpt], rarity: Rarity
) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Return the passages that an answer quotes, and the figures that differ, one of each passage.

    Those that differ stand by what they count; of one owner's that state the same only the first is kept.

    >>> texts = [Passage(at, f"Le préavis est de {at} jours.", "fr", "", "", "", at, "2024") for at in ("30", "60")]
    >>> query = Query("Combien de jours de préavis ?", "", "fr")
    >>> in_order(query, texts, {}, lambda term: 1.0)[1]
    ('30 jours', '60 jours')
    """
    stated = {one.id: _stated(query, one, excerpts, rarity) for one in passages}
    kept: list[Passage] = []
    for passage in passages:
        alike = [one for one in kept if one.owner == passage.owner and one.document != passage.document]
        if not any(_agree(stated[one.id], stated[passage.id]) for one in alike if stated[one.id]):
            kept.append(passage)
    if len(kept) < 2 or not all(stated[one.id] for one in kept):
        return tuple(kept), ()
    first, *others = kept
    if all(_agree(stated[first.id], stated[one.id]) for one in others):
        return tuple(kept), ()
    ordered = weightier_first(kept)
    return tuple(ordered), tuple(stated[one.id][0] for one in ordered)


def _stated(query: Query, passage: Passage, excerpts: Mapping[str, Excerpt], rarity: Rarity) -> list[str]:
    """Return the figures of the kind asked for in the sentence that holds most of the question's words."""
    text = excerpts[passage.id].text if passage.id in excerpts else passage.text
    wanted = {term: rarity(term) for term in terms(query.text, query.language)}
    best: tuple[float, list[str]] = (0.0, [])
    for sentence in sentences(text, passage.language):
        found = [
            figure for kind in KINDS if kind in asked_kinds(query.text) & FIGURES for figure in figures(sentence, kind)
        ]
        held = sum(wanted[term] for term in wanted.keys() & set(terms(sentence, passage.language)))
        if found and held > best[0]:
            best = (held, found)
    return best[1]


def _agree(some: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two texts have a number in common; figures in words are not compared.

    >>> _agree(["30 jours"], ["trente (30) jours"]), _agree(["30 jours"], ["60 jours"]), _agree(["30"], ["trente"])
    (True, False, True)
    """
    mine, yours = ({_digits(figure) for figure in found} - {""} for found in (some, others))
    return not mine or not yours or bool(mine & yours)


def _digits(figure: str) -> str:
    return "".join(filter(str.isdigit, figure))
