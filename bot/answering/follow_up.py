"""Recognise follow-ups: messages that depend on the one before, or refer to an item of the last answer."""

from __future__ import annotations

import re

from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import fold, unaccented, words


def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists("follow_up")[name].of())


_LISTS = {name: found.alternation() for name, found in word_lists("follow_up").items()}
_OPENER = re.compile(rf"^(?:{_LISTS['before_opener']}[\s,!.]+)*{_LISTS['openers']}")
_POINTER = re.compile(rf"\b{_LISTS['pointers']}\b|\b{_LISTS['pointers_before_verb']} ")
_ANOTHER = re.compile(rf"\b{_LISTS['another']}\b")
_SHORT = 9  # words; a longer message usually names its own subject
_NAMES: dict[Language, str] = {"fr": "french", "en": "english"}
_LANGUAGES = {word: language for language, name in _NAMES.items() for word in _words(name)}
_TOWARDS = _words("towards")  # precede the wanted language: "in", "en"
_AROUND_LANGUAGE = _words("around_language")
_MORE = re.compile(
    rf"^(?:{_LISTS['before_more']}[\s,!.]+)*(?:{_LISTS['can_you']} )?{_LISTS['more']}"
    rf"(?: {_LISTS['after_more']})*[\s?!.]*$"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_BEFORE = rf"(?:\b(?:{_LISTS['before_place']}|{_LISTS['item_names']}) ?)"
_ITEM_NUMBER = re.compile(rf"\b{_LISTS['item_names']} ?([1-9])\b")
_LONGEST_REFERENCE = 12  # words; a longer message names its own subject
_ITEM = re.compile(r"^(?:[•\-*]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_INLINE_LIST = re.compile(r":\s+([^:.\n]+(?:[;,][^:.\n]+)+)[.\n]?")
_CITATION = re.compile(r"\s*\[\d+\]")


def asks_for_language(text: str) -> Language | None:
    """Return the language that the message asks for, if it asks for nothing else.

    >>> asks_for_language("In English please"), asks_for_language("et en français ?")
    ('en', 'fr')
    >>> asks_for_language("Could you give me that in French?"), asks_for_language("l'anglais est difficile")
    ('fr', None)
    """
    tokens = re.findall(r"[a-z']+", unaccented(text).replace("l'", "l' "))
    wanted = [n for n, token in enumerate(tokens) if token in _LANGUAGES]
    if len(wanted) != 1 or any(token not in _AROUND_LANGUAGE for token in tokens if token not in _LANGUAGES):
        return None
    (place,) = wanted
    led = place == 0 or tokens[place - 1] in _TOWARDS or len(tokens) == place + 1
    return _LANGUAGES[tokens[place]] if led else None


def asks_for_more(text: str) -> bool:
    """Tell whether the message only asks for more on the same point.

    >>> asks_for_more("Plus de détails svp"), asks_for_more("tell me more"), asks_for_more("what more is required?")
    (True, True, False)
    """
    return bool(_MORE.match(unaccented(text)))


def is_follow_up(text: str) -> bool:
    """Tell whether a message depends on the one before: it opens like a follow-up, or is short and refers back.

    >>> is_follow_up("Et qui s’en occupe ?"), is_follow_up("Quels sont les six bénéfices des partenariats ?")
    (True, False)
    """
    return refers_back(text) or len(words(text)) <= 3


def refers_back(text: str) -> bool:
    """Tell whether a message depends on the one before by its words, however few they are.

    >>> refers_back("Et les véhicules ?"), refers_back("Qui paie ?")
    (True, False)
    """
    plain, count = unaccented(text), len(words(text))
    opens = bool(_OPENER.match(plain)) and count <= 2 * _SHORT
    return opens or (count <= _SHORT and bool(_POINTER.search(plain)))


def asks_for_another(text: str) -> bool:
    """Tell whether a follow-up wants something else than what was just answered.

    >>> asks_for_another("Et l’autre réseau ?"), asks_for_another("Et à l’OIT ?")
    (True, False)
    """
    return bool(_ANOTHER.search(unaccented(text)))


def referenced_item(text: str, answer: str) -> str:
    """Return the item of `answer` that `text` refers to by its place, or "".

    >>> referenced_item("le deuxième, c’est quoi ?", "Quatre motifs :\\n• l’imprévu\\n• un défi interne [1]")
    'un défi interne'
    >>> referenced_item("the last one?", "Three steps: assess, plan, measure.")
    'measure'
    >>> referenced_item("the second one", "There is one.")
    ''
    """
    place, found = _place(text), _items(answer)
    if place is None or not -1 <= place < len(found):
        return ""
    return found[place]


def _place(text: str) -> int | None:
    """Return the index of the item that `text` refers to, -1 for the last; None for none."""
    folded = fold(text)
    if len(folded.split()) > _LONGEST_REFERENCE:
        return None
    for place, name in enumerate(_ORDINALS):
        if re.search(rf"{_BEFORE}{_LISTS[name]}\b", folded):
            return place
    if re.search(rf"{_BEFORE}{_LISTS['last']}\b", folded):
        return -1
    number = _ITEM_NUMBER.search(folded)
    return int(number[1]) - 1 if number else None


def _items(answer: str) -> list[str]:
    """Return the items of the first list in `answer`, or those of an enumeration in a sentence."""
    listed = [_CITATION.sub("", item).strip(" .;") for item in _ITEM.findall(answer)]
    if listed:
        return listed
    inline = _INLINE_LIST.search(answer)
    if not inline:
        return []
    separator = r";" if ";" in inline[1] else rf",|\s{_LISTS['conjunctions']}\s"
    return [item.strip(" .") for item in re.split(separator, _CITATION.sub("", inline[1])) if item.strip(" .")]
