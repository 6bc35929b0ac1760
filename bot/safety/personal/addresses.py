"""Find where somebody lives: the number of a house with its street, or of a door with its sector or plot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.found import Found

_NUMBER = r"(?<![\w.,/-])(?:(?i:n[°o] ?))?\d{1,4}(?: ?(?i:bis|ter|quater)\b|[a-dA-D]\b)?,? "
_OF = r"(?:(?i:de la|de l'|des|du|de|d'|la|le|les|el) ?)?"
_PROPER = r"[A-Z][\w'.-]*\w(?: (?:(?:de|du|des|la|le|les|of|the) )?(?:[A-Z][\w'-]*|\d{1,4}\b))*"
_STREET = r"(?i:rue|avenue|av\.?|boulevard|bd\.?|bld|impasse|allee|ruelle)"
_ALSO_A_WORD = r"(?i:place|route|cours|passage|voie|square|chemin|quai|cite)"  # "14 cours de formation"
_FRENCH = re.compile(
    rf"{_NUMBER}(?:{_STREET} (?:{_OF}{_PROPER}|{_OF}[\w'-]+)|{_ALSO_A_WORD} {_OF}{_PROPER})"
    rf"|\b{_STREET} \d+(?:[.,]\d+)?\b"
)
_ENGLISH = re.compile(
    rf"{_NUMBER}(?:[A-Z][\w'.-]* ){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Crescent|Boulevard)\b\.?"
    r"|(?i:\b(?:live|lives|living|stay|stays|address|house|home)\b[^.!?\n]{0,20}?)(?P<house>\d{1,4}[a-d]?,? "
    r"(?:[\w'-]+ ){1,2}(?i:street|road|avenue|lane|close|crescent)\b)"
)
_SIGN = r" ?(?:n[°o]\.? ?)?"
_DOOR = r"(?:porte|parcelle|villa|concession|appartement|appt|apt|flat|house|door|plot)"
_AREA = r"(?:secteur|sector|section|lot|ilot|quartier|zone|bloc|block)"
_DOORS = re.compile(
    rf"\b(?:{_AREA}{_SIGN}[a-z]{{0,2}}\d*[a-z]?,? (?:et )?)+{_DOOR}{_SIGN}\d+[a-z]?\b"
    rf"|\b{_DOOR}{_SIGN}\d+[a-z]?,? (?:{_AREA}{_SIGN}(?:\d+|[a-z]{{1,2}})\b)|\bvilla{_SIGN}\d+\b"
)
_MORE = re.compile(rf"(?i:,? (?:{_DOOR}|{_AREA}){_SIGN}\d+[a-z]?\b)+")


def addresses(text: str) -> Iterator[Found]:
    """Yield each address of a house in plain `text`; a sector or a street without a number is none.

    >>> [text[f.start : f.end] for text in ["14 rue de la Paix, porte 5 ; rue haute"] for f in addresses(text)]
    ['14 rue de la Paix, porte 5']
    """
    for pattern in (_FRENCH, _ENGLISH):
        for match in pattern.finditer(text):
            name = "house" if "house" in match.groupdict() and match["house"] else 0
            start, end = match.span(name)
            more = _MORE.match(text, end)
            yield Found(start, more.end() if more else end, "place")
    for match in _DOORS.finditer(text.lower()):
        yield Found(match.start(), match.end(), "place")
