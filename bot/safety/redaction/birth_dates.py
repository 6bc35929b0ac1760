"""Find dates of birth: a date is one only where words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.normalisation import Span

_MONTH = (
    "(?:janv(?:ier)?|jan(?:uary)?|fevr?(?:ier)?|feb(?:ruary)?|mars|march|mar|avr(?:il)?|apr(?:il)?|mai|may|juin|june?"
    "|juil(?:let)?|july?|aout|aug(?:ust)?|sept?(?:embre|ember)?|oct(?:obre|ober)?|nov(?:embre|ember)?"
    "|dec(?:embre|ember)?)"
)
_YYYY = r"(?:(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_IN_FIGURES = (
    rf"{_DAY} ?(?P<mark>[/.\- ]) ?(?:0?[1-9]|1[0-2]) ?(?P=mark) ?(?:{_YYYY}|\d\d)|(?:0?[1-9]|1[0-2])/{_DAY}/{_YYYY}"
    rf"|{_YYYY}(?P<turned>[/.\-])(?:0?[1-9]|1[0-2])(?P=turned){_DAY}"
)
_IN_WORDS = (
    rf"(?:the )?{_DAY}(?:er|st|nd|rd|th)?(?: of| de)?[ \-/]{{1,2}}{_MONTH}\b\.?,?[ \-/]{{1,2}}(?:{_YYYY}|\d\d)"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?,? {_YYYY}"
)
DAY = rf"(?:(?:{_IN_WORDS}|{_IN_FIGURES})(?![\d]))"
"""A whole date, in lower case, for use in an expression once: it names groups of its own."""
_NTH = rf"{_DAY}(?:er|st|nd|rd|th)?"
SPLIT = (
    rf"(?:{_MONTH}\.? {_YYYY},? ?\(?(?:le |on (?:the )?|the ){_NTH}(?!\w)"
    rf"|{_NTH},? (?:en |in |of |du mois de |du mois d'|de |d')?{_MONTH}\b\.?,? (?:en |in |de |of )?{_YYYY}(?!\d)"
    rf"|{_YYYY},? ?\(?(?:le |on (?:the )?)(?:{_NTH} (?:of |de )?{_MONTH}\b|{_MONTH} {_NTH}(?!\w)))"
)
"""A date whose day, month and year stand apart: "mars 2011, le 4"."""
MONTH_OF_YEAR = rf"(?:{_MONTH}\.? {_YYYY})(?!\d)"
"""A month with its year."""
DAY_ALONE = re.compile(
    rf"(?<![\d/+])(?<!\d[.\-])(?:{_DAY}(?:er|st|nd|rd|th)?(?: of| de)? {_MONTH}\b\.?,? {_YYYY}"
    rf"|{_MONTH}\.? {_DAY}(?:st|nd|rd|th)?,? {_YYYY}"
    rf"|{_DAY}([/.\- ])(?:0?[1-9]|1[0-2])\1{_YYYY}|{_DAY}/(?:0?[1-9]|1[0-2])/\d\d"
    rf"|{_YYYY}([/.\- ])(?:0?[1-9]|1[0-2])\2{_DAY}|{_YYYY}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?![/.\-]?\d)"
)
"""A date that can't be taken for a part of a telephone number."""


_BIRTH_CUE = (
    r"(?:\bne(?:e|\(e\)|\.e|·e)?s?(?: le| vers(?: le)?| en| un| au)?|\bborn(?: (?:on|in|around)(?: the)?)?|\bb\.(?= )"
    r"|\bdate (?:de |of )?(?:naiss(?:ance)?|birth)(?: (?:de|du|of)(?: la| l'| the)? ?\w{2,15})?(?: is| est| c'?est)?"
    r"|\b(?:enfant|fille|garcon|eleve|child|girl|boy|pupil) (?=\()|\b(?:jour|annee) de naissance"
    r"|\bbirth ?(?:date|day)(?: is| on)?"
    r"|\banniversaire(?: est| c'?est)?(?: le)?|\b(?:ddn|dob|dn)\b(?: is| est)?|\bd\.o\.b\.?|\bnaissance)"
)
_WHERE = r"(?: (?:a|in|at) [a-z][a-z' -]{1,25},?)?"
_BIRTH = re.compile(rf"{_BIRTH_CUE}{_WHERE}\W{{0,3}}(?:le |on (?:the )?)?(?P<date>{SPLIT}|{MONTH_OF_YEAR}|{DAY})")
# What has an anniversary without being anybody.
_FOUNDED = re.compile(
    r"\b(?:reseaux?|associations?|coalitions?|plateformes?|platforms?|ongs?|ngos?|oscs?|csos?|organi[sz]ations?"
    r"|programmes?"
    r"|programs?|projets?|projects?|partenariats?|partnerships?|alliances?|networks?|mouvements?|movements?|clubs?"
    r"|comites?"
    r"|committees?|federations?|fondations?|foundations?|villes?|towns?|initiatives?|conventions?|accords?|agreements?"
    r"|institutions?|structures?|groupements?|societes?)\b[^.!?\n]{0,30}$"
)
_BEFORE = 60  # characters that are read for what was born


def births(text: str) -> Iterator[Span]:
    """Yield each date of birth in plain lower-case `text`; that of a network or an agreement is none.

    >>> [(f.start, f.end) for f in births("Enfant ne le 3 mai 2012 ; le reseau est ne le 3 mai 2012")]
    [(13, 23)]
    """
    for match in _BIRTH.finditer(text):
        if not _FOUNDED.search(text, max(0, match.start() - _BEFORE), match.start()):
            yield Span(match.start("date"), match.end("date"), "birth")
