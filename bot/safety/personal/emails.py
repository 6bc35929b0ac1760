"""Find e-mail addresses, also those that are spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.found import Found

_WRITTEN = re.compile(r"(?<![\w.+%-])[\w.+%-]+(?:@| @ )\w[\w-]*(?:\.\w[\w-]*)+")
_SPELT = re.compile(
    r"(?<![\w.+%-])[\w.+%-]+ ?(?:[\[({] ?(?:at|arobase|a) ?[\])}]|\barobase\b|\barobas\b|(?<= )at(?= [\w-]+ (?:dot"
    r"|point)\b))"
    r" ?\w[\w-]*(?:(?: ?[\[({] ?(?:dot|point) ?[\])}] ?| (?:dot|point) |\.)\w[\w-]*){1,3}"
)


def emails(text: str) -> Iterator[Found]:
    """Yield each e-mail address in plain lower-case `text`.

    >>> [found.end for found in emails("a.b@c.org")], [found.end for found in emails("ali arobase espoir point org")]
    ([9], [28])
    """
    for pattern in (_WRITTEN, _SPELT):
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), "email")
