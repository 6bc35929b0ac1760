"""The value of a figure as a text writes it, so that figures in words, languages and units can be compared."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.text.folding import unaccented

_DIGITS = re.compile(r"\d+(?:[ .,\u202f\xa0]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(r"[a-z]+")
_FOUR_TWENTIES = 76  # what "vingt" adds to the four before it, to make eighty


class FigureValue(NamedTuple):
    """A number of units; weeks are counted in days, years in months, and `unit` is empty for all but times."""

    number: float
    unit: str = ""


def value_of(figure: str) -> FigureValue | None:
    """Return the value of a figure, None if it names no number.

    >>> value_of("trente (30) jours"), value_of("thirty days") == value_of("30 jours")
    (FigureValue(number=30.0, unit='day'), True)
    >>> value_of("2 weeks") == value_of("quatorze jours"), value_of("un an") == value_of("12 months")
    (True, True)
    >>> value_of("1 500,50 euros"), value_of("quatre-vingt-dix"), value_of("chaque trimestre")
    (FigureValue(number=1500.5, unit=''), FigureValue(number=90, unit=''), None)
    """
    plain = unaccented(figure)
    found = _DIGITS.search(plain)
    number = _read(found[0]) if found else _in_words(_WORD.findall(plain))
    if number is None:
        return None
    for name, (unit, count) in {
        "week": ("day", 7),
        "year": ("month", 12),
        "day": ("day", 1),
        "month": ("month", 1),
    }.items():
        if re.search(rf"\b{word_lists('facts')[f'{name}s'].alternation()}\b", plain):
            return FigureValue(number * count, unit)
    return FigureValue(number)


def _read(digits: str) -> float:
    """Return a number in digits: groups of three belong to it, a shorter last group is its decimals."""
    *whole, last = re.split(r"[ .,\u202f\xa0]", digits)
    if whole and len(last) != 3:
        return float(f"{''.join(whole)}.{last}")
    return float("".join([*whole, last]))


def _in_words(words: list[str]) -> float | None:
    """Return the number that words name, None if they name none."""
    values, hundreds = _values(), word_lists("spoken_numbers")["hundred"].of()
    total: float | None = None
    for word in words:
        value = values.get(word, values.get(word.removesuffix("s")))
        if word.removesuffix("s") in hundreds:
            total = (total or 1) * 100
        elif value is not None:
            total = (total or 0) + (_FOUR_TWENTIES if (value, total) == (20, 4) else value)
    return total


@cache
def _values() -> dict[str, int]:
    lists = word_lists("spoken_numbers")
    units = {word: value for language in LANGUAGES for value, word in enumerate(lists["units"].of(language))}
    tens = {word: value for value in range(20, 100, 10) for word in lists[f"tens_{value}"].of()}
    return units | tens | dict.fromkeys(lists["one"].of(), 1)
