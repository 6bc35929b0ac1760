"""Perturb a text in ways that must not matter: capitals, accents, punctuation, typing errors.

They are the invariance tests of CheckList (Ribeiro et al. 2020, section 2.2). Each is the same at every run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

_MARKS = re.compile(r"[^\w\s'’-]")  # what joins or elides a word stays
_LONG = re.compile(r"[^\W\d_]{6,}")
_EVERY = 3  # of the long words, one in as many gets an error


def capitals(text: str) -> str:
    """Return `text` in capitals.

    >>> capitals("Où signe-t-on ?")
    'OÙ SIGNE-T-ON ?'
    """
    return text.upper()


def without_accents(text: str) -> str:
    """Return `text` without accents and cedillas.

    >>> without_accents("Où est-ce reçu ?")
    'Ou est-ce recu ?'
    """
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def without_punctuation(text: str) -> str:
    """Return `text` without punctuation marks, but for apostrophes and hyphens.

    >>> without_punctuation("L'accord, qui le signe ?")
    "L'accord qui le signe"
    """
    return " ".join(_MARKS.sub(" ", text).split())


def with_typos(text: str) -> str:
    """Return `text` with two letters exchanged in the first of every three words of six letters or more.

    >>> with_typos("Who follows up the corrective measures?")
    'Who fololws up the corrective measures?'
    """
    words = list(_LONG.finditer(text))[::_EVERY]
    for word in words:
        text = text[: word.start()] + _exchanged(word[0]) + text[word.end() :]
    return text


def _exchanged(word: str) -> str:
    """Return `word` with the first two letters from its middle on that differ exchanged."""
    for at in range(len(word) // 2, len(word) - 1):
        if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word


PERTURBATIONS: Mapping[str, Callable[[str], str]] = {
    "capitals": capitals,
    "accents": without_accents,
    "punctuation": without_punctuation,
    "typos": with_typos,
}
