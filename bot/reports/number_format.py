"""Numbers, shares, durations and dates as French and English write them."""

from __future__ import annotations

from datetime import date

from bot.replies.texts import date_in_words, day_of_month, say
from bot.reports.period import Grain, Period
from bot.reports.tally import Count
from corpus.language import Language

_THOUSANDS = {"fr": "\N{NARROW NO-BREAK SPACE}", "en": ","}
_POINT = {"fr": ",", "en": "."}
_PERCENT = {"fr": "\N{NO-BREAK SPACE}%", "en": "%"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def number(count: Count, language: Language) -> str:
    """Return a count with its thousands apart; one that is withheld as such.

    >>> number(12345, "fr"), number(12345, "en"), number(None, "en")
    ('12\\u202f345', '12,345', '–')
    """
    return say(language, "report.withheld") if count is None else f"{count:,}".replace(",", _THOUSANDS[language])


def share(part: Count, whole: Count, language: Language) -> str:
    """Return a share in whole per cent; a dash if one of the counts is withheld, or there is nothing.

    >>> share(1, 3, "fr"), share(1, 3, "en"), share(None, 3, "en")
    ('33\\xa0%', '33%', '–')
    """
    if part is None or not whole:
        return say(language, "report.withheld")
    return f"{round(100 * part / whole)}{_PERCENT[language]}"


def decimal(value: float, language: Language) -> str:
    """Return a number with one decimal, none if that is zero; what rounds to zero has no sign.

    >>> decimal(2.25, "fr"), decimal(3.0, "en"), decimal(-0.04, "fr")
    ('2,2', '3', '0')
    """
    return f"{value:z.1f}".removesuffix(".0").replace(".", _POINT[language])


def duration(seconds: float, language: Language) -> str:
    """Return a duration in the unit that suits it: seconds, minutes, hours or days.

    >>> duration(1.42, "fr"), duration(7200, "en"), duration(200_000, "fr")
    ('1,4 seconde', '2 hours', '2,3 jours')
    """
    unit, size = next((unit, size) for unit, size in _UNITS if seconds >= 2 * size or size == 1)
    value = decimal(seconds / size, language)
    return say(language, f"report.{unit}" if _is_one(value, language) else f"report.{unit}s", count=value)


def day(moment: date, language: Language) -> str:
    """Return a date in words with its year.

    >>> day(date(2026, 3, 1), "fr"), day(date(2026, 3, 1), "en")
    ('1er mars 2026', '1 March 2026')
    """
    return date_in_words(moment.isoformat(), language)


def month(moment: date, language: Language) -> str:
    """Return a month in words with its year.

    >>> month(date(2026, 3, 1), "fr")
    'mars 2026'
    """
    return f"{say(language, 'dates.months').split()[moment.month - 1]} {moment.year}"


def period_name(period: Period, language: Language) -> str:
    """Return a period in words: a month by its name, others by their first and last day.

    >>> period_name(Period(date(2026, 3, 1), date(2026, 3, 31)), "en")
    'March 2026'
    >>> period_name(Period(date(2026, 3, 1), date(2026, 3, 7)), "fr")
    'du 1er mars 2026 au 7 mars 2026'
    """
    if period.is_whole_month:
        return month(period.first, language)
    return say(language, "report.from_to", first=day(period.first, language), last=day(period.last, language))


def span_name(span: Period, grain: Grain, language: Language) -> str:
    """Return the short name of a span on the axis of a chart: a day, the days of a week, a month.

    >>> span_name(Period(date(2026, 3, 2), date(2026, 3, 8)), "week", "fr")
    '2–8 mars'
    >>> span_name(Period(date(2026, 10, 1), date(2026, 10, 1)), "day", "fr")
    '1er oct.'
    """
    first, last = (_short(one, language) for one in (span.first, span.last))
    if grain == "month":
        return f"{_month(span.first, language)} {span.first.year}"
    if span.first == span.last:
        return first
    same = span.first.month == span.last.month
    return f"{day_of_month(span.first, language)}–{last}" if same else f"{first} – {last}"


def _short(moment: date, language: Language) -> str:
    return f"{day_of_month(moment, language)} {_month(moment, language)}"


def _month(moment: date, language: Language) -> str:
    return say(language, "report.short_months").split()[moment.month - 1]


def _is_one(value: str, language: Language) -> bool:
    """Tell whether a number goes with the singular: in French everything below two does."""
    return value == "1" or (language == "fr" and value[:2] in ("0", "0,", "1,"))


_UNITS = (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE), ("second", 1))  # from two of them on
