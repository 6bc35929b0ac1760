"""The run of sentences of a passage that best answers a question."""

from __future__ import annotations

from index.folding import terms
from index.passage import Passage
from index.sentence import sentences

SHORT = 600  # characters that fit one small screen; a passage up to this length is shown whole


def excerpt(passage: Passage, question: str) -> str:
    """Return at most about SHORT characters of whole sentences of `passage`, in order, around the best match.

    Sentences are weighed by the question's words that they bear; list items follow their introduction.
    """
    if len(passage.text) <= SHORT:
        return passage.text
    parts = sentences(passage.text, passage.language)
    wanted = set(terms(question, passage.language))
    weights = [len(wanted & set(terms(part, passage.language))) for part in parts]
    first, last = _best_run(parts, weights)
    return _joined(parts[first:last])


def _best_run(parts: list[str], weights: list[int]) -> tuple[int, int]:
    """Return the run with the most weight that fits, the earliest of equals."""
    best, run = -1, (0, 1)
    for first in range(len(parts)):
        length = total = 0
        for last in range(first, len(parts)):
            length += len(parts[last]) + 1
            if length > SHORT and last > first:
                break
            total += weights[last]
            if total > best:
                best, run = total, (first, last + 1)
    return run


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        text += ("\n" if part.lstrip().startswith(("- ", "* ", "• ")) else " " if text else "") + part
    return text.strip()
