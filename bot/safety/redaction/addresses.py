"""Find postal addresses, coordinates and links to maps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.spans import Span
from corpus.word_list import alternations

_WORDS = alternations("addresses")
_NUMBER = rf"(?<![\w.,/-])(?:(?i:n[°o] ?))?\d{{1,4}}(?: ?(?i:{_WORDS['number_suffix']})\b|[a-dA-D]\b)?,? "
_OF = rf"(?:(?i:{_WORDS['of']}) ?)?"
_PROPER = rf"[A-Z][\w'.-]*\w(?: (?:{_WORDS['joiner']} )?(?:[A-Z][\w'-]*|\d{{1,4}}\b))*"
_STREET = rf"(?i:{_WORDS['street']})"
_STREET_OR_WORD = rf"(?i:{_WORDS['street_or_common_word']})"
_FRENCH = re.compile(
    rf"{_NUMBER}(?:{_STREET} (?:{_OF}{_PROPER}|{_OF}[\w'-]+)|{_STREET_OR_WORD} {_OF}{_PROPER})"
    rf"|\b{_STREET} \d+(?:[.,]\d+)?\b"
)
_ENGLISH = re.compile(
    rf"{_NUMBER}(?:[A-Z][\w'.-]* ){{1,3}}{_WORDS['street_after_name']}\b\.?"
    rf"|(?i:\b{_WORDS['home']}\b[^.!?\n]{{0,20}}?)(?P<address>\d{{1,4}}[a-d]?,? "
    rf"(?:[\w'-]+ ){{1,2}}(?i:{_WORDS['street_in_small_letters']}\b))"
)
_SIGN = r" ?(?:n[°o]\.? ?)?"
_DOOR, _AREA = _WORDS["door"], _WORDS["area"]
_DOORS = re.compile(
    rf"\b(?:{_AREA}{_SIGN}[a-z]{{0,2}}\d*[a-z]?,? (?:et )?)+{_DOOR}{_SIGN}\d+[a-z]?\b"
    rf"|\b{_DOOR}{_SIGN}\d+[a-z]?,? (?:{_AREA}{_SIGN}(?:\d+|[a-z]{{1,2}})\b)|\bvilla{_SIGN}\d+\b"
)
_MORE = re.compile(rf"(?i:,? (?:{_DOOR}|{_AREA}){_SIGN}\d+[a-z]?\b)+")
_DEGREES = r"[+-]?\d{1,3}[.,]\d{3,12}(?!\d) ?°?"
_DECIMAL = re.compile(rf"(?<![\w.,])(?P<lat>{_DEGREES}) ?(?:[ns]\b)? ?[,;/ ] ?(?P<lon>{_DEGREES})(?: ?[ewo]\b)?")
_NAMED = re.compile(r"\b(?:lat|lon|long|lng|latitude|longitude)\b\W{0,3}(?P<value>[+-]?\d{1,3}[.,]\d{2,12})")
_SEXAGESIMAL = re.compile(
    r"(?<![\w.,])\d{1,3} ?° ?\d{1,2}(?:[.,]\d{1,6})? ?'(?: ?\d{1,2}(?:[.,]\d{1,4})? ?(?:\"|''))? ?[nsewo]\b"
    r"(?:[,;/ ]{1,3}\d{1,3} ?° ?\d{1,2}(?:[.,]\d{1,6})? ?'(?: ?\d{1,2}(?:[.,]\d{1,4})? ?(?:\"|''))? ?[nsewo]\b)?"
)
_PLUS_CODE = re.compile(r"(?<!\w)[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}(?!\w)")
_MAP = re.compile(
    r"https?://(?:www\.)?(?:maps\.(?:app\.)?goo\.gl|goo\.gl/maps|maps\.google\.\w+|google\.\w+/maps)[^\s,;)]*"
)


def addresses(text: str) -> Iterator[Span]:
    """Yield each postal address in plain `text`; none for a sector or a street without a number.

    >>> [text[f.start : f.end] for text in ["14 rue de la Paix, porte 5 ; rue haute"] for f in addresses(text)]
    ['14 rue de la Paix, porte 5']
    """
    for pattern in (_FRENCH, _ENGLISH):
        for match in pattern.finditer(text):
            name = "address" if "address" in match.groupdict() and match["address"] else 0
            start, end = match.span(name)
            more = _MORE.match(text, end)
            yield Span(start, more.end() if more else end, "place")
    for match in _DOORS.finditer(text.lower()):
        yield Span(match.start(), match.end(), "place")


def coordinates(text: str) -> Iterator[Span]:
    """Yield each pair of coordinates and each link to a map in plain lower-case `text`.

    >>> [found.end for found in coordinates("12.3714, -1.5197")], list(coordinates("from 12.37 to 15.52"))
    ([16], [])
    """
    for match in _DECIMAL.finditer(text):
        if _number(match["lat"]) <= 90 and _number(match["lon"]) <= 180:
            yield Span(match.start(), match.end(), "place")
    for match in _NAMED.finditer(text):
        yield Span(match.start("value"), match.end("value"), "place")
    for pattern in (_SEXAGESIMAL, _PLUS_CODE, _MAP):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "place")


def _number(degrees: str) -> float:
    return abs(float(degrees.rstrip(" °").replace(",", ".")))
