"""The roles and bodies that a sentence names, and in which order: who does what to whom."""

from __future__ import annotations

import re

from corpus.word_list import word_lists
from index.text.folding import plain

_EVERYBODY = {"partner", "office", "unicef", "child", "authority"}  # texts name them in too many ways
_ROLE = re.compile(
    "|".join(rf"(?P<{name}>\b{found.alternation()}\b(?!-))" for name, found in word_lists("named_roles").items())
)
_AROUND = {name: found.alternation() for name, found in word_lists("sources").items()}
_PASSIVE = re.compile(rf"\b{_AROUND['by']}\b")
_TOGETHER = re.compile(rf"\b{_AROUND['with']}\b")
_WITHIN_NAME = re.compile(rf"[ ,]*(?:{_AROUND['within_name']}|[ ,])*")
_APART = 3  # words between two roles from which on they are not one name ("offices of UNICEF")


def roles(text: str) -> set[str]:
    """Return the roles that a text names, by the same name in both languages.

    >>> roles("La directrice signe.") == roles("The director signs.")
    True
    """
    return {name for name, _, _ in _named(text)} - _EVERYBODY


def foreign_roles(claim: str, source: str) -> set[str]:
    """Return the roles that `claim` names and `source` does not.

    >>> foreign_roles("The director signs.", "The focal point signs."), foreign_roles("Partners sign.", "CSOs sign.")
    ({'director'}, set())
    """
    return roles(claim) - roles(source)


def swaps(claim: str, unit: str) -> bool:
    """Tell whether the two roles of `claim` stand the other way round in `unit`: who pays is not who is paid.

    >>> swaps("The partner pays UNICEF.", "UNICEF pays the partner."), swaps("It is paid.", "UNICEF pays the partner.")
    (True, False)
    >>> swaps("The partner is paid by UNICEF.", "UNICEF pays the partner.")
    False
    """
    said, held = _pair(claim), _pair(unit)
    if not said or said != held[::-1]:
        return False
    texts = plain(claim), plain(unit)
    same_voice = len({bool(_PASSIVE.search(text)) for text in texts}) == 1
    return same_voice and not any(_TOGETHER.search(text) for text in texts)


def _pair(text: str) -> tuple[str, ...]:
    """Return the roles of `text` in order, if they are two with something between them; else nothing."""
    named = _named(text)
    order = tuple(dict.fromkeys(name for name, _, _ in named))
    if len(order) != 2:
        return ()
    first = next(end for name, _, end in named if name == order[0])
    second = next(start for name, start, _ in named if name == order[1])
    between = plain(text)[first:second]
    joined = _WITHIN_NAME.fullmatch(between)
    return () if joined or len(between.split()) > 2 * _APART else order


def _named(text: str) -> list[tuple[str, int, int]]:
    return [(str(match.lastgroup), match.start(), match.end()) for match in _ROLE.finditer(plain(text))]
