"""Which cases a colleague asks to see listed, in words or after the command."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.domain.cases.case_list import CHOICES, CaseChoice
from corpus.word_list import alternations
from index.text.folding import fold

_MOST_WORDS = 12  # a longer message has more to say
_WORDS = alternations("case_list")
_NOUN = re.compile(rf"\b{_WORDS['cases']}\b")
_FILLER = re.compile(rf"\b{_WORDS['filler']}\b")
_PATTERNS = {kind: re.compile(_WORDS[kind]) for kind in CHOICES}

_JOINING = {"et", "and"}

Labels = Mapping[str, str]  # the names of the themes, in both languages, by what they are names of


def read_choice(text: str, labels: Labels) -> CaseChoice | None:
    """Return the cases that `text` names; all for no text, None if it is not understood.

    `labels` maps each name of a theme to the theme's id.

    >>> labels = {"end and termination": "ending", "fin et résiliation": "ending"}
    >>> [read_choice(text, labels) for text in ("late", "à prendre", "#résiliation", "", "tardy")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [CaseChoice(kind='late', theme=''), CaseChoice(kind='free', theme=''), CaseChoice(kind='all', theme='ending'),
     CaseChoice(kind='all', theme=''), None]
    """
    said = _words(text)
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
    [CaseChoice(kind='late', theme=''), CaseChoice(kind='free', theme='')]
    >>> case_list_wish("In which cases can we terminate?", {}), case_list_wish("Où en est mon dossier ?", {})
    (None, None)
    """
    said = _words(text)
    found = _NOUN.search(said)
    if found is None or len(said.split()) > _MOST_WORDS:
        return None
    return read_choice(f"{said[: found.start()]} {said[found.end() :]}", labels)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).replace("_", " ")))


def _names(said: str, name: str) -> bool:
    """Tell whether all that was said are words of a theme's name."""
    return set(said.split()) - _JOINING <= set(_words(name).split()) and said not in _JOINING
