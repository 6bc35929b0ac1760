"""The value of a figure as a text writes it, so that figures in words, languages and units can be compared."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus.language import LANGUAGES
from corpus.word_list import month_numbers, word_lists
from index.text.folding import unaccented

_DIGITS = re.compile(r"\d+(?:[ .,\u202f\xa0]\d{3})*(?:[.,]\d+)?")
_PARTS = re.compile(r"\d+")
_WORD = re.compile(r"[a-z]+")
_FOUR_TWENTIES = 76  # what "vingt" adds to the four before it, to make eighty


class FigureValue(NamedTuple):
    """A number of units: weeks are counted in days, years in months, money is of any currency; `unit` may be empty."""

    number: float
    unit: str = ""


def value_of(figure: str) -> FigureValue | None:
    """Return the value of a figure, None if it names no number; one of several numbers is all of them together.

    >>> value_of("trente (30) jours"), value_of("thirty days") == value_of("30 jours")
    (FigureValue(number=30.0, unit='day'), True)
    >>> value_of("2 weeks") == value_of("quatorze jours"), value_of("un an") == value_of("12 months")
    (True, True)
    >>> value_of("1 500,50 euros"), value_of("quatre-vingt-dix"), value_of("chaque trimestre")
    (FigureValue(number=1500.5, unit='money'), FigureValue(number=90, unit=''), None)
    >>> value_of("12 mars 2024") == value_of("12 March 2024"), value_of("12 mars 2024") == value_of("12 juin 2024")
    (True, False)
    """
    plain = unaccented(figure)
    found, words = _DIGITS.findall(plain), _WORD.findall(plain)
    named = month_numbers()
    months = [named[word] for word in words if word in named]
    if len(found) + len(months) > 1:  # a day, a period, a telephone number
        return FigureValue(float("".join(str(part) for part in sorted([*map(int, _PARTS.findall(plain)), *months]))))
    number = _read(found[0]) if found else _in_words(words)
    if number is None:
        return None
    unit, count = next(((unit, count) for named, unit, count in _units() if named.search(plain)), ("", 1))
    return FigureValue(number * count, unit or _other_unit(plain))


def _other_unit(plain: str) -> str:
    """Return the unit of a figure that is no time in days or more; "" if it is of none that is compared.

    >>> _other_unit("four hours"), _other_unit("18 $"), _other_unit("12 %"), _other_unit("three parts")
    ('hour', 'money', 'share', '')
    """
    return next((unit for unit, named in _other_units().items() if named.search(plain)), "")


@cache
def _other_units() -> dict[str, re.Pattern[str]]:
    lists = word_lists("quantities")
    money = "|".join(lists[name].alternation() for name in ("euro", "dollar", "franc"))
    return {
        "money": re.compile(rf"[€$£]|\b(?:{money})\b"),
        "share": re.compile(rf"%|\b{lists['percent'].alternation()}"),
        "hour": re.compile(rf"\b{lists['hour'].alternation()}\b"),
    }


def units_in(question: str) -> set[str]:
    """Return the units of the times that a question names.

    >>> units_in("Combien de jours ?"), sorted(units_in("How many weeks or months?")), units_in("Qui paie ?")
    ({'day'}, ['day', 'month'], set())
    """
    plain = unaccented(question)
    return {unit for named, unit, _ in _units() if named.search(plain)}


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
def _units() -> list[tuple[re.Pattern[str], str, int]]:
    """Return the names of each unit, the unit that it is counted in, and how many of those it is."""
    counted = {
        "weeks": ("day", 7),
        "years": ("month", 12),
        "quarters": ("month", 3),
        "half_years": ("month", 6),
        "days": ("day", 1),
        "months": ("month", 1),
    }
    lists = word_lists("facts")
    return [(re.compile(rf"\b{lists[name].alternation()}\b"), *counts) for name, counts in counted.items()]


@cache
def _values() -> dict[str, int]:
    lists = word_lists("spoken_numbers")
    units = {word: value for language in LANGUAGES for value, word in enumerate(lists["units"].of(language))}
    tens = {word: value for value in range(20, 100, 10) for word in lists[f"tens_{value}"].of()}
    return units | tens | dict.fromkeys(lists["one"].of(), 1)
