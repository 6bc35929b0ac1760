"""Find people's names: after a title, where one is introduced, before an age, and those that we know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.callings import INSTITUTION
from bot.safety.personal.found import Found
from bot.safety.personal.introductions import introduced
from bot.safety.personal.naming import WORD, Name, name_at
from bot.safety.personal.titles import titled
from bot.safety.personal.vocabulary import is_first_name, is_known_name, may_be_a_first_name

_AGED = re.compile(
    r"(?<![\w'-])(?P<name>[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}),? ?\(?(?:agee? de |aged )?\d{1,2} ?"
    r"(?:ans?\b|years?\b|yrs?\b|y/?o\b|, (?:was|is|a ete)\b)"
)
_INITIAL = re.compile(r"(?<![\w.])(?!M\.)[A-Z]\. ?(?=[A-Z])")
_CAPITALISED = re.compile(
    r"(?<![\w'-])[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*(?: [A-Z]\.)?(?: [A-Z][^\W\d_]+(?:['-][^\W\d_]+)*){0,7}"
)
_OF_AN_INSTITUTION = re.compile(rf"\b{INSTITUTION}s?(?: (?:de|du|des|of))?(?: la| les| the)? $")
_IS_AN_INSTITUTION = re.compile(rf"\b{INSTITUTION}s?\b")
_BEFORE = 40  # characters that are read for what is called so


def names(text: str) -> Iterator[Found]:
    """Yield each name in plain `text`, without its title.

    >>> [text[f.start : f.end] for text in ["Mme Zongo et Awa Ba, lycee Awa Keita"] for f in names(text)]
    ['Zongo', 'Awa Ba']
    """
    lower = text.lower()
    for finder in (titled, introduced, _aged, _known):
        for name in finder(text, lower):
            yield Found(name.start, name.end, "name")


def _aged(text: str, lower: str) -> Iterator[Name]:
    """Yield what we know as a name and stands before an age."""
    for match in _AGED.finditer(lower):
        for word in WORD.finditer(lower, match.start("name"), match.end("name")):
            name = name_at(text, word.start(), "known")
            if name and name.end == match.end("name"):
                yield name
                break


def _known(text: str, lower: str) -> Iterator[Name]:
    """Yield names that we know by themselves, unless an institution is called so."""
    for run in _CAPITALISED.finditer(text):
        if not _is_an_institution(lower, *run.span()) and (name := _first_in(text, *run.span())):
            yield name
    for match in _INITIAL.finditer(text):
        if name := name_at(text, match.end(), "known"):
            yield Name(match.start(), name.end, name.words)


def _first_in(text: str, start: int, end: int) -> Name | None:
    """Return the first name among the capitalised words from `start` to `end`."""
    for word in WORD.finditer(text, start, end):
        name = name_at(text, word.start(), "sure")
        if name and _is_of_a_person(name):
            return name
    return None


def _is_of_a_person(name: Name) -> bool:
    """Tell whether we know the first name or, after it, the family name: "Register Mary" begins with neither."""
    first, *others = name.words
    if is_first_name(first):
        return True
    if not others:
        return False
    by_family = is_known_name(others[0]) and not is_first_name(others[0])
    return is_known_name(first) or may_be_a_first_name(first) or by_family


def _is_an_institution(lower: str, start: int, end: int) -> bool:
    """Tell whether a school, a street, a law has this name: one of the words says so, or the one before or after."""
    before = _OF_AN_INSTITUTION.search(lower, max(0, start - _BEFORE), start)
    return bool(
        before
        or _IS_AN_INSTITUTION.search(lower, start, end)
        or _IS_AN_INSTITUTION.match(lower, min(end + 1, len(lower)))
    )
