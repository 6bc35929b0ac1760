"""Read the places of items in a list as people name them: "la deuxième", "12", "the first two", "1 et 3", "2 à 4"."""

from __future__ import annotations

import re
from functools import cache

from corpus.word_list import word_lists
from index.text.folding import fold

LAST = -1
_LISTS = word_lists("places")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh")
_ORDINALS = (*_RANKS, "twelfth", "last")
_ANY_ORDINAL = "|".join(_LISTS[name].alternation() for name in _ORDINALS)
_SUFFIX = _LISTS["suffix"].alternation()
ORDINAL = rf"(?:{_ANY_ORDINAL}|\d{{1,2}}{_SUFFIX})"  # one word that names a place by its rank
CARDINAL = rf"(?:\d{{1,2}}|{'|'.join(_LISTS[name].alternation() for name in NUMBERS)})"  # one that counts
_FIGURE = re.compile(rf"(\d{{1,2}}){_SUFFIX}?")
_JOINT = re.compile(r"(?<=\w)\s*[,;&+/]\s*(?=\w)")
_DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
_JOINED, _UP_TO, _ALL_OF = (frozenset(_LISTS[name].of()) for name in ("joined", "up_to", "all_of"))
_MOST = 12  # places of one message
_AND, _TO = _LISTS["joined"].of()[0], _LISTS["up_to"].of()[0]


def place_in(word: str) -> int | None:
    """Return the place, from 0, that a folded word names; LAST for the last one, None for any other word.

    >>> [place_in(word) for word in ("deuxieme", "12", "3rd", "last", "cinq", "plan")]
    [1, 11, 2, -1, 4, None]
    """
    if figure := _FIGURE.fullmatch(word):
        return int(figure[1]) - 1 if int(figure[1]) else None
    for place, name in enumerate(_ORDINALS):
        if re.fullmatch(_LISTS[name].alternation(), word):
            return LAST if name == "last" else place
    return next((place for place, name in enumerate(NUMBERS) if word in _LISTS[name].of()), None)


def several_places(text: str, beside: frozenset[str]) -> tuple[int, ...]:
    """Return the places that `text` names, with nothing but words of `beside` around them; () for less than two.

    Those below 0 count from the end of the list.

    >>> beside = frozenset({"les", "la", "de", "the", "et", "and"})
    >>> [several_places(text, beside) for text in ("les deux premières", "the last three", "1, 3 et 5", "la deuxième")]
    [(0, 1), (-3, -2, -1), (0, 2, 4), ()]
    >>> [several_places(text, beside) for text in ("de la 2 à la 4", "les deux", "la 2e et la dernière", "77 12 34 56")]
    [(1, 2, 3), (0, 1), (1, -1), ()]
    """
    joined = _JOINT.sub(f" {_AND} ", _DASH.sub(f" {_TO} ", fold(text)))
    words = re.findall(r"\w+", joined)
    at = [n for n, word in enumerate(words) if place_in(word) is not None and _names(words, n, beside)]
    others = {word for n, word in enumerate(words) if n not in at}
    if not at or not others <= beside | _JOINED | _UP_TO | _ALL_OF:
        return ()
    if len(at) == 1:
        return _all_of(words, at[0])
    if len(at) == 2 and (span := _at_an_end(words[at[0]], words[at[1]], is_apart=at[1] - at[0] > 1)):
        return span
    return _listed(words, at)


def _names(words: list[str], n: int, beside: frozenset[str]) -> bool:
    """Tell whether a word is meant as a place: "one" and "un" beside another one are not, unless they are joined."""
    if words[n] not in beside and words[n] not in _LISTS["one"].of():
        return True
    return bool(_JOINED.intersection(words[n + 1 : n + 2] + words[max(n - 1, 0) : n]))


def _all_of(words: list[str], n: int) -> tuple[int, ...]:
    """Return the first so many places where a number stands alone after "les" or "all"."""
    count, is_all = _count(words[n]), bool(_ALL_OF.intersection(words[:n]))
    return tuple(range(count)) if is_all and 1 < count <= _MOST else ()


def _at_an_end(one: str, other: str, is_apart: bool) -> tuple[int, ...]:
    """Return the first or last so many places: "les deux premières", "the last three"."""
    rank, count = (one, _count(other)) if _is_rank(one) else (other, _count(one))
    place = place_in(rank) if _is_rank(rank) else None
    if is_apart or place not in (0, LAST) or not 2 <= count <= _MOST:
        return ()
    return tuple(range(count)) if place == 0 else tuple(range(-count, 0))


def _listed(words: list[str], at: list[int]) -> tuple[int, ...]:
    """Return the places that are named one by one, or the first and the last of which are."""
    places: list[int] = []
    for before, n in zip([None, *at], at, strict=False):
        place = place_in(words[n])
        between = [] if before is None else words[before + 1 : n]
        if place is None or (before is not None and _JOINED.isdisjoint(between) and _UP_TO.isdisjoint(between)):
            return ()
        if not _UP_TO.isdisjoint(between):
            if not 0 <= places[-1] < place:
                return ()
            places += range(places[-1] + 1, place)
        places.append(place)
    return tuple(dict.fromkeys(places)) if len(places) <= _MOST else ()


@cache
def _count(word: str) -> int:
    """Return the number that a word says, 0 if it is none."""
    if word.isdecimal():
        return int(word)
    return next((number for number, name in enumerate(NUMBERS, 1) if word in _LISTS[name].of()), 0)


def _is_rank(word: str) -> bool:
    return bool(re.fullmatch(ORDINAL, word))
