"""Why the bot answered as it did: one reason, told apart from the others with the same outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.answering.answer import Finding
from bot.replies.texts import say
from bot.storage.logged_exchanges import LoggedExchange
from corpus.language import Language

Reason: TypeAlias = Literal[
    "answered", "partial", "out_of_scope", "smalltalk",
    "closest", "unconfirmed", "reversed", "unsure",  # only the nearest passage: why
    "gap", "unexplained", "uncertain",  # not covered: why not
    "sense", "nearest", "passages",  # asked what was meant: between what
    "not_logged",
]  # fmt: skip  # one word a line would hide which belong together
# The sentence of an answer that shows each reason, by the key of the bot's text.
_SHOWN_BY: dict[str, tuple[tuple[Reason, str], ...]] = {
    "not_covered": (
        ("gap", "not_covered.named"),
        ("unexplained", "not_covered.unexplained"),
        ("uncertain", "not_covered.plain"),
    ),
    "closest": (
        ("unsure", "answer.unsure"),
        ("reversed", "answer.reversed"),
        ("unconfirmed", "answer.unconfirmed"),
    ),
    "clarify": (
        ("sense", "clarify.ask"),
        ("nearest", "clarify.nearest"),
        ("passages", "clarify.which"),
        ("passages", "clarify.which_list"),
    ),
}
_VALUE = "\0"


@dataclass(frozen=True, slots=True)
class Lack:
    """A gap of the texts: its topic, as it completes "The texts do not specify …", and the question’s words for it."""

    topic: str
    words: tuple[str, ...] = ()


def reason_of(finding: Finding) -> Reason:
    """Return the reason for the outcome of one part of a message."""
    if finding.outcome == "not_covered":
        return "unexplained" if finding.unexplained else "gap" if finding.gap else "uncertain"
    if finding.outcome == "clarify":
        return "sense" if finding.ambiguity else "nearest" if len(finding.choices) == 1 else "passages"
    if finding.outcome == "closest":
        told: tuple[tuple[bool, Reason], ...] = (
            (bool(finding.unconfirmed), "unconfirmed"),
            (finding.is_reversed, "reversed"),
            (finding.is_unsure, "unsure"),
        )
        return next((reason for is_so, reason in told if is_so), "closest")
    return "not_logged" if finding.outcome == "safeguarding" else finding.outcome


def logged_reason(exchange: LoggedExchange) -> Reason:
    """Return the reason that the answer of the log shows: it keeps no other trace of the two that share an outcome."""
    shown = _SHOWN_BY.get(exchange.outcome)
    if shown is None:
        return exchange.outcome  # type: ignore[return-value]  # the other outcomes are reasons of their own
    found = (reason for reason, key in shown if _holds(exchange.answer, exchange.language, key))
    return next(found, "closest" if exchange.outcome == "closest" else "not_logged")


def _holds(answer: str, language: Language, key: str) -> bool:
    """Tell whether an answer holds a sentence of the bot, whatever values were filled in."""
    sentence = say(language, key, topic=_VALUE, term=_VALUE, title=_VALUE, stated=_VALUE)
    return re.search(re.escape(sentence).replace(re.escape(_VALUE), ".+"), answer) is not None
