"""Parse a name that begins at a given position, and distinguish names from other words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

NameRequirement = Literal["known", "sure", "capital", "familiar", "any"]
"""A requirement on the first word: a known name; that, or one of several capitalised words; capitalised; capitalised
or known; none."""
_VocabularyList = Literal["given", "ambiguous", "family", "roles", "others"]

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_BETWEEN = re.compile(r"\.?[ \t]{1,2}")
_PARTICLES = frozenset("epouse ep nee veuve dit dite alias al el ben bin ibn ould mint van von der da dos".split())
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)'", re.IGNORECASE)
_MOST_WORDS = 5
_ACRONYM = 3  # letters; "PAM" is more likely the food programme
_FILE = Path(__file__).with_name("name_vocabulary.toml")


@dataclass(frozen=True, slots=True)
class Name:
    """A name from `start` to `end` (half open) of a text, and its `words`."""

    start: int
    end: int
    words: tuple[str, ...]


def name_at(text: str, start: int, requirement: NameRequirement = "capital") -> Name | None:
    """Return the name that begins at `start` of plain `text`, if one meets the requirement.

    >>> name_at("Awa Traore dit", 0).words, name_at("Convention de Paris", 0), name_at("rokia et moi", 0, "any").words
    (('Awa', 'Traore'), None, ('rokia',))
    """
    words: list[re.Match[str]] = []
    here: int | None = start
    while here is not None and len(words) < _MOST_WORDS and (word := WORD.match(text, here)):
        if not (_goes_on(text, word) if words else _begins(word[0], requirement)):
            break
        words.append(word)
        between = None if word[0].endswith("'s") else _BETWEEN.match(text, word.end())
        here = between.end() if between and (between[0][0] != "." or len(word[0]) == 1) else None
    while words and words[-1][0].lower() in _PARTICLES:
        words.pop()
    if not words or (requirement == "sure" and len(words) < 2 and not _is_surely_a_name(words[0][0])):
        return None
    end = words[-1].end() - 2 * words[-1][0].endswith("'s")
    return Name(words[0].start(), end, tuple(word[0].removesuffix("'s") for word in words))


def looks_like_a_name(word: str) -> bool:
    """Tell whether plain `word` is capitalised and not known to be something else.

    >>> [looks_like_a_name(word) for word in ("Zongo", "Grace", "zongo", "Convention", "d'Abidjan", "UNICEF")]
    [True, True, False, False, False, False]
    """
    if not word[0].isupper() or len(word) < 2:
        return False
    return may_be_a_first_name(word) or not is_ordinary(_ELIDED.sub("", word))


def is_known_name(word: str) -> bool:
    """Tell whether plain `word`, or a part of it between hyphens, is a first or family name and nothing else.

    >>> [is_known_name(word) for word in ("Fatoumata", "Jean-Baptiste", "Traore", "Grace", "Bamako")]
    [True, True, True, False, False]
    """
    parts = _parts(word)
    return not is_ordinary(word) and any(part in _words("given") or part in _words("family") for part in parts)


def is_first_name(word: str) -> bool:
    """Tell whether plain `word` begins with a first name that is nothing else.

    >>> is_first_name("Fatoumata"), is_first_name("Traore"), is_first_name("Grace")
    (True, False, False)
    """
    return not is_ordinary(word) and _parts(word)[0] in _words("given")


def may_be_a_first_name(word: str) -> bool:
    """Tell whether plain `word` is a first name, perhaps an ordinary word or a place as well.

    >>> may_be_a_first_name("Grace"), may_be_a_first_name("Traore")
    (True, False)
    """
    return _parts(word)[0] in _words("ambiguous") or is_first_name(word)


def is_role(word: str) -> bool:
    """Tell whether plain `word` is a role or relationship and not a name.

    >>> is_role("Directrice"), is_role("Zongo")
    (True, False)
    """
    lower = word.lower().rstrip(".")
    return lower in _words("roles") or lower.removesuffix("s") in _words("roles")


def is_ordinary(word: str) -> bool:
    """Tell whether plain `word` is a role or another word that is no name.

    >>> is_ordinary("Convention"), is_ordinary("Zongo")
    (True, False)
    """
    return is_role(word) or word.lower().rstrip(".") in _words("others")


def _begins(word: str, requirement: NameRequirement) -> bool:
    if requirement == "known":
        return _is_surely_a_name(word)
    if requirement in ("familiar", "sure") and word[0].islower():
        return is_known_name(word)
    if requirement == "any" and word[0].islower():
        return len(word) > 1 and not is_ordinary(word) and not _ELIDED.match(word)
    return looks_like_a_name(word)


def _goes_on(text: str, word: re.Match[str]) -> bool:
    """Tell whether `word` continues the name before it."""
    written = word[0]
    if written.lower() in _PARTICLES:
        return True
    if len(written) == 1:
        return written.isupper() and text[word.end() : word.end() + 1] == "."
    if written.isupper() and len(written) <= 4 and not text[word.start() - 2].isupper():
        return is_known_name(written)  # "Yaw Frimpong GHS 4,500"
    return looks_like_a_name(written) or (written[0].islower() and is_known_name(written))


def _is_surely_a_name(word: str) -> bool:
    if word.isupper() and len(word) <= _ACRONYM:
        return False
    return is_known_name(word) or (may_be_a_first_name(word) and word[0].isupper())


def _parts(word: str) -> list[str]:
    return word.lower().replace("'", "").split("-")


@cache
def _words(name: _VocabularyList) -> frozenset[str]:
    """Return one of the lists, in lower case without accents."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    with _FILE.open("rb") as file:
        return {name: frozenset(words.split()) for name, words in tomllib.load(file).items()}
