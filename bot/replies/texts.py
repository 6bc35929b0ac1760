"""Every text that users see, by key, in both languages; replies of one sentence, shortened texts, dates in words."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from bot.replies.reply import Paragraph, Reply
from corpus.language import Language

_FOLDER = Path(__file__).parent / "texts"


def say(language: Language, key: str, **values: object) -> str:
    """Return the text `key` ("section.name") in `language` with `values` filled in. Raise KeyError for an unknown key.

    >>> say("en", "not_covered.named", topic="the fee")
    'The texts do not specify the fee.'
    """
    section, _, name = key.partition(".")
    text = texts(language)[section][name]
    return text.format(**values) if values else text


def sentence(language: Language, key: str, **values: object) -> Reply:
    """Return the text `key` as a reply of one paragraph.

    >>> sentence("en", "not_covered.named", topic="the fee").plain
    'The texts do not specify the fee.'
    """
    return Reply(language, (Paragraph(say(language, key, **values)),))


def truncated(text: str, most: int) -> str:
    """Return the text in at most `most` characters, cut at white space where there is any and then ending in "…".

    >>> truncated("Qui paie l’audit final ?", 12), truncated("Le pont est coupé", 12), truncated("oui", 12)
    ('Qui paie…', 'Le pont est…', 'oui')
    >>> truncated("x" * 99, 5)
    'xxxx…'
    """
    if len(text) <= most:
        return text
    words = re.match(rf"(?s)(.{{1,{most - 1}}})\s", text)
    return (words[1] if words else text[: most - 1]).rstrip(" ,;:\n") + "…"


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return all texts of `language` by section and name."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def day_in_words(day: date, language: Language) -> str:
    """Return a day with its weekday and month in words, without the year.

    >>> day_in_words(date(2026, 3, 9), "fr"), day_in_words(date(2026, 5, 1), "en")
    ('lundi 9 mars', 'Friday 1 May')
    >>> day_in_words(date(2026, 10, 1), "fr")
    'jeudi 1er octobre'
    """
    weekday = say(language, "dates.weekdays").split()[day.weekday()]
    return f"{weekday} {day_of_month(day, language)} {_month(day.month, language)}"


def day_of_month(day: date, language: Language) -> str:
    """Return the number of a day in its month.

    >>> [day_of_month(date(2026, 10, 1), language) for language in ("fr", "en")]
    ['1er', '1']
    """
    return say(language, "dates.first") if day.day == 1 else str(day.day)


def date_in_words(moment: str, language: Language) -> str:
    """Return the date of an ISO 8601 date or time, with the month in words and the year.

    >>> date_in_words("2026-03-01", "fr"), date_in_words("2026-12-15T08:00:00+00:00", "en")
    ('1er mars 2026', '15 December 2026')
    """
    day = datetime.fromisoformat(moment).date()
    return f"{day_of_month(day, language)} {_month(day.month, language)} {day.year}"


def partial_date_in_words(text: str, language: Language) -> str:
    """Return a date of year, month and day, of year and month, or of a year alone, in words; other texts as they are.

    >>> [partial_date_in_words(text, "fr") for text in ("2024-05-01", "2024-05", "2024", "vers 2010", "")]
    ['1er mai 2024', 'mai 2024', '2024', 'vers 2010', '']
    """
    year, _, month = text.partition("-")
    try:
        if not month:
            return text
        return date_in_words(text, language) if "-" in month else f"{_month(int(month), language)} {year}"
    except (ValueError, IndexError):
        return text


def _month(number: int, language: Language) -> str:
    return say(language, "dates.months").split()[number - 1]
