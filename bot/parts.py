"""Cut a message into the questions that it holds."""

from __future__ import annotations

import re

from index.folding import terms, words

MOST = 3  # questions answered in one go; what comes after is left in the last one
_ASKS = r"(?:qu['’ ]|que |qui |quoi|quel|comment|pourquoi|combien|quand |où |est-ce|faut-il|peut-on|doit-on|what|who|whom|how|why|when|where|which|is |are |do |does |can |must |should )"
_END = re.compile(r"(?<=[?])[\s?!.]*")
_JOINT = re.compile(rf"(?:,|;)\s*(?:et|and|puis|also|aussi)\s+(?:aussi\s+|also\s+)?(?={_ASKS})|\s+et\s+(?=(?:qu['’]est|quel|comment|pourquoi|combien|est-ce))|\s+and\s+(?=(?:what|how|who|why|which|when|where)\b)", re.IGNORECASE)
_POINTER = re.compile(r"\b(?:chacune?|celle-ci|celui-ci|lequel|laquelle|each|it|its|they|them|that|cela|ca|en|y)\b", re.IGNORECASE)


def split_parts(text: str) -> list[str]:
    """Return the questions in `text`, in order, at most MOST; a text without question marks is one question.

    A lead-in that asks nothing stays with the question after it, and so does a question too short to stand alone with the one before.

    >>> split_parts("Pourquoi arrêter avant terme, et qu’est-ce qu’on écrit ?")
    ['Pourquoi arrêter avant terme', 'qu’est-ce qu’on écrit ?']
    >>> split_parts("Rien n’avance. On fait quoi ?")
    ['Rien n’avance. On fait quoi ?']
    """
    pieces: list[str] = []
    for sentence in filter(None, (piece.strip() for piece in _END.split(text))):
        for piece in filter(None, (piece.strip() for piece in _JOINT.split(sentence))):
            if pieces and not _stands_alone(piece):
                pieces[-1] = f"{pieces[-1]} {piece}"
            else:
                pieces.append(piece)
    if len(pieces) > MOST:
        pieces[MOST - 1 :] = [" ".join(pieces[MOST - 1 :])]
    return pieces or [text.strip()]


def _stands_alone(piece: str) -> bool:
    return len(piece.split()) >= 3 and bool(terms(piece, "fr")) and not (_POINTER.search(piece) and len(words(piece)) < 7)
