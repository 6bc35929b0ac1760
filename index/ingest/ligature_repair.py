"""Mend words in which a font's ligatures were read as other marks: "Ac#vités", "par4cipants"."""

from __future__ import annotations

import re

_SMALL = "[a-zß-öø-ÿœ]"
_INNER_CAPITAL = rf"(?<={_SMALL}{_SMALL})[A-Z](?={_SMALL})"  # "RéalisaQon"
_ODD = re.compile(rf"(?<=[^\W\d_]{{2}})[#\d\-<=>\[\]{{}}@$%&*+_~^|\\\uf000-\uf8ff](?=[^\W\d_])|{_INNER_CAPITAL}")
_WORD = re.compile(
    r"[^\W\d_]+(?:[#\d\-<=>\[\]{}@$%&*+_~^|\\\uf000-\uf8ff][^\W\d_]+)+"
    rf"|\b[^\W\d_]?{_SMALL}+(?:{_INNER_CAPITAL}{_SMALL}+)+"
)
_ENDED = re.compile(r"\b([^\W\d_]{2,}?)([#\d<=>@$%&*+~^|]|(?<=[a-zß-öø-ÿœ])[A-Z])(?!\w)")
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
    >>> mended(["RéalisaQon d'acQvités, KoboCollect", "na1onal, par1cipant"])[0]
    "Réalisation d'activités, KoboCollect"
    >>> mended(["HaïQ et Haï4, RéalisaQon, acQvités, na4onal, par4cipant, Annexe4"])
    ['Haïti et Haïti, Réalisation, activités, national, participant, Annexe4']
    >>> mended(["Le CO2 et un sous-comité, dit-on, peut-on"])
    ['Le CO2 et un sous-comité, dit-on, peut-on']
    """
    known = frozenset(word.lower() for text in texts for word in re.findall(r"[^\W\d_]{4,}", text))
    words = {word for text in texts for word in _WORD.findall(text)}
    marks = {mark for word in words for mark in _ODD.findall(word)}
    repairs = {mark: ligature for mark in marks - {"-"} if (ligature := _ligature(mark, words, known))}
    if "-" in marks and repairs:  # a hyphen stands inside of words of its own right: no evidence alone
        repairs["-"] = "ti"
    ends = _ends(texts, repairs)
    return [_with_repairs(text, repairs, known | ends) for text in texts] if repairs else texts


def _ends(texts: list[str], repairs: dict[str, str]) -> frozenset[str]:
    """Return in small letters the mended words that end in several marks for one ligature: "Haï1", "Haï4"."""
    marks: dict[str, set[str]] = {}
    for text in texts:
        for stem, mark in _ENDED.findall(text):
            marks.setdefault(stem.lower(), set()).add(mark)
    return frozenset(
        stem + repairs[next(iter(found))]
        for stem, found in marks.items()
        if len(found) > 1 and found <= repairs.keys() and len({repairs[mark] for mark in found}) == 1
    )


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
                beside = _SMALL if mark.isalpha() else r"[^\W\d_]"
                word = re.sub(rf"(?<={beside}){re.escape(mark)}(?={beside})", ligature, word)
            elif _makes_word(word, mark, ligature, known):
                word = word.replace(mark, ligature)
        return word

    def ended(found: re.Match[str]) -> str:
        whole = found[1] + repairs.get(found[2], found[2])
        return whole if whole.lower() in known else found[0]

    return _ENDED.sub(ended, _WORD.sub(repaired, text))
