"""Replies to people whose language is not known yet: the same in each language, in one message."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.replies.reply import Button, Reply
from corpus.language import Language


def in_each(languages: Sequence[Language], compose: Callable[[Language], Reply]) -> Reply:
    """Return the results of `compose` for each language as one reply; a button has its label in each.

    >>> from bot.replies.texts import sentence
    >>> print(in_each(("fr", "en"), lambda language: sentence(language, "admission.none")).plain)
    Aucune demande n’attend de décision.
    <BLANKLINE>
    No request is waiting for a decision.
    """
    first, *others = [compose(language) for language in languages]
    for other in others:
        rows = zip(first.buttons, other.buttons, strict=True)
        buttons = tuple(tuple(_named_twice(*pair) for pair in zip(*row, strict=True)) for row in rows)
        first = Reply(first.language, (*first.paragraphs, *other.paragraphs), buttons)
    return first


def _named_twice(one: Button, other: Button) -> Button:
    """Return the first of two buttons that do the same, with both labels."""
    return one if one.label == other.label else Button(f"{one.label} · {other.label}", one.action)
