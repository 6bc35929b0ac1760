"""The exchanges before a message as the advisor reads them, and whether it says anything with or without them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.answering.inquiry import PastExchange
from bot.answering.shown import shown_before
from bot.answering.wishes import read_wish
from bot.storage.consultations import Turn


def past_exchanges(turns: Sequence[Turn]) -> list[PastExchange]:
    """Return `turns` from the last choice on: what was asked before it may be another matter."""
    first = max((place for place, turn in enumerate(turns) if turn.is_chosen), default=0)
    return [
        PastExchange(turn.question, turn.answer, turn.language, turn.passages, turn.related)
        for turn in turns[first:]
        if turn.question
    ]


def says_something(text: str, history: Sequence[PastExchange]) -> bool:
    """Tell whether a message holds more than digits, punctuation and white space, or numbers of a list that was shown.

    >>> says_something("2", []), says_something("👍", []), says_something("DEI ?", [])
    (False, True, True)
    >>> says_something("12", [PastExchange("Quels motifs ?", "Trois :\\n• un\\n• deux\\n• trois", passages=("a",))])
    True
    """
    if any(unicodedata.category(character)[0] in "LS" for character in text):
        return True
    shown = shown_before(history) if read_wish(text).picks else None
    return shown is not None and any(one.items for one in (shown, *shown.earlier))
