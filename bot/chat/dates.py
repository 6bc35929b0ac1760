"""Days as people say them."""

from __future__ import annotations

from datetime import date

from bot.chat.wording import say
from corpus.language import Language


def spoken(day: date, language: Language) -> str:
    """Return a day with its weekday and month in words.

    >>> spoken(date(2026, 3, 9), "fr"), spoken(date(2026, 5, 1), "en")
    ('lundi 9 mars', 'Friday 1 May')
    """
    weekday = say(language, "dates.weekdays").split()[day.weekday()]
    month = say(language, "dates.months").split()[day.month - 1]
    return f"{weekday} {day.day} {month}"
