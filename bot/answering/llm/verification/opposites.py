"""Opposites: one sentence has a word where the other has only its contrary."""

from __future__ import annotations

import re

from corpus.word_list import word_lists
from index.text.folding import plain

_PAIRS = (
    ("before", "after"),
    ("more", "less"),
    ("beginning", "ending"),
    ("public", "private"),
    ("local", "wider"),
    ("formal", "informal"),
    ("weak", "strong"),
    ("strengthening", "weakening"),
    ("short", "long"),
    ("first", "last"),
    ("regular", "rare"),
    ("accepting", "rejecting"),
    ("including", "excluding"),
    ("free", "paid"),
    ("joining", "leaving"),
    ("giving", "withdrawing"),
    ("receiving", "paying"),
    ("at_once", "later"),
    ("easy", "difficult"),
    ("better", "worse"),
    ("always", "never"),
    ("open", "closed"),
    ("keeping", "stopping"),
)
_LISTS = word_lists("opposites")
_OPPOSITES = [tuple(re.compile(rf"\b{_LISTS[name].alternation()}\b") for name in pair) for pair in _PAIRS]
_WORD = re.compile(r"[a-z][a-z-]+")
_PREFIX = re.compile(
    r"(?:in|im(?=[bmp])|il(?=l)|ir(?=r)|un|dis|non-?|mal)(?!form(?!al|el|ell)|struct|vest|tent|sist|tegr)(\w{5,})$"
)


def contradicts(claim: str, unit: str) -> bool:
    """Tell whether one has a word and the other only its opposite.

    >>> contradicts("Tell them before the end.", "Tell them after the end."), contradicts("Soon.", "Before the end.")
    (True, False)
    """
    said, held = plain(claim), plain(unit)
    for pair in _OPPOSITES:
        for here, there in (pair, pair[::-1]):
            if here.search(said) and not there.search(said) and there.search(held) and not here.search(held):
                return True
    return _unlike(said, held) or _unlike(held, said)


def _unlike(here: str, there: str) -> bool:
    """Tell whether a plain text has "incomplete" where the other has "complete", or the like."""
    words, others = set(_WORD.findall(here)), set(_WORD.findall(there))
    contraries = {base for word in words - others if (base := _contrary(word)) not in words}
    return bool(contraries & others)


def _contrary(word: str) -> str:
    """Return the base word after a negating prefix, or "".

    >>> _contrary("incomplete"), _contrary("irregular"), _contrary("information")
    ('complete', 'regular', '')
    """
    bare = _PREFIX.match(word)
    return bare[1] if bare else ""
