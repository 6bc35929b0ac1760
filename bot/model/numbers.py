"""The numbers, quantities and dates of a sentence, in figures or in words, in French and English."""

from __future__ import annotations

import re

from text_to_num import alpha2digit

from bot.model.plain import plain
from corpus.language import Language

_THOUSANDS = re.compile(r"(?<=\d)[   ,.](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?")
_UNIT_WORDS: dict[str, str] = {
    "day": r"jours?|journees?|days?",
    "week": r"semaines?|weeks?",
    "month": r"mois|months?",
    "year": r"ans?|annees?|years?",
    "hour": r"heures?|hours?",
    "percent": r"%|pour ?cents?|per ?cent",
    "euro": r"€|euros?|eur",
    "dollar": r"\$|dollars?|usd",
    "franc": r"francs?|fcfa|xof|chf",
}
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNIT_WORDS.items())
_QUANTITY = re.compile(rf"(?<![\w.])(\d+(?:[.,]\d+)?)\s*(?:{_UNIT})(?!\w)")
_BEFORE = re.compile(r"(?P<dollar>\$|usd)\s?(?P<a>\d+(?:[.,]\d+)?)|(?P<euro>€|eur)\s?(?P<b>\d+(?:[.,]\d+)?)")
_ONE = re.compile(
    rf"\b(?:une?|one|an?)\s+(?={'|'.join(_UNIT_WORDS[u] for u in ('day', 'week', 'month', 'year', 'hour'))})"
)
_VAGUE: dict[str, str] = {
    "half": r"\bhal(?:f|ves)\b|\bmoitie\b|\bdemie?s?\b",
    "double": r"\b(?:double|twice|twofold)\b|\bdeux fois\b",
    "dozen": r"\bdozens?\b|\bdouzaines?\b",
    "hundreds": r"\bhundreds\b|\bcentaines?\b",
    "thousands": r"\bthousands\b|\bmilliers?\b",
}
_MONTHS = (
    "january|janvier february|fevrier march|mars april|avril may|mai june|juin july|juillet august|aout"
    " september|septembre october|octobre november|novembre december|decembre"
).split()
_AMBIGUOUS = {"march", "may", "mars"}  # a step, a verb, a planet: a month only beside a number


def quantities(sentence: str, language: Language) -> frozenset[str]:
    """Return what `sentence` counts: "30", "30 day", "month 5", "half". A bare one is no count: it is an article.

    >>> sorted(quantities("trente jours, soit un mois", "fr")), sorted(quantities("within 30 days", "en"))
    (['1 month', '30', '30 day'], ['30', '30 day'])
    >>> sorted(quantities("1 500 euros en mai 2024", "fr"))
    ['1500', '1500 euro', '2024', 'month 5']
    """
    text = _in_figures(sentence, language)
    found = {_value(number) for number in _NUMBER.findall(text)} - {"1"}
    found |= {f"{_value(match[1])} {match.lastgroup}" for match in _QUANTITY.finditer(text)}
    for match in _BEFORE.finditer(text):
        found.add(f"{_value(match['a'] or match['b'])} {'dollar' if match['a'] else 'euro'}")
    found |= {name for name, pattern in _VAGUE.items() if re.search(pattern, text)}
    return frozenset(found | _months(text))


def _in_figures(sentence: str, language: Language) -> str:
    """Write numbers from two on in figures, and one before a unit of time; ordinals too ("2nd"). Accents go last."""
    text = _THOUSANDS.sub("", sentence.lower())
    return _ONE.sub("1 ", plain(str(alpha2digit(text, language, 2.0))))


def _value(number: str) -> str:
    return f"{float(number.replace(',', '.')):.12g}" if len(number) < 15 else number


def _months(text: str) -> set[str]:
    found = set()
    for number, names in enumerate(_MONTHS, 1):
        for name in names.split("|"):
            beside = rf"(?:\d\w* (?:of |de )?{name}\b|\b{name} \d)"
            if re.search(beside if name in _AMBIGUOUS else rf"\b{name}\b", text):
                found.add(f"month {number}")
    return found
