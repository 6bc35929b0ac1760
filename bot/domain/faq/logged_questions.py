"""Questions of the log as texts that can stand alone: without the conversation and the letter they were asked in."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.answering.inquiry import PastExchange
from bot.answering.standing_alone import in_short, leans_back, referred_to

_REMEMBERED, _TOGETHER = 4, timedelta(hours=1)  # exchanges that a follow-up may refer to, and how long before it


def standing_alone(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of the log, oldest first, each with a question that can stand alone.

    A question is empty if it refers to something that is not in the log. What it is made of is text of the same chat
    alone, so that it goes when the chat is forgotten.
    """
    recent: dict[str, deque[tuple[datetime, PastExchange]]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
    found = []
    for row in rows:
        at, before = datetime.fromisoformat(row["at"]), recent[row["chat"]]
        history = [past for when, past in before if at - when <= _TOGETHER]
        before.append((at, PastExchange(in_short(row["question"]), row["answer"])))
        found.append({**row, "question": _stated(in_short(row["question"]), history)})
    return found


def _stated(question: str, history: list[PastExchange]) -> str:
    """Return `question` led by what it refers to; empty if that is not known."""
    before = referred_to(question, history)
    if before:
        return f"{before} – {question}"
    return "" if leans_back(question) else question
