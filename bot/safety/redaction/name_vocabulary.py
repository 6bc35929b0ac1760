"""The words that tell whether a word is somebody's name, from `name_vocabulary.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

_FILE = Path(__file__).with_name("name_vocabulary.toml")
_List = Literal["given", "ambiguous", "family", "roles", "others"]


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
    """Tell whether plain `word` is what somebody is, not who.

    >>> is_role("Directrice"), is_role("Zongo")
    (True, False)
    """
    lower = word.lower().rstrip(".")
    return lower in _words("roles") or lower.removesuffix("s") in _words("roles")


def is_ordinary(word: str) -> bool:
    """Tell whether plain `word` is a role or another word that nobody is called.

    >>> is_ordinary("Convention"), is_ordinary("Zongo")
    (True, False)
    """
    return is_role(word) or word.lower().rstrip(".") in _words("others")


def _parts(word: str) -> list[str]:
    return word.lower().replace("'", "").split("-")


@cache
def _words(name: _List) -> frozenset[str]:
    """Return one of the lists, in lower case without accents."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    with _FILE.open("rb") as file:
        return {name: frozenset(words.split()) for name, words in tomllib.load(file).items()}
