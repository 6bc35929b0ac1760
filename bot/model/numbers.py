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
_NUMERAL = r"(?=(?:environ |about |around )?[$€]? ?(\d+(?:[.,]\d+)?))"
_BOUNDS: dict[str, str] = {  # in this order: what a bound has taken is no other's
    "at most": r"no more than|not more than|at most|up to|pas plus de|au plus|jusqu'a|(?:a )?maximum (?:of|de)",
    "at least": r"no less than|no fewer than|not less than|at least|pas moins de|au moins|(?:a )?minimum (?:of|de)",
    "more than": r"more than|over|above|exceed\w*|plus de|plus d'|au-dela de|superieure?s? a|depass\w+",
    "less than": r"less than|fewer than|under|below|moins de|moins d'|inferieure?s? a",
    "about": r"about|around|approximately|nearly|almost|some|environ|pres de|quelque|presque",
}
_BOUND = "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in _BOUNDS.items())
_BOUNDED = re.compile(rf"\b(?:{_BOUND}) {_NUMERAL}")
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

    A number within bounds is another one than the number alone: "more than 30".

    >>> sorted(quantities("trente jours, soit un mois", "fr")), sorted(quantities("within 30 days", "en"))
    (['1 month', '30', '30 day'], ['30', '30 day'])
    >>> sorted(quantities("1 500 euros en mai 2024", "fr")), sorted(quantities("pas plus de 80 membres", "fr"))
    (['1500', '1500 euro', '2024', 'month 5'], ['at most 80'])
    """
    text = _in_figures(sentence, language)
    bounded = {match.start(match.lastindex or 0): match for match in _BOUNDED.finditer(text)}
    found = {_bounded(match) for match in bounded.values()}
    found |= {_value(match[0]) for match in _NUMBER.finditer(text) if match.start() not in bounded} - {"1"}
    found |= {f"{_value(match[1])} {match.lastgroup}" for match in _QUANTITY.finditer(text)}
    for match in _BEFORE.finditer(text):
        found.add(f"{_value(match['a'] or match['b'])} {'dollar' if match['a'] else 'euro'}")
    found |= {name for name, pattern in _VAGUE.items() if re.search(pattern, text)}
    return frozenset(found | _months(text))


def _in_figures(sentence: str, language: Language) -> str:
    """Write numbers from two on in figures, and one before a unit of time; ordinals too ("2nd"). Accents go last."""
    text = _THOUSANDS.sub("", sentence.lower())
    return _ONE.sub("1 ", plain(str(alpha2digit(text, language, 2.0))))


def _bounded(match: re.Match[str]) -> str:
    """Return a number with its bound, by the same name in both languages."""
    name = next(name for name in _BOUNDS if match[name.replace(" ", "_")])
    return f"{name} {_value(match[match.lastindex or 0])}"


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
