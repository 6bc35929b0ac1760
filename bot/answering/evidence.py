"""Decide from the evidence whether a question is answered, only approached, or not covered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from bot.answering.fact_kinds import LOOSE, FactKind, asked, holds
from corpus.language import LANGUAGES, Language
from index.text.folding import terms

# What a question states and does not ask: "30 jours", "5 000 euros", "10 %".
_STATED = re.compile(
    r"\b(\d[\d\u202f\xa0 .,]*)\s?(?:jours?|semaines?|mois|ans|années?|days?|weeks?|months?|years?|%|€|\$|euros?|usd"
    r"|dollars?|fcfa|xof|francs?|percent|pour ?cent)(?!\w)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d\u202f\xa0 .,]*")
_NAME = re.compile(r"(?<=[a-zà-ÿ,’'] )[A-ZÀ-Ý][a-zà-ÿ]{3,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*")


class Vocabulary(Protocol):
    """Whatever can tell which words the texts bear."""

    def knows(self, term: str, language: Language) -> bool:
        """Tell whether any text in `language` bears the stemmed `term`."""
        ...


def lacks(question: str, passages: Iterable[str]) -> frozenset[FactKind]:
    """Return the kinds of fact, but the `LOOSE` ones, that `question` asks for and none of `passages` holds."""
    texts = list(passages)
    return frozenset(kind for kind in asked(question) - LOOSE if not any(holds(text, kind) for text in texts))


def unconfirmed(question: str, passages: Iterable[str]) -> list[str]:
    """Return the durations, shares and sums that `question` takes for granted and none of `passages` bears.

    >>> unconfirmed("Since 30 days are required, when do we start?", ["Give notice early."])
    ['30 days']
    >>> unconfirmed("Que veut dire 34 % ?", ["34 % des habitants ont moins de 18 ans."])
    []
    """
    held = {_digits(number) for text in passages for number in _FIGURE.findall(text)}
    return [stated[0].strip() for stated in _STATED.finditer(question) if _digits(stated[1]) not in held]


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def unknown_names(question: str, texts: Vocabulary) -> list[str]:
    """Return the names in `question` that no text bears: words with a capital that do not open a sentence."""
    names = _NAME.findall(question)
    return [
        name for name in names if not any(texts.knows(term, lang) for lang in LANGUAGES for term in terms(name, lang))
    ]
