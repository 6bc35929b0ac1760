"""Find what is said of one person's health. A condition as a topic ("a project on HIV") is nobody's and stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.safety.redaction.spans import Span
from corpus.word_list import alternations, word_lists

_WORDS = alternations("health")
_HINT = re.compile(rf"\b{_WORDS['hint']}")
_STATEMENTS = tuple(word_lists("health")["statement"].of())
_SAID = tuple(re.compile(rf"(?<![\w'-]){_WORDS['subject']}{statement}") for statement in _STATEMENTS)
_SAID += tuple(
    re.compile(rf"(?<![\w'-]){_WORDS['serious_subject']}{statement}")
    for statement in word_lists("health")["serious_statement"].of()
)
_AFTER_NAME = tuple(re.compile(rf"\]?,? (?:qui |who )?{statement}") for statement in _STATEMENTS)
_HYPOTHETICAL = re.compile(rf"\b{_WORDS['hypothetical']} ?$")
_LABEL = re.compile(r"\[(?:nom|name)\]")  # of an earlier redaction
_CONTEXT = 12  # characters before a subject that are searched for "if"


def health(text: str) -> Iterator[Span]:
    """Yield what plain lower-case `text` says of the health of "I", "she", "my son" or a name that is replaced.

    >>> [text[f.start : f.end] for text in ["elle est enceinte de 4 mois ; un projet sur le vih"] for f in health(text)]
    ['enceinte de 4 mois']
    """
    if not _HINT.search(text):
        return
    for pattern in _SAID:
        for match in pattern.finditer(text):
            if not _HYPOTHETICAL.search(text, max(0, match.start() - _CONTEXT), match.start()):
                yield Span(match.start("status"), match.end("status"), "health")
    yield from health_after(text, (match.end() - 1 for match in _LABEL.finditer(text)))


def health_after(text: str, ends: Iterable[int]) -> Iterator[Span]:
    """Yield what plain lower-case `text` says of the health of each person whose name ends at one of `ends`.

    >>> [(f.start, f.end) for f in health_after("awa ba est diabetique", [6])]
    [(11, 21)]
    """
    if not _HINT.search(text):
        return
    for end in ends:
        for pattern in _AFTER_NAME:
            if match := pattern.match(text, end):
                yield Span(match.start("status"), match.end("status"), "health")
