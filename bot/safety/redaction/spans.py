"""Spans of personal data, the plain view of a text in which they are found, and numbers written in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.language import LANGUAGES
from corpus.word_list import word_lists

PersonalDataKind = Literal["phone", "email", "name", "birth", "identity", "bank", "handle", "place", "people"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (half open) hold personal data of `kind`."""

    start: int
    end: int
    kind: PersonalDataKind


def merge_overlaps(found: Iterable[Span]) -> list[Span]:
    """Return `found` in order with overlapping spans merged into one, of the kind of the longest.

    >>> merge_overlaps([Span(8, 12, "phone"), Span(0, 10, "bank"), Span(12, 14, "name")])
    [Span(start=0, end=12, kind='bank'), Span(start=12, end=14, kind='name')]
    """
    joined: list[Span] = []
    for span in sorted(found):
        if joined and span.start < joined[-1].end:
            last = joined[-1]
            kind = max(last, span, key=lambda candidate: candidate.end - candidate.start).kind
            joined[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            joined.append(span)
    return joined


_MOST = 3  # letters that may replace one character; more would let a short text grow without limit
_MARKS = str.maketrans("‐‑‒–—−’‘ʼ´`′″“”", "------''''''\"\"\"")


@dataclass(frozen=True, slots=True)
class PlainView:
    """`text` without accents, with the positions in the original (`origins`) of each of its characters and its end.

    Case and line breaks stay; spaces, dashes, quotes and digits of every kind become those of ASCII.
    """

    text: str
    origins: Sequence[int]

    @property
    def lower(self) -> str:
        """The same in lower case; no plain letter changes its length."""
        return self.text.lower()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end in the original text, with the accents and invisible characters between them."""
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)


def plain_view(text: str) -> PlainView:
    """Return the plain view of `text`.

    >>> plain_view("N’Guessan, 7\N{NO-BREAK SPACE}0\N{ZERO WIDTH SPACE}1, Cœur").text
    "N'Guessan, 7 01, Coeur"
    """
    if text.isascii():
        return PlainView(text, range(len(text) + 1))
    pieces = [_plain_character(character) for character in text]
    origins = [at for at, piece in enumerate(pieces) for _ in piece]
    return PlainView("".join(pieces), [*origins, len(text)])


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
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
