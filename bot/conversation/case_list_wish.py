"""Which cases a colleague asks to see listed, in words or after the command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.cases.case_list import CHOICES, CaseChoice
from corpus.word_list import alternations
from index.text.folding import fold

_MOST_WORDS = 12  # a longer message has more to say
_WORDS = alternations("case_list")
_OWN = re.compile(rf"\b{_WORDS['own']}\b")
_AROUND_NUMBER = re.compile(rf"\b(?:{_WORDS['cases']}|{_WORDS['one_case']}|{_WORDS['filler']})\b")
_NUMBER = re.compile(r"\br-?\d{4}-\d{1,6}\b", re.IGNORECASE)
_NOUN = re.compile(rf"\b{_WORDS['cases']}\b")
_FILLER = re.compile(rf"\b{_WORDS['filler']}\b")
_PATTERNS = {kind: re.compile(_WORDS[kind]) for kind in CHOICES}

_JOINING = {"et", "and"}

Labels = Mapping[str, str]  # the names of the themes, in both languages, by what they are names of


def read_choice(text: str, labels: Labels) -> CaseChoice | None:
    """Return the cases that `text` names; all for no text, None if it is not understood. "Mine" may stand with others.

    `labels` maps each name of a theme to the theme's id.

    >>> labels = {"end and termination": "ending", "fin et résiliation": "ending"}
    >>> [read_choice(text, labels) for text in ("late", "à prendre", "#résiliation", "", "tardy")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [CaseChoice(kind='late', theme='', is_own=False), CaseChoice(kind='free', theme='', is_own=False),
     CaseChoice(kind='all', theme='ending', is_own=False), CaseChoice(kind='all', theme='', is_own=False), None]
    >>> read_choice("les miens en retard", labels)
    CaseChoice(kind='late', theme='', is_own=True)
    """
    said = _words(text)
    if (choice := _read(said, labels)) is not None or not _OWN.search(said):
        return choice
    others = _read(_OWN.sub(" ", said), labels)
    return CaseChoice("mine") if others == CaseChoice() else others and replace(others, is_own=True)


def _read(said: str, labels: Labels) -> CaseChoice | None:
    """Return the cases that folded words name, without those that say whose they are."""
    plain = " ".join(_FILLER.sub(" ", said).split())
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(said) or pattern.fullmatch(plain):
            return CaseChoice(kind)
    if not plain:
        return CaseChoice()
    theme = next((theme for name, theme in labels.items() if _names(plain, name)), "")
    return CaseChoice(theme=theme) if theme else None


def case_list_wish(text: str, labels: Labels) -> CaseChoice | None:
    """Return the cases that a message, as a whole, asks to see; None for any other message.

    >>> [case_list_wish(text, {}) for text in ("Show me the late cases", "Quels dossiers sont à prendre ?")]
    [CaseChoice(kind='late', theme='', is_own=False), CaseChoice(kind='free', theme='', is_own=False)]
    >>> case_list_wish("In which cases can we terminate?", {}), case_list_wish("Où en est mon dossier ?", {})
    (None, None)
    """
    said = _words(text)
    found = _NOUN.search(said)
    if found is None or len(said.split()) > _MOST_WORDS:
        return None
    return read_choice(f"{said[: found.start()]} {said[found.end() :]}", labels)


def read_number(text: str) -> str:
    """Return the number of a case, if a text names one case and asks for nothing but it; else nothing.

    >>> read_number("R-2026-0004"), read_number("Montrez le dossier r-2026-4 svp"), read_number("Clore R-2026-0004")
    ('R-2026-0004', 'r-2026-4', '')
    """
    found = _NUMBER.findall(text)
    around = _AROUND_NUMBER.sub(" ", _words(_NUMBER.sub(" ", text)))
    return str(found[0]) if len(found) == 1 and not around.strip() else ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).replace("_", " ")))


def _names(said: str, name: str) -> bool:
    """Tell whether all that was said are words of a theme's name."""
    return set(said.split()) - _JOINING <= set(_words(name).split()) and said not in _JOINING
