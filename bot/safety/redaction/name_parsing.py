"""Read a name that begins at a given place, and tell a name from other words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.safety.redaction.name_vocabulary import is_known_name, is_ordinary, may_be_a_first_name

NameRequirement = Literal["known", "sure", "capital", "familiar", "any"]
"""A requirement on the first word: a known name; that, or one of several capitalised words; capitalised; capitalised
or known; none."""

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_BETWEEN = re.compile(r"\.?[ \t]{1,2}")
_PARTICLES = frozenset("epouse ep nee veuve dit dite alias al el ben bin ibn ould mint van von der da dos".split())
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)'", re.IGNORECASE)
_MOST_WORDS = 5
_ACRONYM = 3  # letters; PAM is the food programme first


@dataclass(frozen=True, slots=True)
class Name:
    """A name from `start` to `end` of the text, in so many `words`."""

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


def _begins(word: str, requirement: NameRequirement) -> bool:
    if requirement == "known":
        return _is_surely_a_name(word)
    if requirement in ("familiar", "sure") and word[0].islower():
        return is_known_name(word)
    if requirement == "any" and word[0].islower():
        return len(word) > 1 and not is_ordinary(word) and not _ELIDED.match(word)
    return looks_like_a_name(word)


def _goes_on(text: str, word: re.Match[str]) -> bool:
    """Tell whether a name goes on with `word`."""
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
