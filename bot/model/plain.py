"""Sentences without case and accents, but with every word in its place."""

from __future__ import annotations

import unicodedata

_SIGNS = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "œ": "oe", "æ": "ae"})


def plain(text: str) -> str:
    """Return `text` in lower case, without accents, with straight apostrophes and single spaces.

    Unlike the folding of the index it keeps elisions: "n’est" must stay a negation.

    >>> plain("N’est  PAS œuvré")
    "n'est pas oeuvre"
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_SIGNS))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
