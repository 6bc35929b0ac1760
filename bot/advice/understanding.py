"""Understand a message after those before it: its language, its questions, and what each leans on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.advice.answer import Exchange
from bot.advice.following import asks_for_language, asks_for_more, is_follow_up
from bot.advice.parts import split_parts
from bot.advice.pointing import pointed_at
from corpus.language import Language
from index.language import detect, is_foreign
from index.query import Query, QueryReader


@dataclass(frozen=True, slots=True)
class Understood:
    """What is asked.

    `text` is the message, or the question before it if the message only asks for that again or for more; it was
    `written` in one language and is answered in another one where the person wants that. `parts` are its questions
    with what is searched for; `alone` tells that nothing came before.
    """

    text: str
    written: Language
    language: Language
    parts: tuple[tuple[str, Query], ...]
    wants_more: bool = False
    alone: bool = True
    foreign: bool = False


def understand(
    text: str, history: Sequence[Exchange], default: Language, pinned: bool, reader: QueryReader
) -> Understood:
    """Return what `text` asks after `history` (oldest first).

    The answer is in the language that it asks for, else in `default` if that is pinned, else in its own; `default`
    where it shows none.
    """
    wanted, more = asks_for_language(text), asks_for_more(text)
    turns = _on_a_subject(history)
    if (wanted or more) and turns:
        text, history = turns[-1].question, turns[:-1]
    written = detect(text, default)
    language: Language = ("fr" if wanted == "fr" else "en") if wanted else default if pinned else written
    parts = split_parts(text)
    contexts = [_context(part, history) or (text if n else "") for n, part in enumerate(parts)]
    queries = [
        reader.read(_pointing(part, history), written, context) for part, context in zip(parts, contexts, strict=True)
    ]
    pairs = tuple(zip(parts, queries, strict=True))
    return Understood(text, written, language, pairs, more and bool(turns), not history, is_foreign(text))


def _on_a_subject(history: Sequence[Exchange]) -> Sequence[Exchange]:
    """Return `history` without the last turns that only asked for another language or for more."""
    while history and (asks_for_language(history[-1].question) or asks_for_more(history[-1].question)):
        history = history[:-1]
    return history


def _context(part: str, history: Sequence[Exchange]) -> str:
    """Return the question that `part` leans on, with the one which that leans on, or nothing."""
    turns = _on_a_subject(history)
    if not turns or not is_follow_up(part):
        return ""
    last = turns[-1].question
    return f"{turns[-2].question} {last}" if len(turns) > 1 and is_follow_up(last) else last


def _pointing(part: str, history: Sequence[Exchange]) -> str:
    """Return `part` led by the item of the last answer that it points at, if it does."""
    item = pointed_at(part, history[-1].answer) if history else ""
    return f"{item}. {part}" if item else part
