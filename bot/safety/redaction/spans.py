"""Spans of personal data, and the plain view of a text in which they are found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

PersonalDataKind = Literal[
    "phone",
    "email",
    "name",
    "birth",
    "identity",
    "bank",
    "handle",
    "place",
    "people",
    "age",
    "health",
    "secret",
    "plate",
]
_MOST_LETTERS = 3  # letters that may replace one character; more would let a short text grow without limit
_MARKS = str.maketrans("‐‑‒–—−’‘ʼ´`′″“”", "------''''''\"\"\"")


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
    return bare if len(bare) <= _MOST_LETTERS else character
