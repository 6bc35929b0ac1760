"""Cut a message into the questions that it holds."""

from __future__ import annotations

import re

from index.folding import terms

MOST = 3  # questions answered in one go; what comes after is left in the last one
_ASKS = re.compile(
    r"\b(?:qu['’]|que\b|qui\b|quoi\b|quel|lequel|laquelle|comment\b|pourquoi\b|combien\b|quand\b|où\b|est-ce|faut-il"
    r"|what|who|whom|how\b|why\b|when\b|where\b|which\b)"
    r"|^(?:is|are|do|does|did|can|must|should|will)\s"
    r"|-(?:t-)?(?:elles?|ils?|on|nous|vous|je|tu|ce)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[?])[\s?!.]*")
_BREAK = re.compile(r"\s*\n\s*|\s+\+\s+")
_MARK = re.compile(r"^(?:\d{1,2}[.)]|[-•*])\s+")
_OPENS = r"quel|(?:combien|comment|pourquoi|est-ce|faut-il|what|how|why|who|when (?:do|does|is|can|will|should|must))\b"
_JOINT = re.compile(rf"((?:\s*[,;]\s*|\s+)(?:et|and|puis)\s+|\s*,\s*(?={_OPENS}))", re.IGNORECASE)


def split_parts(text: str) -> list[str]:
    """Return the questions in `text`, in order, at most MOST.

    They end with a question mark, a line or a plus sign, or are joined by "and" or by a comma before a question word.

    A lead-in that asks nothing stays with the question after it, and so does a question too short to stand alone
    with the one before.

    >>> split_parts("Pourquoi arrêter avant terme, et qu’est-ce qu’on écrit ?")
    ['Pourquoi arrêter avant terme', 'qu’est-ce qu’on écrit ?']
    >>> split_parts("Rien n’avance. On fait quoi ?")
    ['Rien n’avance. On fait quoi ?']
    >>> split_parts("Quels sont les motifs, combien de jours avant ?")
    ['Quels sont les motifs', 'combien de jours avant ?']
    >>> split_parts("why evaluate + who takes part")
    ['why evaluate', 'who takes part']
    """
    pieces: list[str] = []
    for sentence in filter(None, (piece.strip() for line in _lines(text) for piece in _END.split(line))):
        for piece in _questions(sentence):
            if pieces and not _stands_alone(piece):
                pieces[-1] = f"{pieces[-1]} {piece}"
            else:
                pieces.append(piece)
    if len(pieces) > MOST:
        pieces[MOST - 1 :] = [" ".join(pieces[MOST - 1 :])]
    return pieces or [text.strip()]


def _lines(text: str) -> list[str]:
    """Cut a text at each break that has a question on both sides, and take list marks away."""
    found: list[str] = []
    for line in filter(None, (_MARK.sub("", piece.strip()) for piece in _BREAK.split(text))):
        if found and not (_ASKS.search(found[-1]) and _ASKS.search(line)):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _questions(sentence: str) -> list[str]:
    """Cut a sentence at each "and" that has a question on both sides."""
    first, *rest = _JOINT.split(sentence)
    found = [first]
    for joint, piece in zip(rest[::2], rest[1::2], strict=True):
        if _ASKS.search(found[-1]) and _ASKS.search(piece) and _stands_alone(piece):
            found.append(piece)
        else:
            found[-1] += joint + piece
    return found


def _stands_alone(piece: str) -> bool:
    return len(piece.split()) >= 3 and bool(terms(piece, "fr"))
