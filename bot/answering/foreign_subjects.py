"""Name the subject of a message outside the domain for which somebody else is right to ask: medicine or law."""

from __future__ import annotations

import re
from typing import Literal, get_args

from corpus.word_list import alternations
from index.text.folding import fold

ForeignSubject = Literal["medicine", "law"]

_WORDS = {name: re.compile(rf"\b{words}") for name, words in alternations("foreign_subjects").items()}


def foreign_subject(text: str) -> ForeignSubject | None:
    """Return the subject of a message that is foreign to the texts, if it is medicine or law; None for all else.

    >>> foreign_subject("J’ai de la fièvre, quel médicament prendre ?"), foreign_subject("How do I get a divorce?")
    ('medicine', 'law')
    >>> foreign_subject("Comment obtenir un visa ?"), foreign_subject("Who won the match?")
    (None, None)
    """
    folded = fold(text)
    return next((subject for subject in get_args(ForeignSubject) if _WORDS[subject].search(folded)), None)
