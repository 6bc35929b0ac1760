"""Mend words in which a font's ligatures were read as other marks: "Ac#vités", "par4cipants"."""

from __future__ import annotations

import re

_ODD = re.compile(r"(?<=[^\W\d_]{2})[#\d\-<=>\[\]{}@$%&*+_~^|\\\uf000-\uf8ff](?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+(?:[#\d\-<=>\[\]{}@$%&*+_~^|\\\uf000-\uf8ff][^\W\d_]+)+")
_ENDED = re.compile(r"\b([^\W\d_]{2,})([#\d<=>@$%&*+~^|])(?!\w)")
_LIGATURES = ("ti", "tt", "ft", "fi", "fl", "ff", "tti", "ffi")
_TI_ENDINGS = re.compile(
    r"(?:on|ons|onal|onale|onaux|onnel|onnelle|onné|f|fs|ve|ves|vité|vités|que|ques|cip\w*|onn\w*|tude|ent|ents)\b"
)
_NEVER_INSIDE = frozenset("#<>{}$%^|~")
_FEWEST = 2  # words that a ligature must mend before it is believed


def mended(texts: list[str]) -> list[str]:
    """Return the texts of one document with the ligatures that its fonts lost.

    >>> mended(["Ac#vités et par#cipants, na#onal", "Une ac#on, le n# 3 en Haï#", "Haïti"])
    ['Activités et participants, national', 'Une action, le n# 3 en Haïti', 'Haïti']
    >>> mended(["Le CO2 et un sous-comité, dit-on, peut-on"])
    ['Le CO2 et un sous-comité, dit-on, peut-on']
    """
    known = frozenset(word.lower() for text in texts for word in re.findall(r"[^\W\d_]{4,}", text))
    words = {word for text in texts for word in _WORD.findall(text)}
    marks = {mark for word in words for mark in _ODD.findall(word)}
    repairs = {mark: ligature for mark in marks - {"-"} if (ligature := _ligature(mark, words, known))}
    if "-" in marks and repairs:  # a hyphen stands inside of words of its own right: no evidence alone
        repairs["-"] = "ti"
    return [_with_repairs(text, repairs, known) for text in texts] if repairs else texts


def _ligature(mark: str, words: set[str], known: frozenset[str]) -> str:
    """Return the ligature for which a mark stands, or "" if it stands for itself."""
    scores = {ligature: sum(_makes_word(word, mark, ligature, known) for word in words) for ligature in _LIGATURES}
    best = max(scores, key=lambda ligature: scores[ligature])
    fewest = 1 if mark in _NEVER_INSIDE else _FEWEST
    return best if scores[best] >= fewest else ""


def _makes_word(word: str, mark: str, ligature: str, known: frozenset[str]) -> bool:
    """Tell whether a word with the ligature is in the document, or ends as words with "ti" do."""
    before, found, after = word.partition(mark)
    if not found or not before:
        return False
    if word.lower().replace(mark, ligature) in known:
        return True
    return ligature == "ti" and bool(_TI_ENDINGS.match(after.replace(mark, ligature)))


def _with_repairs(text: str, repairs: dict[str, str], known: frozenset[str]) -> str:
    """Return a text with its words mended; a figure at a word's end stays unless the word is known."""

    def repaired(found: re.Match[str]) -> str:
        word = found[0]
        for mark, ligature in repairs.items():
            if mark != "-":
                word = re.sub(rf"(?<=[^\W\d_]){re.escape(mark)}(?=[^\W\d_])", ligature, word)
            elif _makes_word(word, mark, ligature, known):
                word = word.replace(mark, ligature)
        return word

    def ended(found: re.Match[str]) -> str:
        whole = found[1] + repairs.get(found[2], found[2])
        return whole if whole.lower() in known else found[0]

    return _ENDED.sub(ended, _WORD.sub(repaired, text))
