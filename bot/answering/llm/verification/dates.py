"""The dates of a sentence: written in words or figures, whole or in part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language import LANGUAGES
from corpus.word_list import month_names, word_lists
from index.text.folding import plain

_AROUND = word_lists("quantities")
_AMBIGUOUS = set(word_lists("dates")["ambiguous_months"].of())  # a step, a verb, a planet: a month only beside a number
_NUMBER_OF = {  # by their full names
    names.of(language)[0]: number for number, names in enumerate(month_names(), 1) for language in LANGUAGES
}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})"
_OF = f"{_AROUND['of'].alternation()} "
_DAY = rf"(?P<day>0?[1-9]|[12]\d|3[01]){_AROUND['day_endings'].alternation()}?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = [  # in figures the day comes first, as it does in both languages here
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.]){_DAY} (?:{_OF})?{_MONTH}\b(?:,? (?:{_OF})?{_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:{_OF})?{_YEAR}\b",
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
