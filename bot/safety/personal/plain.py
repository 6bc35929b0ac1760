"""A plain view of a text to look for personal data in: no accent and no invisible character hides any from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
