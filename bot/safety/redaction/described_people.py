"""Recognise people who are described one after the other, with or without a name: "Child A, 6 years, HIV positive"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.safety.redaction.name_parsing import WORD, is_known_name, looks_like_a_name, may_be_a_first_name
from corpus.word_list import alternations

Mention = Literal["numbered", "initials", "capitals", "letter", "name", "person"]

_WORDS = alternations("people_lists")
_INITIALS = r"(?-i:[A-Z]\.[ -]?(?:[A-Z]\.? ?){1,2}(?![a-z]))"
_CAPITALS = r"(?-i:[A-Z]{2,3}\b)"
_MENTION = re.compile(
    rf"(?<![\w-])(?:(?P<numbered>{_WORDS['numbered']} ?(?:n[°o] ?)?(?:\d{{1,3}}|(?-i:[A-Z]))\b)"
    rf"|(?P<initials>{_INITIALS})|(?P<capitals>{_CAPITALS})|(?P<letter>(?-i:[A-Z])\.)|(?P<person>{_WORDS['person']})\b|(?P<name>{WORD.pattern}))",
    re.IGNORECASE,
)
_AGED = rf"(?:{_WORDS['aged']}|{_WORDS['before_age']}) ?"
_AGE = (
    rf"(?:{_AGED})?\d{{1,2}} ?(?:{_WORDS['years']}|{_WORDS['months']})\b\.?"
    rf"|{_AGED}\d{{1,2}}\b(?! ?[-\d%]| ?{_WORDS['range']}\b)"
)
_BETWEEN = rf"(?:[\s,:()/|–—=-]|\b{_WORDS['joint']}\b)*?"
_DETAIL = re.compile(
    rf"{_BETWEEN}(?:(?P<verb>{_WORDS['is']}) )?(?:(?P<status>{_WORDS['status']})(?!\w)"
    rf"|(?P<age>{_AGE})|(?P<sex>(?-i:[FMGH])\b|{_WORDS['sex']}\b)|(?P<bare>\d{{1,2}}\b(?! ?[-/.%\d])(?! [a-z])))",
    re.IGNORECASE,
)
_PEOPLE = re.compile(rf"\b{_WORDS['people']}\b", re.IGNORECASE)
_SAID_OF_SEVERAL = 3  # people of whom a sentence says what they have: two are told of in any story
_FEW, _SEVERAL = 2, 3  # people who make a list by what is told of them, and by their ages alone


@dataclass(frozen=True, slots=True)
class _Described:
    """A person who is mentioned, and the kinds of detail that follow: "status", "age", "sex", "bare", "verb"."""

    mention: Mention
    details: frozenset[str]
    known: bool = False


def lists_described_people(text: str) -> bool:
    """Tell whether plain `text` describes several people one after the other.

    >>> lists_described_people("Child A, 6 years, HIV positive; Child B, 11 years, out of school")
    True
    >>> [lists_described_people(each) for each in ("Awa : seropositive, Ali : tuberculeux", "A.T. 6 ans\\nM.D. 9 ans")]
    [True, True]
    >>> lists_described_people("Enfants de 6 a 11 ans ; orphelins ; enfants handicapes")
    False
    """
    described = list(_described(text))
    flat = [one for one in described if "verb" not in one.details]
    health = [one for one in flat if _is_told(one)]
    said = [one for one in described if _is_told(one)]
    aged = [
        one for one in flat if one.mention in ("numbered", "initials", "capitals") and one.details & {"age", "bare"}
    ]
    sexed = [one for one in flat if one.mention != "person" and {"sex", "age"} <= one.details]
    return (
        (len(health) >= _FEW and _are_people(health))
        or (len(said) >= _SAID_OF_SEVERAL and _are_people(said))
        or len([one for one in aged if one.mention != "capitals"]) >= _FEW
        or len(aged) >= _SEVERAL
        or len(sexed) >= _FEW
    )


def _is_told(one: _Described) -> bool:
    """Tell whether something is told of this one person; of one without a name or number, the age as well."""
    return "status" in one.details and (one.mention != "person" or bool(one.details & {"age", "bare"}))


def _are_people(found: Sequence[_Described]) -> bool:
    """Tell whether these are people: what has a name may also be a town."""
    named = [one for one in found if one.mention in ("name", "capitals")]
    return 2 * sum(one.known for one in named) >= len(named)


def _described(text: str) -> Iterator[_Described]:
    """Yield each mention of a person in `text` that details follow."""
    speaks_of_people = bool(_PEOPLE.search(text))
    for found in _mentions(text, speaks_of_people):
        details, at = set[str](), found.end()
        while detail := _DETAIL.match(text, at):
            details |= {name for name, value in detail.groupdict().items() if value}
            at = detail.end()
        if details:
            mention: Mention = found.lastgroup  # type: ignore[assignment]  # the groups are those of Mention
            known = (mention == "name" and _is_known(found[0])) or (mention == "capitals" and speaks_of_people)
            yield _Described(mention, frozenset(details), known)


def _mentions(text: str, speaks_of_people: bool) -> Iterator[re.Match[str]]:
    for found in _MENTION.finditer(text):
        if found["capitals"] and not speaks_of_people:
            continue
        if found["name"] and not (looks_like_a_name(found[0]) or _is_known(found[0])):
            continue
        yield found


def _is_known(word: str) -> bool:
    return is_known_name(word) or may_be_a_first_name(word)
