"""Read numbers that are said in words, or partly: "soixante-dix 12 34 56"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

PersonalDataKind = Literal["phone", "email", "name", "birth", "identity", "bank", "handle", "place", "people"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (half open) hold personal data of `kind`."""

    start: int
    end: int
    kind: PersonalDataKind


def apart(found: Iterable[Span]) -> list[Span]:
    """Return `found` in order with those that overlap made one, of the kind of the longest.

    >>> apart([Span(8, 12, "phone"), Span(0, 10, "bank"), Span(12, 14, "name")])
    [Span(start=0, end=12, kind='bank'), Span(start=12, end=14, kind='name')]
    """
    joined: list[Span] = []
    for one in sorted(found):
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            kind = max(last, one, key=lambda f: f.end - f.start).kind
            joined[-1] = Span(last.start, max(last.end, one.end), kind)
        else:
            joined.append(one)
    return joined


_MOST = 3  # letters that one character stands for; more would let a short text grow without end
_MARKS = str.maketrans("‐‑‒–—−’‘ʼ´`′″“”", "------''''''\"\"\"")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` without accents, and for each of its characters and its end the `origins` in what was written.

    Case and line breaks stay; spaces, dashes, quotes and digits of every kind become those of ASCII.
    """

    text: str
    origins: Sequence[int]

    @property
    def lower(self) -> str:
        """The same in lower case; no plain letter changes its length."""
        return self.text.lower()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where `start` to `end` stand in what was written, with the accents and invisible characters in it."""
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)


def plain(text: str) -> Plain:
    """Return the plain view of `text`.

    >>> plain("N’Guessan, 7\N{NO-BREAK SPACE}0\N{ZERO WIDTH SPACE}1, Cœur").text
    "N'Guessan, 7 01, Coeur"
    """
    if text.isascii():
        return Plain(text, range(len(text) + 1))
    pieces = [_plain(character) for character in text]
    origins = [at for at, piece in enumerate(pieces) for _ in piece]
    return Plain("".join(pieces), [*origins, len(text)])


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in "œŒæÆ":
        return {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}[character]
    marked = character.translate(_MARKS)
    letters = unicodedata.normalize("NFKD", marked)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare if len(bare) <= _MOST else character


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
