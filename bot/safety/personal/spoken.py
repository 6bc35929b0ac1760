"""Read numbers that are said in words, or partly: "soixante-dix 12 34 56"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FR = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_VALUES = {word: value for words in (_FR, _EN) for value, word in enumerate(words)} | {"une": 1, "oh": 0}
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "nonante": 90} | {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
_TIMES = {"double": 2, "triple": 3}
_DIGIT = "|".join(sorted(_VALUES, key=len, reverse=True))
_TEN = "|".join(sorted(_TENS, key=len, reverse=True))
_WORDS = (
    rf"(?:(?:double|triple) (?:{_DIGIT})|quatre[- ]vingts?(?:[- ](?:{_DIGIT}))?|(?:{_TEN})(?:[- ]et)?[- ](?:{_DIGIT})"
    rf"|{_TEN}|dix[- ](?:sept|huit|neuf)|{_DIGIT})(?![a-z])"
)
_ONE = re.compile(rf"{_WORDS}|\d{{1,4}}")
# Atomic: "vingt deux vingt deux …" can be read in more ways than there is time for.
_RUN = re.compile(rf"(?<![\w.,])\+?(?>{_WORDS}|\d{{1,4}}(?!\d))(?:[ ,.\-/]{{1,2}}(?>{_WORDS}|\d{{1,4}}(?!\d)))++(?!\w)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Characters `start` to `end` (half open) that say `groups` of digits, one of them in words at least."""

    start: int
    end: int
    groups: tuple[str, ...]


def spoken(text: str) -> Iterator[Spoken]:
    """Yield each row of numbers in plain lower-case `text` of which some are in words.

    >>> [one.groups for one in spoken("au soixante-dix 12 trente-quatre, quatre-vingt-seize; seven double two")]
    [('70', '12', '34', '96'), ('7', '22')]
    """
    for run in _RUN.finditer(text):
        said = [match[0] for match in _ONE.finditer(run[0])]
        if not all(one.isdecimal() for one in said):
            yield Spoken(run.start(), run.end(), tuple(map(_figures, said)))


def _figures(said: str) -> str:
    """Return the digits of one number below a hundred, or of one that is in figures."""
    if said.isdecimal():
        return said
    first, *rest = re.split("[ -]", said)
    if first in _TIMES:
        return str(_VALUES[rest[0]]) * _TIMES[first]
    if first == "quatre" and rest:
        return str(80 + sum(_VALUES[word] for word in rest[1:]))
    return str({**_VALUES, **_TENS}[first] + sum(_VALUES[word] for word in rest if word != "et"))
