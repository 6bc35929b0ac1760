"""Hide document numbers, dates and amounts of money from the search for telephone numbers."""

from __future__ import annotations

import re

from bot.safety.redaction.birth_dates import DAY_ALONE
from corpus.word_list import alternations

_WORDS = alternations("document_references")
_SIGN = rf"(?: ?(?:{_WORDS['number_sign']}|:|#) ?)?"
_DOCUMENT = re.compile(
    rf"\b{_WORDS['document']}\b\.?{_SIGN} ?[a-z\d]*\d[a-z\d]*(?:[-/._][a-z\d]+|, ?\d+(?!\d| \d)| ?[-/] ?\d+)*"
)
_NUMBERED = re.compile(r"\bn(?:°s?|os?\b\.?) ?\d+(?:[-/]\d+)+(?:/[a-z]+)*")
_CODE = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{2,12}[A-Z\d]{0,20}(?:[/\-_.][A-Z\d]{1,20}){0,6}[/\-_. ]\d[A-Z\d]{0,20}"
    r"(?:[/\-_.][A-Z\d]{1,20}){0,6}"
    r"|[A-Z\d]{1,20}(?:/[A-Z\d]{1,20}){0,4}/[A-Z]{2,12}[A-Z\d]{0,20}(?:/[A-Z\d]{1,20}){0,6})"
)
_ISBN = re.compile(r"\b97[89][- ]?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,6}[- ]?\d\b")
_CURRENCY = rf"(?:{_WORDS['currency']}|[€$£₵₦%])"
CURRENCY = re.compile(rf" ?{_CURRENCY}(?!\w)")
"""The currency after an amount of money, in lower case."""
_AMOUNT = re.compile(
    rf"\b\d{{1,3}}(?:[ .,]\d{{3}})*(?:[.,]\d{{1,2}})? ?{_CURRENCY}(?!\w)|\b\d+(?:[.,]\d+)? ?{_CURRENCY}(?!\w)"
    rf"|(?:(?<!\w){_CURRENCY}|\b[nf]) ?\d{{1,3}}(?:[ .,]?\d{{3}})*(?:[.,]\d{{1,2}})?\b"
)
_ADDRESS = re.compile(r"https?://[^\s]+|\bwww\.[^\s]+")
_HIDDEN = "\N{SECTION SIGN}"


def hide_references(text: str) -> str:
    """Return plain `text` in lower case, at the same length, with each reference, date and amount masked.

    >>> hide_references("Accord n° 12-2024, tel 70 12 34 56").replace("\N{SECTION SIGN}", "x")
    'xxxxxxxxxxxxxxxxx, tel 70 12 34 56'
    """
    codes = [match.span() for match in _CODE.finditer(text)]  # only capitals tell a code from a word
    lower = text.lower()
    for pattern in (_ADDRESS, _ISBN, DAY_ALONE, _AMOUNT, _DOCUMENT, _NUMBERED):
        lower = pattern.sub(_hidden, lower)
    for start, end in codes:
        lower = lower[:start] + _HIDDEN * (end - start) + lower[end:]
    return lower


def _hidden(match: re.Match[str]) -> str:
    return _HIDDEN * len(match[0])
