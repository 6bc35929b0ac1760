"""Find coordinates that lead to a door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.found import Found

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


def places(text: str) -> Iterator[Found]:
    """Yield each pair of coordinates and each link to a map in plain lower-case `text`.

    >>> [found.end for found in places("12.3714, -1.5197")], list(places("from 12.37 to 15.52"))
    ([16], [])
    """
    for match in _DECIMAL.finditer(text):
        if _number(match["lat"]) <= 90 and _number(match["lon"]) <= 180:
            yield Found(match.start(), match.end(), "place")
    for match in _NAMED.finditer(text):
        yield Found(match.start("value"), match.end("value"), "place")
    for pattern in (_SEXAGESIMAL, _PLUS_CODE, _MAP):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "place")


def _number(degrees: str) -> float:
    return abs(float(degrees.rstrip(" °").replace(",", ".")))
