"""Recognise follow-ups: questions that depend on what was said before."""

from __future__ import annotations

import re

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import terms, unaccented, words


def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists("follow_up")[name].of())


_LISTS = {name: found.alternation() for name, found in word_lists("follow_up").items()}
_OPENER = re.compile(rf"^(?:{_LISTS['before_opener']}[\s,!.]+)*{_LISTS['openers']}")
_POINTER = re.compile(rf"\b{_LISTS['pointers']}\b|\b{_LISTS['pointers_before_verb']} ")
_EXPLETIVE = re.compile(_LISTS["expletives"])
_STANDS_FOR = re.compile(
    rf"^(?:{_LISTS['before_opener']}[\s,!.]+|et |and )*"
    rf"(?:{_LISTS['pronouns']} "
    rf"|(?:{_LISTS['asking']} ?)?(?:(?:y|en|ne|s'|l'|n'|lui|leur) ?)?\w+-(?:t-)?{_LISTS['pronouns']}\b"
    rf"|{_LISTS['asking']} {_LISTS['being']} (?:{_LISTS['pronouns']}|{_LISTS['possessives']})\b)"
)
_OF_IT = re.compile(
    rf"(?:{_LISTS['before_opener']}[\s,!.]+|{_LISTS['conjunctions']} |mais |but )*"
    rf"(?:{_LISTS['of_it']}|{_LISTS['of_it_told']})"
    rf"(?: {_LISTS['before_predicate']})* (?P<quality>[\w-]+)\W*"
)
_TOLD = re.compile(rf"{_LISTS['of_it_told']}\b")  # "it is urgent" may be told as well
_POINTED_AT = re.compile(rf"\b{_LISTS['pointing']} (\w{{3,}})")
_ANOTHER = re.compile(rf"\b{_LISTS['another']}\b")
_SHORT = 9  # words; a longer message usually names its own subject
_NAMES: dict[Language, str] = {"fr": "french", "en": "english"}
_LANGUAGES = {word: language for language, name in _NAMES.items() for word in _words(name)}
_TOWARDS = _words("towards")  # precede the wanted language: "in", "en"
_AROUND_LANGUAGE = _words("around_language")
_COMPARED, _COMPARING = (re.compile(_LISTS["compared"]), re.compile(rf"\b{_LISTS['comparing']}\b"))


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


def is_follow_up(text: str) -> bool:
    """Tell whether a message depends on the one before: it opens like a follow-up, or is short and refers back.

    >>> is_follow_up("Et qui s’en occupe ?"), is_follow_up("Quels sont les six bénéfices des partenariats ?")
    (True, False)
    >>> is_follow_up("Combien de membres a-t-il ?"), is_follow_up("Quand le conseil a-t-il été créé ?")
    (True, False)
    """
    return refers_back(text) or len(words(text)) <= 3


def refers_back(text: str) -> bool:
    """Tell whether a message depends on the one before by its words, however few they are.

    >>> refers_back("Et les véhicules ?"), refers_back("Qui paie ?")
    (True, False)
    """
    plain = _EXPLETIVE.sub(" ", unaccented(text))
    opens = bool(_OPENER.match(plain)) and len(words(text)) <= 2 * _SHORT
    return opens or points_back(text) or (asks_of_it(text) and ("?" in text or not _TOLD.match(plain)))


def points_back(text: str) -> bool:
    """Tell whether a short message has a word that stands for what was shown.

    >>> points_back("What is their annual fee?"), points_back("Et les véhicules ?")
    (True, False)
    """
    plain = _EXPLETIVE.sub(" ", unaccented(text))
    return len(words(text)) <= _SHORT and bool(_POINTER.search(plain) or _STANDS_FOR.match(plain))


def asks_of_it(text: str) -> bool:
    """Tell whether a message asks if a quality holds of what was shown, and names nothing itself.

    >>> [asks_of_it(one) for one in ("C’est obligatoire ?", "est-ce payant ?", "is it still a must?", "C’est quoi ?")]
    [True, True, True, False]
    """
    found = _OF_IT.fullmatch(unaccented(text).strip())
    return found is not None and all(terms(found["quality"], language) for language in LANGUAGES)


def quality_told(text: str) -> str:
    """Return the word by which a message only says how something is, and asks nothing: "c’est urgent"; else "".

    >>> quality_told("it’s complicated"), quality_told("is it complicated"), quality_told("c’est obligatoire ?")
    ('complicated', '', '')
    """
    plain = unaccented(text).strip()
    found = _OF_IT.fullmatch(plain) if "?" not in text and _TOLD.match(plain) else None
    return found["quality"] if found else ""


def compares(question: str, passage: str) -> bool | None:
    """Tell whether a passage compares anything; None for a question that asks for no comparison.

    >>> compares("which one is worse for us?", "There are four grounds."), compares("Who pays?", "The office.")
    (False, None)
    >>> compares("lequel est le plus rapide ?", "Le second va plus vite que le premier.")
    True
    """
    return bool(_COMPARING.search(unaccented(passage))) if _COMPARED.search(unaccented(question)) else None


def noun_pointed_at(text: str) -> str:
    """Return the noun by which a message names something that was shown, such as "panel" in "that panel"; "" if none.

    >>> noun_pointed_at("What does that panel do?"), noun_pointed_at("Et ce réseau ?"), noun_pointed_at("Ce qui suit ?")
    ('panel', 'reseau', '')
    """
    found = (match[1] for match in _POINTED_AT.finditer(unaccented(text)))
    return next((noun for noun in found if all(terms(noun, language) for language in LANGUAGES)), "")


def names_a_language(text: str) -> bool:
    """Tell whether a text names one of the two languages.

    >>> names_a_language("in English please"), names_a_language("et en France ?")
    (True, False)
    """
    return not _LANGUAGES.keys().isdisjoint(re.findall(r"[a-z]+", unaccented(text)))


def asks_for_another(text: str) -> bool:
    """Tell whether a follow-up wants something else than what was just answered.

    >>> asks_for_another("Et l’autre réseau ?"), asks_for_another("Et à l’OIT ?")
    (True, False)
    """
    return bool(_ANOTHER.search(unaccented(text)))
