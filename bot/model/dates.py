"""The dates of a sentence, however they are written, in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model.plain import plain

_MONTHS = (
    "january|janvier february|fevrier march|mars april|avril may|mai june|juin july|juillet august|aout"
    " september|septembre october|octobre november|novembre december|decembre"
).split()
_AMBIGUOUS = {"march", "may", "mars"}  # a step, a verb, a planet: a month only beside a number
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|eme|e)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = [  # in figures the day comes first, as it does in both languages here
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.]){_DAY} (?:of |de )?{_MONTH}\b(?:,? (?:of |de )?{_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:of |de )?{_YEAR}\b",
        rf"(?<![\w./-]){_YEAR}-(?P<n>0?[1-9]|1[0-2])-{_DAY}(?![\w/-])",
        rf"(?<![\w./-]){_DAY}[/.-](?P<n>0?[1-9]|1[0-2])[/.-]{_YEAR}(?![\w/-])",
    )
]
_ALONE = re.compile(rf"\b(?:{'|'.join(name for name in _NUMBER_OF if name not in _AMBIGUOUS)})\b")


def cut_dates(text: str) -> tuple[str, frozenset[str]]:
    """Return a plain text without its dates, and what these say: a whole date says its parts as well.

    >>> left, found = cut_dates("due on march 5, 2024 at last")
    >>> left.split(), sorted(found)
    (['due', 'on', 'at', 'last'], ['2024', 'date 03-05', 'date 2024-03', 'date 2024-03-05', 'month 3'])
    >>> cut_dates("le 12/05/2023")[1] == cut_dates("le 12 mai 2023")[1]
    True
    """
    found: set[str] = set()
    for pattern in _WRITTEN:
        found |= {said for match in pattern.finditer(text) for said in _parts(match)}
        text = pattern.sub(" ", text)
    found |= {f"month {_NUMBER_OF[match[0]]}" for match in _ALONE.finditer(text)}
    return text, frozenset(found)


def is_month(word: str) -> bool:
    """Tell whether a word is the name of a month, which English writes with a capital.

    >>> is_month("March"), is_month("Bamako")
    (True, False)
    """
    return plain(word) in _NUMBER_OF


def _parts(match: re.Match[str]) -> Iterator[str]:
    held = match.groupdict()
    month = int(held["n"]) if held.get("n") else _NUMBER_OF[held["month"]]
    day, year = held.get("day"), held.get("year")
    yield f"month {month}"
    if day:
        yield f"date {month:02}-{int(day):02}"
    if year:
        yield from (year, f"date {year}-{month:02}")
    if day and year:
        yield f"date {year}-{month:02}-{int(day):02}"
