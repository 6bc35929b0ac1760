"""Recognise messages about fraud or sexual exploitation, which have reporting channels of their own."""

from __future__ import annotations

import re

from corpus.word_list import alternations, word_lists
from index.text.folding import fold

_WORDS = alternations("misconduct")
_FRAUD = re.compile(rf"\b(?:{_WORDS['fraud']}|{_WORDS['taking']} {_WORDS['money']})\b")
_HARMED = re.compile(rf"\b{word_lists('danger_rules')['person_nouns'].alternation()}\b")
_EXPLOITATION = re.compile(
    rf"\b(?:{_WORDS['deed']} (?:{_WORDS['other_deed']} )?{_WORDS['sexual']}|{_WORDS['exploitation']})"
)
_INITIALS = re.compile(
    rf"\b{_WORDS['exploitation_initials']}\b"
)  # in capitals: "SEA" is the abbreviation, "sea" a word
_CORRECTIVE = re.compile(rf"\b{_WORDS['corrective']}\b")


def names_misconduct(text: str) -> bool:
    """Tell whether `text` holds a word for fraud, corruption or the diversion of funds.

    >>> [names_misconduct(text) for text in ("Détournement de fonds", "Someone took bribes", "Un détour par la piste")]
    [True, True, False]
    """
    return bool(_FRAUD.search(fold(text)))


def without_fraud(text: str) -> str:
    """Return `text`, folded, without the words that tell of fraud; empty if it names a person whom it may harm.

    >>> without_fraud("Je signale que le comptable vole de l’argent, que faire"), without_fraud("No fuel is left")
    ('je signale que le comptable , que faire', 'no fuel is left')
    >>> without_fraud("The driver takes money from the girls")
    ''
    """
    folded = fold(text)
    return "" if _HARMED.search(folded) else " ".join(_FRAUD.sub(" ", folded).split())


def names_exploitation(text: str) -> bool:
    """Tell whether `text` holds a word for sexual exploitation, abuse or harassment.

    >>> [names_exploitation(text) for text in ("un cas d’EAS", "sexual harassment", "abus de confiance", "Sea")]
    [True, True, False, False]
    """
    return bool(_INITIALS.search(text) or _EXPLOITATION.search(fold(text)))


def needs_reporting(text: str) -> bool:
    """Tell whether `text` names misconduct, which is to be reported and never settled by corrective measures."""
    return names_misconduct(text) or names_exploitation(text)


def is_about_progress(text: str) -> bool:
    """Tell whether a passage is about corrective measures and names no misconduct.

    >>> is_about_progress("Document corrective measures."), is_about_progress("Fraud: no corrective measures.")
    (True, False)
    """
    return bool(_CORRECTIVE.search(fold(text))) and not needs_reporting(text)
