"""Copies: passages of two documents in the same words, of which the one that counts most is shown."""

from __future__ import annotations

from collections.abc import Sequence

from index.passage import Hit, Passage
from index.text.folding import words

_RANKS = {"official": 0, "internal": 1, "draft": 2}
_SAME = 0.8  # share of the words of two parts that both have, from which one is a copy of the other


def without_copies(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, of copies the one that counts most: official before internal, then the newer one.

    >>> old, new = (Passage(at, "Dix jours.", "fr", "", "G", "", document=at, date=at) for at in ("2023", "2024"))
    >>> [hit.passage.id for hit in without_copies([Hit(1, old), Hit(2, new)])]
    ['2024']
    """
    kept: list[Hit] = []
    for hit in hits:
        at = next((at for at, one in enumerate(kept) if _are_copies(one, hit)), None)
        if at is None:
            kept.append(hit)
        elif weightier_first([kept[at].passage, hit.passage])[0] is hit.passage:
            kept[at] = hit
    return kept


def weightier_first(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages by what they count: official before internal and draft, then the newer before the older."""
    newest = sorted(passages, key=lambda one: one.date, reverse=True)
    return sorted(newest, key=lambda one: _RANKS[one.authority])


def _are_copies(hit: Hit, other: Hit) -> bool:
    """Tell whether the best parts of two documents' passages have nearly the same words, and the same figures."""
    first, second = hit.passage, other.passage
    if not first.document or not second.document or first.document == second.document:
        return False
    mine, yours = _words(hit), _words(other)
    both = mine & yours
    have_same_figures = not any(any(map(str.isdigit, word)) for word in mine ^ yours)
    return len(both) >= _SAME * max(len(mine | yours), 1) and have_same_figures


def _words(hit: Hit) -> set[str]:
    """Return the words of the part of a passage that was judged best, without its title."""
    part = hit.texts[0].partition("\n")[2] if hit.texts else hit.passage.text
    return set(words(part))
