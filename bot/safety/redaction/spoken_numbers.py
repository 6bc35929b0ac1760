"""Read numbers in words, whole or in part: "soixante-dix 12 34 56"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.language import LANGUAGES
from corpus.word_list import word_lists

_LISTS = word_lists("spoken_numbers")
_UNITS = (
    {word: value for language in LANGUAGES for value, word in enumerate(_LISTS["units"].of(language))}
    | dict.fromkeys(_LISTS["zero"].of(), 0)
    | dict.fromkeys(_LISTS["one"].of(), 1)
)
_TENS = {word: value for value in range(20, 100, 10) for word in _LISTS[f"tens_{value}"].of()}
_REPEATS = dict.fromkeys(_LISTS["twice"].of(), 2) | dict.fromkeys(_LISTS["thrice"].of(), 3)
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEN = "|".join(sorted(_TENS, key=len, reverse=True))
_WORDS = (
    rf"(?:(?:{'|'.join(_REPEATS)}) (?:{_UNIT})|quatre[- ]vingts?(?:[- ](?:{_UNIT}))?"
    rf"|(?:{_TEN})(?:[- ]et)?[- ](?:{_UNIT})"
    rf"|{_TEN}|dix[- ](?:sept|huit|neuf)|{_UNIT})(?![a-z])"
)  # French counts on from sixteen by ten and seven, and from eighty by four twenties
_ONE = re.compile(rf"{_WORDS}|\d{{1,4}}")
# Atomic: "vingt deux vingt deux …" can be read in more ways than there is time for.
_RUN = re.compile(rf"(?<![\w.,])\+?(?>{_WORDS}|\d{{1,4}}(?!\d))(?:[ ,.\-/]{{1,2}}(?>{_WORDS}|\d{{1,4}}(?!\d)))++(?!\w)")


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """Characters `start` to `end` (half open) that name `groups` of digits, at least one of them in words."""

    start: int
    end: int
    groups: tuple[str, ...]


def spoken_numbers(text: str) -> Iterator[SpokenNumber]:
    """Yield each row of numbers in plain lower-case `text` of which some are in words.

    >>> [one.groups for one in spoken_numbers("au soixante-dix 12 trente-quatre, quatre-vingt-seize; seven double two")]
    [('70', '12', '34', '96'), ('7', '22')]
    """
    for run in _RUN.finditer(text):
        numbers = [match[0] for match in _ONE.finditer(run[0])]
        if not all(number.isdecimal() for number in numbers):
            yield SpokenNumber(run.start(), run.end(), tuple(map(_figures, numbers)))


def _figures(number: str) -> str:
    """Return the digits of one number below a hundred, or of one that is in figures."""
    if number.isdecimal():
        return number
    first, *rest = re.split("[ -]", number)
    if first in _REPEATS:
        return str(_UNITS[rest[0]]) * _REPEATS[first]
    if first == "quatre" and rest:
        return str(80 + sum(_UNITS[word] for word in rest[1:]))
    return str({**_UNITS, **_TENS}[first] + sum(_UNITS[word] for word in rest if word != "et"))
