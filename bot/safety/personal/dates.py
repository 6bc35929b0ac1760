"""How people write a date, in French and English."""

from __future__ import annotations

import re

_MONTH = (
    "(?:janv(?:ier)?|jan(?:uary)?|fevr?(?:ier)?|feb(?:ruary)?|mars|march|mar|avr(?:il)?|apr(?:il)?|mai|may|juin|june?"
    "|juil(?:let)?|july?|aout|aug(?:ust)?|sept?(?:embre|ember)?|oct(?:obre|ober)?|nov(?:embre|ember)?"
    "|dec(?:embre|ember)?)"
)
_YEAR = r"(?:(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_IN_FIGURES = (
    rf"{_DAY} ?(?P<mark>[/.\- ]) ?(?:0?[1-9]|1[0-2]) ?(?P=mark) ?(?:{_YEAR}|\d\d)|(?:0?[1-9]|1[0-2])/{_DAY}/{_YEAR}"
    rf"|{_YEAR}(?P<turned>[/.\-])(?:0?[1-9]|1[0-2])(?P=turned){_DAY}"
)
_IN_WORDS = (
    rf"(?:the )?{_DAY}(?:er|st|nd|rd|th)?(?: of| de)?[ \-/]{{1,2}}{_MONTH}\b\.?,?[ \-/]{{1,2}}(?:{_YEAR}|\d\d)"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"
)
DAY = rf"(?:(?:{_IN_WORDS}|{_IN_FIGURES})(?![\d]))"
"""A whole date, in lower case, for use in an expression once: it names groups of its own."""
_NTH = rf"{_DAY}(?:er|st|nd|rd|th)?"
SPLIT = (
    rf"(?:{_MONTH}\.? {_YEAR},? ?\(?(?:le |on (?:the )?|the ){_NTH}(?!\w)"
    rf"|{_NTH},? (?:en |in |of |du mois de |du mois d'|de |d')?{_MONTH}\b\.?,? (?:en |in |de |of )?{_YEAR}(?!\d)"
    rf"|{_YEAR},? ?\(?(?:le |on (?:the )?)(?:{_NTH} (?:of |de )?{_MONTH}\b|{_MONTH} {_NTH}(?!\w)))"
)
"""A date whose day, month and year stand apart: "mars 2011, le 4"."""
MONTH_OF_YEAR = rf"(?:{_MONTH}\.? {_YEAR})(?!\d)"
"""A month with its year."""
DAY_ALONE = re.compile(
    rf"(?<![\d/+])(?<!\d[.\-])(?:{_DAY}(?:er|st|nd|rd|th)?(?: of| de)? {_MONTH}\b\.?,? {_YEAR}"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}"
    rf"|{_DAY}([/.\- ])(?:0?[1-9]|1[0-2])\1{_YEAR}|{_DAY}/(?:0?[1-9]|1[0-2])/\d\d"
    rf"|{_YEAR}([/.\- ])(?:0?[1-9]|1[0-2])\2{_DAY}|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![/.\-]?\d)"
)
"""A date that can't be taken for a part of a telephone number."""
