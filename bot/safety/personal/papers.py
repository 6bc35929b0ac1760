"""Find the numbers of identity papers, registers and certificates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.checksums import is_french_social_security
from bot.safety.personal.found import Found

_CUE = (
    r"(?:\b(?:cnib|cnie?|cin|nina|nin|niu|bvn|ssn|nss|nni|passe?ports?|matricule|recepisse)\b"
    r"|\bsecu(?:rite sociale)?\b|\b(?:registre national|national register|national (?:id|number))\b"
    r"|\b(?:carte|piece)s? (?:nationales? )?(?:d'identite|identite|nationale)(?: nationale| biometrique| scolaire)?"
    r"|\bcarte (?:d'electeur|consulaire|scolaire|de refugie|de sante)|\bnumero national(?: d'identite)?"
    r"|\b(?:national )?(?:id|identity|identification)(?: card| document)?\b"
    r"|\b(?:ghana|voter'?s?|refugee|residence|student|ration|school|health|membership|unhcr) (?:card|id"
    r"|number)(?: card)?\b|\bdriv(?:ing|er'?s?) licen[cs]e\b|\bpermis de (?:conduire|sejour)|\bsocial security\b"
    r"|\b(?:acte|extrait|certificat|jugement|bulletin) (?:d'acte )?(?:de naissance|suppletif)"
    r"|\bbirth (?:certificate|registration)\b)"
)
_SIGN = (
    r"(?:[ :,;=#]|\bn(?:°|o\b\.?)|\b(?:numeros?|numbers?|num|no|is|est|c'?est|la|le|my|card|porte|says"
    r"|d'identite)\b\.?)"
)
_WHOSE = r"(?: (?:de|du|of) (?:la |l'|the )?[a-z]{3,15}\b)?"
_FILLER = rf"(?:{_WHOSE}{_SIGN}{{1,8}}(?:[a-z]{{5,14}}\b{_SIGN}{{1,6}})?)"  # one word more, as in "passeport ivoirien"
_NUMBER = (
    r"(?=[a-z]{0,4}-?\d|[a-z]{1,2} \d)[a-z\d]+"
    r"(?:[ .\-/]{1,2}(?=[a-z]{0,3}\d)[a-z\d]+|[.\-/][a-z]{1,3}\b| [a-z](?=$|[,.;\n]))*"
)
_CUED = re.compile(rf"{_CUE}{_FILLER}(?P<number>{_NUMBER})")
_GHANA_CARD = re.compile(r"\bgha-?\d{9}-?\d\b")
_SOCIAL = re.compile(r"(?<![\w.])[12] ?\d\d ?[01]\d ?(?:\d\d|2[ab]) ?\d{3} ?\d{3} ?\d\d(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORTEST = 4  # digits


def papers(text: str) -> Iterator[Found]:
    """Yield each number of an identity paper in plain lower-case `text`.

    >>> [text[f.start : f.end] for text in ["passport no. a08412277, issued in 2019"] for f in papers(text)]
    ['a08412277']
    """
    for match in _CUED.finditer(text):
        if sum(map(str.isdigit, match["number"])) >= _SHORTEST and not _YEAR.fullmatch(match["number"]):
            yield Found(match.start("number"), match.end("number"), "identity")
    for match in _GHANA_CARD.finditer(text):
        yield Found(match.start(), match.end(), "identity")
    for match in _SOCIAL.finditer(text):
        if is_french_social_security(match[0].replace(" ", "")):
            yield Found(match.start(), match.end(), "identity")
