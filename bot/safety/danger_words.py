"""Words of violence, threat, abuse and despair, found also in obfuscated spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from corpus.danger_examples import read_danger_words
from index.text.obfuscation import Obfuscations

_REPEATED = re.compile(r"([a-z])\1{2,}")  # "aidezzzz"


class DangerWords:
    """Finds `words`, given without accents: `*` is any ending, `_` a space."""

    def __init__(self, words: Sequence[str]) -> None:
        self._obfuscations = Obfuscations(words)
        longest = sorted({word.strip("_") for word in words}, key=lambda word: (-len(word), word))
        shapes = "|".join(word.replace("*", r"\w*").replace("_", " ") for word in longest)
        self._pattern = re.compile(rf"(?<= )(?:{shapes})(?= )")

    def with_usual_spelling(self, text: str) -> str:
        """Return `text` with its obfuscated words of harm in their usual spelling."""
        return self._obfuscations.undo(text)

    def occur_in(self, text: str) -> bool:
        """Tell whether `text` holds a word of harm, never a part of another word."""
        return bool(self._pattern.search(_plain(text)))


@cache
def danger_words() -> DangerWords:
    """Return the words of harm of `corpus/danger`."""
    return DangerWords(read_danger_words())


@cache
def harm_words() -> DangerWords:
    """Return those of them that no business talk uses in another sense, as it does "report" and "photos"."""
    return DangerWords(read_danger_words(with_everyday=False))


def _plain(text: str) -> str:
    """Return the words of `text` without accents, invisible characters and letters repeated for emphasis.

    >>> _plain("Aidezzz-moi, ÉLÈVE\\u200b frappé !")
    ' aidez moi eleve frappe '
    """
    lowered = unicodedata.normalize("NFKC", text).lower().replace("œ", "oe").replace("æ", "ae")
    parts = unicodedata.normalize("NFD", lowered)
    bare = "".join(c for c in parts if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    words = re.findall(r"[a-z0-9]+", _REPEATED.sub(r"\1", bare))
    return f" {' '.join(words)} "
