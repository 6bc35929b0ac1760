"""Find number plates of vehicles, next to a word for the plate or the vehicle.

The forms are those of West Africa, Haiti, East Africa and France: letters and figures in two to four groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.spans import Span
from corpus.word_list import alternations

_WORDS = alternations("plates")
_NO_LETTERS = re.compile(_WORDS["no_letters"], re.IGNORECASE)
_LETTERS = rf"(?:[A-Z]{{1,3}}|(?!{_WORDS['common_word']}(?!\w))[a-z]{{1,3}})"
_FORM = (
    rf"(?P<number>{_LETTERS}[ -]?\d{{2,5}}(?:[ -]?{_LETTERS}(?![a-z])(?:[ -]\d{{2}})?|-\d{{2}})?"  # KDA 123B, RT 4512
    rf"|\d{{1,5}}[ -]?{_LETTERS}[ -]?\d{{1,4}}(?: [A-Z]{{2}})?"  # 11 JK 4512, 1234 HB 01
    rf"|\d{{1,5}}[ -]?{_LETTERS}(?![a-z])(?:/\d{{2}})?)(?![\w/]|-\w)"
)
_KENYAN = re.compile(r"(?<![\w/.-])[KU][A-Z]{2} ?\d{3}[A-Z](?![\w/-])")  # and Ugandan: like no other reference
_SIGN = rf"(?i:[ :=,(]|\b(?:{_WORDS['sign']}|{_WORDS['plate']})(?!\w)){{1,8}}"
_ANNOUNCED = re.compile(rf"(?i:\b{_WORDS['plate']}){_SIGN}{_FORM}")
_BETWEEN = rf"(?i:[ :=,(]|\b(?:{_WORDS['between']}|{_WORDS['sign']})(?!\w)){{1,10}}"
_OF_VEHICLE = re.compile(rf"(?i:\b{_WORDS['vehicle']}){_BETWEEN}{_FORM}")


def plates(text: str) -> Iterator[Span]:
    """Yield each number plate in plain `text`; after a word for a vehicle alone only one in capitals.

    >>> [text[f.start : f.end] for text in ["plaque 11 jk 4512, camion LT 123 AB"] for f in plates(text)]
    ['11 jk 4512', 'LT 123 AB']
    """
    for match in _KENYAN.finditer(text):
        yield Span(match.start(), match.end(), "plate")
    for pattern in (_ANNOUNCED, _OF_VEHICLE):
        for match in pattern.finditer(text):
            letters = re.findall(r"[^\W\d_]+", match["number"])
            is_written = pattern is _ANNOUNCED or all(group.isupper() for group in letters)
            if is_written and not any(_NO_LETTERS.fullmatch(group) for group in letters):
                yield Span(match.start("number"), match.end("number"), "plate")
