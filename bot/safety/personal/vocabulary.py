"""The words that tell whether a word is somebody's name, from `vocabulary.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("vocabulary.toml")


def is_known_name(word: str) -> bool:
    """Tell whether plain `word`, or a part of it between hyphens, is a first or family name that we know.

    >>> is_known_name("Fatoumata"), is_known_name("Jean-Baptiste"), is_known_name("Grace"), is_known_name("Bamako")
    (True, True, False, False)
    """
    given, family, *_ = _words()
    parts = word.lower().replace("'", "").split("-")
    return not is_ordinary(word) and any(part in given or part in family for part in parts)


def is_given_name(word: str) -> bool:
    """Tell whether plain `word` is a first name that we know, also one that is an ordinary word too.

    >>> is_given_name("Grace"), is_given_name("Traore")
    (True, False)
    """
    return word.lower().split("-")[0] in _words()[0]


def is_role(word: str) -> bool:
    """Tell whether plain `word` is what somebody is, not who.

    >>> is_role("Directrice"), is_role("Zongo")
    (True, False)
    """
    lower, roles = word.lower().rstrip("."), _words()[2]
    return lower in roles or lower.removesuffix("s") in roles


def is_ordinary(word: str) -> bool:
    """Tell whether plain `word` is a role or another word that nobody is called.

    >>> is_ordinary("Convention"), is_ordinary("Zongo")
    (True, False)
    """
    return is_role(word) or word.lower().rstrip(".") in _words()[3]


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Return first names, family names, roles and other words, in lower case without accents."""
    with _FILE.open("rb") as file:
        lists = tomllib.load(file)
    given, family, roles, others = (frozenset(lists[name].split()) for name in ("given", "family", "roles", "others"))
    return given, family, roles, others
