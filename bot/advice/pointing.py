"""Find what a follow-up points at in the answer before it: "the second one", « la dernière »."""

from __future__ import annotations

import re

from index.folding import fold

_ORDINALS = (
    ("premiere?s?", "1ere?", "1er", "first", "1st"),
    ("deuxiemes?", "secon(?:de?|des)", "2e(?:me)?", "second", "2nd"),
    ("troisiemes?", "3e(?:me)?", "third", "3rd"),
    ("quatriemes?", "4e(?:me)?", "fourth", "4th"),
    ("cinquiemes?", "5e(?:me)?", "fifth", "5th"),
    ("sixiemes?", "6e(?:me)?", "sixth", "6th"),
    ("septiemes?", "7e(?:me)?", "seventh", "7th"),
)
_LAST = r"dernier(?:e|s|es)?|last"
_BEFORE = r"(?:\b(?:le|la|du|au|the|on|a la|de la|number|numero|point|item|n°) ?)"
_MOST = 12  # words: a longer message says itself what it is about
_ITEM = re.compile(r"^(?:[•\-*]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_INLINE = re.compile(r":\s+([^:.\n]+(?:[;,][^:.\n]+)+)[.\n]?")
_SOURCE = re.compile(r"\s*\[\d+\]")


def pointed_at(text: str, answer: str) -> str:
    """Return the item of `answer` that `text` points at by its place, or nothing.

    >>> pointed_at("le deuxième, c’est quoi ?", "Quatre motifs :\\n• l’imprévu\\n• un défi interne [1]")
    'un défi interne'
    >>> pointed_at("the last one?", "Three steps: assess, plan, measure.")
    'measure'
    >>> pointed_at("the second one", "There is one.")
    ''
    """
    place, found = _place(text), _items(answer)
    if place is None or not -1 <= place < len(found):
        return ""
    return found[place]


def _place(text: str) -> int | None:
    folded = fold(text)
    if len(folded.split()) > _MOST:
        return None
    for place, words in enumerate(_ORDINALS):
        if re.search(rf"{_BEFORE}(?:{'|'.join(words)})\b", folded):
            return place
    if re.search(rf"{_BEFORE}(?:{_LAST})\b", folded):
        return -1
    number = re.search(r"\b(?:number|numero|point|item|n°) ?([1-9])\b", folded)
    return int(number[1]) - 1 if number else None


def _items(answer: str) -> list[str]:
    """Return the items of the first list in `answer`, or those of an enumeration in a sentence."""
    listed = [_SOURCE.sub("", item).strip(" .;") for item in _ITEM.findall(answer)]
    if listed:
        return listed
    inline = _INLINE.search(answer)
    if not inline:
        return []
    separator = r";" if ";" in inline[1] else r",|\s(?:et|ou|and|or)\s"
    return [item.strip(" .") for item in re.split(separator, _SOURCE.sub("", inline[1])) if item.strip(" .")]
