"""Cut a text into the clauses that can be told apart without grammar: sentences, and halves of sentences."""

from __future__ import annotations

import re

_BETWEEN = re.compile(
    r"""[;:.!?…\n()\[\]]+ | [,/]\s | \s[–—-]+\s | [\u2190-\u2bff\U0001f000-\U0001faff]+
    | \s(?:and|but|because|since|while|et|mais|donc|so|car)\s
    | \s(?:(?:parce|alors|pendant|sachant)\ qu|puisqu|lorsqu)(?:e\s|['’])""",
    re.IGNORECASE | re.VERBOSE,
)
_WORDS = 3  # at least: "il me viole"; fewer say too little alone


def clauses(text: str) -> list[str]:
    """Return the clauses of `text` that have three words or more, each once; none of a text in one piece.

    >>> clauses("Merci beaucoup. The report is ready, et il me frappe !"), clauses("Il me frappe !")
    (['The report is ready', 'et il me frappe'], [])
    """
    pieces = [stripped for piece in _BETWEEN.split(text) if (stripped := piece.strip())]
    if len(pieces) < 2:
        return []
    return list(dict.fromkeys(piece for piece in pieces if len(piece.split()) >= _WORDS))
