"""Find dates of birth: dates next to words for being born. All expressions are for plain lower-case text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.spans import Span
from corpus.word_list import alternations, month_numbers, word_lists

_WORDS = alternations("birth_dates")
_SUFFIX = word_lists("dates")["ordinal_suffix"].alternation()
_ENGLISH_SUFFIX = word_lists("dates")["ordinal_suffix"].alternation("en")
_MONTH = rf"(?:{'|'.join(sorted(month_numbers(), key=len, reverse=True))})"
_YYYY = r"(?:(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_IN_FIGURES = (
    rf"{_DAY} ?(?P<mark>[/.\- ]) ?(?:0?[1-9]|1[0-2]) ?(?P=mark) ?(?:{_YYYY}|\d\d)|(?:0?[1-9]|1[0-2])/{_DAY}/{_YYYY}"
    rf"|{_YYYY}(?P<turned>[/.\-])(?:0?[1-9]|1[0-2])(?P=turned){_DAY}"
)
_DAY_MONTH = rf"{_DAY}{_SUFFIX}?(?: {_WORDS['of']})?"
_MONTH_DAY_YEAR = rf"{_MONTH}\.? {_DAY}{_ENGLISH_SUFFIX}?,? {_YYYY}"
_IN_WORDS = rf"(?:the )?{_DAY_MONTH}[ \-/]{{1,2}}{_MONTH}\b\.?,?[ \-/]{{1,2}}(?:{_YYYY}|\d\d)|{_MONTH_DAY_YEAR}"
DAY = rf"(?:(?:{_IN_WORDS}|{_IN_FIGURES})(?![\d]))"
"""A whole date. It has named groups, so an expression can contain it only once."""
_NTH = rf"{_DAY}{_SUFFIX}?"
SPLIT = (
    rf"(?:{_MONTH}\.? {_YYYY},? ?\(?(?:{_WORDS['on_day']}|the) {_NTH}(?!\w)"
    rf"|{_NTH},? {_WORDS['before_month']}?{_MONTH}\b\.?,? (?:{_WORDS['before_year']} )?{_YYYY}(?!\d)"
    rf"|{_YYYY},? ?\(?{_WORDS['on_day']} (?:{_NTH} (?:{_WORDS['of']} )?{_MONTH}\b|{_MONTH} {_NTH}(?!\w)))"
)
"""A date whose day, month and year are apart: "mars 2011, le 4"."""
MONTH_OF_YEAR = rf"(?:{_MONTH}\.? {_YYYY})(?!\d)"
"""A month with its year."""
DAY_ALONE = re.compile(
    rf"(?<![\d/+])(?<!\d[.\-])(?:{_DAY_MONTH} {_MONTH}\b\.?,? {_YYYY}|{_MONTH_DAY_YEAR}"
    rf"|{_DAY}([/.\- ])(?:0?[1-9]|1[0-2])\1{_YYYY}|{_DAY}/(?:0?[1-9]|1[0-2])/\d\d"
    rf"|{_YYYY}([/.\- ])(?:0?[1-9]|1[0-2])\2{_DAY}|{_YYYY}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![/.\-]?\d)"
)
"""A date that can't be part of a telephone number."""

_IN_PLACE = rf"(?: {_WORDS['in_place']} [a-z][a-z' -]{{1,25}},?)?"
_BIRTH = re.compile(
    rf"{_WORDS['cue']}{_IN_PLACE}\W{{0,3}}(?:{_WORDS['on_day']} )?(?P<date>{SPLIT}|{MONTH_OF_YEAR}|{DAY})"
)
_FOUNDED = re.compile(rf"\b{_WORDS['founded']}\b[^.!?\n]{{0,30}}$")  # "le réseau est né le …"
_CONTEXT = 60  # characters before a date that are searched for a word for an organisation or agreement


def birth_dates(text: str) -> Iterator[Span]:
    """Yield each date of birth in plain lower-case `text`, none for a network or an agreement.

    >>> [(f.start, f.end) for f in birth_dates("Enfant ne le 3 mai 2012 ; le reseau est ne le 3 mai 2012")]
    [(13, 23)]
    """
    for match in _BIRTH.finditer(text):
        if not _FOUNDED.search(text, max(0, match.start() - _CONTEXT), match.start()):
            yield Span(match.start("date"), match.end("date"), "birth")
