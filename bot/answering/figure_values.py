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
# "13 h 30", "13.30", "1:30 pm", "9 am"
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2}) ?"
    r"(?:h ?(?P<after_h>\d\d)?|(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\.?|[:.](?P<plain>\d\d))"
)
_HOURS = {"hour": 1, "day": 24, "month": 720}
_FOUR_TWENTIES = 76  # what "vingt" adds to the four before it, to make eighty


class FigureValue(NamedTuple):
    """A number of units: weeks are counted in days, years in months, money is of any currency; `unit` may be empty."""

    number: float
    unit: str = ""

    @property
    def compared(self) -> FigureValue:
        """The same as it is compared: times of hours and more in hours, a month having 30 days.

        >>> FigureValue(1, "month").compared == FigureValue(30, "day").compared, FigureValue(3, "money").compared
        (True, FigureValue(number=3, unit='money'))
        """
        hours = _HOURS.get(self.unit)
        return FigureValue(self.number * hours, "hour") if hours else self


def value_of(figure: str) -> FigureValue | None:
    """Return the value of a figure, None if it names no number; one of several numbers is all of them together.

    >>> value_of("trente (30) jours"), value_of("thirty days") == value_of("30 jours")
    (FigureValue(number=30.0, unit='day'), True)
    >>> value_of("2 weeks") == value_of("quatorze jours"), value_of("un an") == value_of("12 months")
    (True, True)
    >>> value_of("1 500,50 euros"), value_of("quatre-vingt-dix"), value_of("chaque trimestre")
    (FigureValue(number=1500.5, unit='money'), FigureValue(number=90, unit=''), None)
    >>> value_of("un jour et demi"), value_of("two and a half days"), value_of("une demi-journée")
    (FigureValue(number=1.5, unit='day'), FigureValue(number=2.5, unit='day'), FigureValue(number=0.5, unit='day'))
    >>> value_of("trois quarts d’heure"), value_of("a quarter of an hour")
    (FigureValue(number=0.75, unit='hour'), FigureValue(number=0.25, unit='hour'))
    >>> value_of("US$18 million"), value_of("13 h 30") == value_of("1:30 pm") == value_of("13.30")
    (FigureValue(number=18000000.0, unit='money'), True)
    >>> value_of("12 mars 2024") == value_of("12 March 2024"), value_of("12 mars 2024") == value_of("12 juin 2024")
    (True, False)
    """
    plain = unaccented(figure)
    if clock := _CLOCK.fullmatch(plain):
        hour = int(clock["hour"]) % 12 + 12 if clock["half"] == "p" else int(clock["hour"])
        return FigureValue(hour * 60 + int(clock["after_h"] or clock["minute"] or clock["plain"] or 0), "clock")
    found, words = _DIGITS.findall(plain), _WORD.findall(plain)
    named = month_numbers()
    months = [named[word] for word in words if word in named]
    if len(found) + len(months) > 1:  # a day, a period, a telephone number
        return FigureValue(float("".join(str(part) for part in sorted([*map(int, _PARTS.findall(plain)), *months]))))
    parts = {name: found.search(plain) for name, found in _parts().items()}
    share = 0.25 if parts["quartered"] else 0.5 if parts["halved"] and not parts["half_more"] else 1
    number = _read(found[0]) if found else _in_words(words)
    if number is None and share == 1:
        return None
    number = (1 if number is None else number) * share + (0.5 if parts["half_more"] else 0)
    if parts["quartered"]:
        return FigureValue(number, "hour")
    number *= next((times for named, times in _magnitudes() if found and named.search(plain)), 1)
    unit, count = next(((unit, count) for named, unit, count in _units() if named.search(plain)), ("", 1))
    return FigureValue(number * count, unit or _other_unit(plain))


def _other_unit(plain: str) -> str:
    """Return the unit of a figure that is no time in days or more; "" if it is of none that is compared.

    >>> [_other_unit(one) for one in ("four hours", "18 $", "ksh 50", "12 %", "12 per cent", "three parts")]
    ['hour', 'money', 'money', 'share', 'share', '']
    """
    return next((unit for unit, named in _other_units().items() if named.search(plain)), "")


@cache
def _other_units() -> dict[str, re.Pattern[str]]:
    lists = word_lists("quantities")
    money = "|".join(lists[name].alternation() for name in ("euro", "dollar", "franc"))
    return {
        "share": re.compile(rf"%|\b{lists['percent'].alternation()}"),
        "money": re.compile(rf"[€$£]|\b(?:{money}|{word_lists('facts')['money_units'].alternation()})\b"),
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
def _parts() -> dict[str, re.Pattern[str]]:
    """Return the words for one half more of a unit, a half or quarters of it."""
    lists = word_lists("facts")
    return {name: re.compile(rf"\b{lists[name].alternation()}\b") for name in ("half_more", "halved", "quartered")}


@cache
def _magnitudes() -> list[tuple[re.Pattern[str], int]]:
    """Return the words that multiply a number, each with its factor."""
    lists = word_lists("facts")
    counts = (("millions", 10**6), ("billions", 10**9))
    return [(re.compile(rf"\d ?{lists[name].alternation()}\b"), times) for name, times in counts]


@cache
def _values() -> dict[str, int]:
    lists = word_lists("spoken_numbers")
    units = {word: value for language in LANGUAGES for value, word in enumerate(lists["units"].of(language))}
    tens = {word: value for value in range(20, 100, 10) for word in lists[f"tens_{value}"].of()}
    return units | tens | dict.fromkeys(lists["one"].of(), 1)
