"""Take up again a question of the conversation: "back to my first question", "revenons à ma question : qui paie ?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from bot.answering.follow_up import is_follow_up
from bot.answering.inquiry import PastExchange
from corpus.word_list import word_lists
from index.text.folding import aligned, words

Resumed = Literal["first", "last", ""]

_LISTS = word_lists("follow_up")
_BACK_TO: dict[Resumed, re.Pattern[str]] = {
    "first": re.compile(rf"\b{_LISTS['back_to_first'].alternation()}"),
    "last": re.compile(rf"\b{_LISTS['back_to_question'].alternation()}"),
}
_FEW = 3  # words beside that ask something without a question mark


def question_resumed(text: str) -> tuple[Resumed, str]:
    """Return the question of the conversation that a message takes up again, "" for none, and what it asks beside that.

    >>> question_resumed("revenons au premier : pourquoi ?"), question_resumed("back to my question please")
    (('first', 'pourquoi ?'), ('last', ''))
    >>> question_resumed("Et la première étape ?")
    ('', 'Et la première étape ?')
    """
    for which, pattern in _BACK_TO.items():
        if found := pattern.search(aligned(text)):
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip(" ,;:.!-–—")
            return which, rest if "?" in rest or len(words(rest)) >= _FEW else ""
    return "", text


def turns_resumed(which: Resumed, turns: Sequence[PastExchange]) -> list[PastExchange]:
    """Return `turns` up to the question that is taken up again: the first, or the last, of those that stood alone."""
    alone = [at for at, turn in enumerate(turns, 1) if not is_follow_up(turn.question) and not _resumes(turn)]
    return list(turns[: alone[0 if which == "first" else -1]]) if which and alone else []


def _resumes(turn: PastExchange) -> bool:
    return bool(question_resumed(turn.question)[0])
