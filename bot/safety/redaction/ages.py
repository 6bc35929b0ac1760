"""Find the ages of people who are named: of each if there are several, and of a child that is named by an initial."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.safety.redaction.names import names
from bot.safety.redaction.spans import Span, plain_view
from corpus.word_list import alternations

_WORDS = alternations("people_lists")
_AFTER = re.compile(
    rf",? ?[(:–-]? ?(?:(?:a|is|has) |{_WORDS['aged']} )?"
    rf"(?P<age>\d{{1,2}}(?: ?{_WORDS['years']}\b| ?mois\b| ?months?(?: old)?\b|(?=\))))"
)
_ANY = re.compile(rf"\b\d{{1,2}} ?(?:{_WORDS['years']}|mois|months?)\b", re.IGNORECASE)
_OF_A_NAME = re.compile(rf"\b[A-ZÀ-Ý][\w-]+,? \(?{_ANY.pattern[2:]}")
_INITIAL = re.compile(r"[a-z]\.?(?: ?[a-z]\.)*")


def ages(text: str, named: Sequence[Span]) -> Iterator[Span]:
    """Yield the age after each name of `named` in plain lower-case `text`; none after the name of one person alone.

    >>> [(f.start, f.end) for f in ages("awa, 9 ans, et moussa, 12 ans", [Span(0, 3, "name"), Span(15, 21, "name")])]
    [(5, 10), (23, 29)]
    """
    found = [(span, match) for span in sorted(set(named)) if (match := _AFTER.match(text, span.end))]
    starts = {match.start("age") for _, match in found}
    for span, match in found:
        if len(starts) > 1 or _INITIAL.fullmatch(text[span.start : span.end]):
            yield Span(match.start("age"), match.end("age"), "age")


def without_ages(text: str) -> str:
    """Return `text` without any age or number of months if it names somebody: a reply must not repeat them.

    >>> without_ages("Awa Ba, 9 ans, et moi"), without_ages("dès 9 ans ?"), without_ages("the baby (Noah, 5 months)")
    ('Awa Ba, , et moi', 'dès 9 ans ?', 'the baby (Noah, )')
    """
    names_somebody = bool(_OF_A_NAME.search(text)) or any(names(plain_view(text).text))
    return _ANY.sub("", text) if names_somebody else text
