"""Days as people say them."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

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


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return all texts of `language` by section and name."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def spoken(day: date, language: Language) -> str:
    """Return a day with its weekday and month in words.

    >>> spoken(date(2026, 3, 9), "fr"), spoken(date(2026, 5, 1), "en")
    ('lundi 9 mars', 'Friday 1 May')
    """
    weekday = say(language, "dates.weekdays").split()[day.weekday()]
    month = say(language, "dates.months").split()[day.month - 1]
    return f"{weekday} {day.day} {month}"
