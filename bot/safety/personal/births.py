"""Find dates of birth: a date is one only where words say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.dates import DAY, MONTH_OF_YEAR, SPLIT
from bot.safety.personal.found import Found

_CUE = (
    r"(?:\bne(?:e|\(e\)|\.e|·e)?s?(?: le| vers(?: le)?| en| un| au)?|\bborn(?: (?:on|in|around)(?: the)?)?|\bb\.(?= )"
    r"|\bdate (?:de |of )?(?:naiss(?:ance)?|birth)(?: (?:de|du|of)(?: la| l'| the)? ?\w{2,15})?(?: is| est| c'?est)?"
    r"|\b(?:enfant|fille|garcon|eleve|child|girl|boy|pupil) (?=\()|\b(?:jour|annee) de naissance"
    r"|\bbirth ?(?:date|day)(?: is| on)?"
    r"|\banniversaire(?: est| c'?est)?(?: le)?|\b(?:ddn|dob|dn)\b(?: is| est)?|\bd\.o\.b\.?|\bnaissance)"
)
_WHERE = r"(?: (?:a|in|at) [a-z][a-z' -]{1,25},?)?"
_BIRTH = re.compile(rf"{_CUE}{_WHERE}\W{{0,3}}(?:le |on (?:the )?)?(?P<date>{SPLIT}|{MONTH_OF_YEAR}|{DAY})")
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


def births(text: str) -> Iterator[Found]:
    """Yield each date of birth in plain lower-case `text`; that of a network or an agreement is none.

    >>> [(f.start, f.end) for f in births("Enfant ne le 3 mai 2012 ; le reseau est ne le 3 mai 2012")]
    [(13, 23)]
    """
    for match in _BIRTH.finditer(text):
        if not _FOUNDED.search(text, max(0, match.start() - _BEFORE), match.start()):
            yield Found(match.start("date"), match.end("date"), "birth")
