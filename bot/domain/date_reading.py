"""Read a date as people write it, in French or English: in figures, by its month, by a weekday, from today."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal

from corpus.word_list import word_lists
from index.text.folding import fold

Tense = Literal["planned", "happened"]

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip  # one name a line would hide the rest of the module
_WEEKDAYS = 7
_FRIDAY = 4
_NUMERIC = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WORD = re.compile(r"\S+")


def read_date(text: str, today: date, tense: Tense = "planned") -> date | None:
    """Return the date that `text` names in French or English, day before month in figures; None if it names none.

    Without a year the next such day is meant, or the last one of what has `happened`.

    >>> today = date(2026, 11, 22)
    >>> for text in ("15/12/2026", "le 1er mars", "Dec 15, 2026", "d’ici fin mars", "next Friday", "31/02/2026"):
    ...     print(read_date(text, today))
    2026-12-15
    2027-03-01
    2026-12-15
    2027-03-31
    2026-11-27
    None
    >>> print(read_date("vendredi", today, "happened"))
    2026-11-20
    """
    whole = _folded(text)
    plain = _words().until.sub("", whole)
    found = (
        _near(whole, today)
        or _near(plain, today)
        or _a_week_more(plain, today)
        or _weekday(plain, today, tense)
        or _part_of_month(plain, today, tense)
        or _absolute(plain, today, tense)
        or _from_today(text, plain, today, tense)
    )
    return found if found and EARLIEST <= found <= LATEST else None


def read_later_date(text: str, before: date) -> date | None:
    """Return the date that `text` names by its distance from the one `before` it; None if it names none.

    >>> for text in ("the Friday after that", "le vendredi suivant", "une semaine plus tard", "next Friday"):
    ...     print(read_later_date(text, date(2026, 12, 4)))
    2026-12-11
    2026-12-11
    2026-12-11
    None
    """
    plain = _folded(text)
    told = " ".join(_words().later.sub(" ", plain).split())
    return None if told == plain else read_date(told, before) or read_date(f"in {told}", before)


def names_no_year(text: str) -> bool:
    """Tell whether a date is written with its month and without its year, which has then to be guessed.

    >>> [names_no_year(text) for text in ("pour le 3 novembre", "15/12", "15-12-26", "2026-12-15", "demain")]
    [True, True, False, False, False]
    >>> [names_no_year(text) for text in ("d’ici fin mars", "end of March 2027", "fin du mois")]
    [True, False, False]
    """
    plain = _words().until.sub("", _folded(text))
    if part := _words().part.fullmatch(plain):
        return bool(part["month"]) and not part["in"]
    parts = _parts(plain)
    return parts is not None and not parts[2]


def names_day(text: str) -> bool:
    """Tell whether `text` is written as a day of a month, be there such a day or not.

    >>> names_day("le 31 février"), names_day("fin mars"), names_day("3 personnes")
    (True, False, False)
    """
    parts = _parts(_words().until.sub("", _folded(text)))
    return parts is not None and parts[1] > 0


def split_date(text: str, today: date) -> tuple[str, str]:
    """Return the words before the date that ends `text`, and that date as written; two empty texts if none does.

    >>> split_date("le bureau pour le 15 janvier", date(2026, 11, 22))
    ('le bureau', 'pour le 15 janvier')
    >>> split_date("la comptable", date(2026, 11, 22))
    ('', '')
    """
    for word in list(_WORD.finditer(text))[1:]:
        rest = text[word.start() :]
        if read_date(rest, today) or names_day(rest):
            return text[: word.start()].rstrip(" ,;:-–—"), rest
    return "", ""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of dates in both languages, and the patterns made of them."""

    months: dict[str, int]
    weekdays: dict[str, int]
    near: dict[str, int]  # days from today
    numbers: dict[str, int]
    units: dict[str, int]  # days
    latest: re.Pattern[str]
    until: re.Pattern[str]
    later: re.Pattern[str]  # than a date before
    week_more: re.Pattern[str]
    opening: re.Pattern[str]  # a weekday or "le" before the date
    within: re.Pattern[str]
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    day_alone: re.Pattern[str]
    weekday: re.Pattern[str]
    part: re.Pattern[str]


@cache
def _words() -> _Words:
    names, relative = word_lists("dates"), word_lists("relative_dates")

    def values(**values: int) -> dict[str, int]:
        return {word: value for name, value in values.items() for word in relative[name].of()}

    def any_of(name: str) -> str:
        return relative[name].alternation()

    english_ordinals = relative["ordinals"].alternation("en")
    units = values(day=1, week=7, month=30)
    months = {word: number for number, name in enumerate(_MONTHS, 1) for word in names[name].of()}
    on, the, weekday = any_of("on"), any_of("the"), names["weekdays"].alternation()
    around = rf"(?:[ -]{any_of('around_part')})*[ -]"
    month = rf"(?P<month>{'|'.join(sorted(months, key=len, reverse=True))})(?: (?P<in>\d{{4}}))?"
    this = rf"(?:(?P<next>{any_of('next')}) )?{any_of('month')}(?: (?P<after>{any_of('next')}))?"
    return _Words(
        months=months,
        weekdays={word: n % _WEEKDAYS for form in ("fr", "en") for n, word in enumerate(names["weekdays"].of(form))},
        near=values(today=0, tomorrow=1, day_after_tomorrow=2, yesterday=-1, day_before_yesterday=-2),
        numbers=values(one=1, two=2, three=3, four=4, fifteen=15),
        units=units,
        latest=re.compile(rf",? {any_of('latest')}$"),
        until=re.compile(rf"^(?:{any_of('until')} )+(?=\S)"),
        later=re.compile(rf"\b{any_of('later')}\b"),
        week_more=re.compile(
            rf"(?:{any_of('one')} {any_of('week')} (?:{any_of('from')} )?(?P<day>.+)"
            rf"|(?P<first>.+) (?:{any_of('in_a_week_more')}|(?P<two>{any_of('in_two_weeks_more')})))"
        ),
        opening=re.compile(rf"^(?:{on} )?(?:{the} )?{weekday}[ ,]+|^(?:{on} )?{the} |^{on} "),
        within=re.compile(rf"(?:{any_of('within')} )(\w+) ({'|'.join(units)})s?"),
        day_first=re.compile(rf"(\d{{1,2}})(?:{any_of('ordinals')})?(?: {any_of('of')})? ([a-z]+)\.?(?:,? (\d{{4}}))?"),
        month_first=re.compile(rf"([a-z]+)\.? (\d{{1,2}})(?:{english_ordinals})?(?:,? (\d{{4}}))?"),
        day_alone=re.compile(rf"(?:{on} )?{the} (\d{{1,2}})(?:{any_of('ordinals')})?"),
        weekday=re.compile(
            rf"(?:(?:{on}|{the}|{any_of('this')}) )*(?:(?P<next>{any_of('next')}) |(?P<last>{any_of('last')}) )?"
            rf"(?P<day>{weekday})"
            rf"(?: (?:(?P<after>{any_of('next')})|(?P<before>{any_of('last')})|(?P<more>{any_of('in_a_week_more')})))?"
        ),
        part=re.compile(
            rf"(?:{any_of('around_part')} )*"
            rf"(?:(?P<start>{any_of('start')})|(?P<middle>{any_of('middle')})|(?P<end>{any_of('end')})){around}"
            rf"(?:(?:{any_of('this')} )?(?:{month}|(?P<this>{this})|(?P<week>{any_of('week')})"
            rf"|(?P<of_year>{any_of('year')}|\d{{4}})))"
        ),
    )


def _folded(text: str) -> str:
    return _words().latest.sub("", re.sub(r"[’'\s]+", " ", fold(text)).strip(" .,!"))


def _near(plain: str, today: date) -> date | None:
    words = _words()
    if plain in words.near:
        return today + timedelta(days=words.near[plain])
    if match := words.within.fullmatch(plain):
        is_figure = match[1].isdecimal() and len(match[1]) < 4
        count = words.numbers.get(match[1]) or (int(match[1]) if is_figure else 0)
        return today + timedelta(days=count * words.units[match[2]]) if count else None
    return None


def _a_week_more(plain: str, today: date) -> date | None:
    """Return the day one or two weeks after a day near today: "tomorrow week", "lundi en quinze"."""
    match = _words().week_more.fullmatch(plain)
    if match is None:
        return None
    day = match["day"] or match["first"]
    found = _near(day, today) if day in _words().near else _weekday(day, today, "planned")
    return found + timedelta(days=_WEEKDAYS * (2 if match["two"] else 1)) if found else None


def _weekday(plain: str, today: date, tense: Tense) -> date | None:
    """Return the day of a weekday alone: the next one after today, or the last one before it."""
    match = _words().weekday.fullmatch(plain)
    if match is None:
        return None
    ahead = (_words().weekdays[match["day"]] - today.weekday() - 1) % _WEEKDAYS + 1
    is_next, is_last = match["next"] or match["after"] or match["more"], match["last"] or match["before"]
    if is_last or (tense == "happened" and not is_next):
        return today + timedelta(days=ahead - _WEEKDAYS - (_WEEKDAYS if ahead == _WEEKDAYS else 0))
    return today + timedelta(days=ahead + (_WEEKDAYS if match["more"] else 0))


def _part_of_month(plain: str, today: date, tense: Tense) -> date | None:
    """Return the first, the 15th or the last day of a month, or the end of a week or a year, where that is named."""
    match = _words().part.fullmatch(plain)
    if match is None:
        return None
    if match["week"]:
        return today + timedelta(days=(_FRIDAY - today.weekday()) % _WEEKDAYS) if match["end"] else None
    if match["of_year"]:
        year = int(match["of_year"]) if match["of_year"].isdecimal() else today.year
        return date(year, 12, 31) if match["end"] and year else None
    years = [int(match["in"])] if match["in"] else [today.year - 1, today.year, today.year + 1]
    month = _words().months[match["month"]] if match["month"] else today.month
    if match["this"]:
        number = today.year * 12 + today.month - 1 + bool(match["next"] or match["after"])
        years, month = [number // 12], number % 12 + 1
    days = [_day_of(year, month, match) for year in years if EARLIEST.year <= year <= LATEST.year]
    return days[0] if len(days) == 1 else _nearest(days, today, tense)


def _day_of(year: int, month: int, part: re.Match[str]) -> date:
    last = calendar.monthrange(year, month)[1]
    return date(year, month, 1 if part["start"] else 15 if part["middle"] else last)


def _absolute(plain: str, today: date, tense: Tense) -> date | None:
    if match := _words().day_alone.fullmatch(plain):
        months = [(today.year * 12 + today.month - 1) + shift for shift in range(-2, 3)]
        dates = (_date(number // 12, number % 12 + 1, int(match[1])) for number in months)
        return _nearest([found for found in dates if found], today, tense)
    parts = _parts(plain)
    if parts is None:
        return None
    day, month, year = parts
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    leap_years = range(today.year - 8, today.year + 9) if (day, month) == (29, 2) else range(0)
    years = sorted({today.year - 1, today.year, today.year + 1, *leap_years})
    return _nearest([found for year in years if (found := _date(year, month, day))], today, tense)


def _from_today(text: str, plain: str, today: date, tense: Tense) -> date | None:
    """Return the day that is told by its distance from today, such as "il y a trois jours" or "next week"."""
    from dateparser.date import DateDataParser

    settings = {
        "PARSERS": ["relative-time"],  # whole dates are read above, where none that can't be is taken
        "PREFER_DATES_FROM": "past" if tense == "happened" else "future",
        "RELATIVE_BASE": datetime.combine(today, time()),
    }
    reader = DateDataParser(languages=["fr", "en"], settings=settings)
    readings = (
        reader.get_date_data(form).date_obj for form in dict.fromkeys((text.lower().strip(" .!"), plain)) if form
    )
    return next((reading.date() for reading in readings if reading), None)


def _parts(plain: str) -> tuple[int, int, str] | None:
    """Return day, month (0 for an unknown word) and year as they are written; an empty year for none."""
    words = _words()
    plain = words.opening.sub("", plain)
    if match := _ISO.fullmatch(plain):
        return int(match[3]), int(match[2]), match[1]
    if match := _NUMERIC.fullmatch(plain):
        return int(match[1]), int(match[2]), match[3] or ""
    if match := words.day_first.fullmatch(plain):
        return int(match[1]), words.months.get(match[2], 0), match[3] or ""
    if match := words.month_first.fullmatch(plain):
        return int(match[2]), words.months.get(match[1], 0), match[3] or ""
    return None


def _nearest(days: list[date], today: date, tense: Tense) -> date | None:
    """Return the first of `days` from today on, or of what has happened the last one up to today."""
    if tense == "happened":
        return max((day for day in days if day <= today), default=None)
    return min((day for day in days if day >= today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # no such day
        return None
