"""Notices around an answer: what was read of the message, what to do about what is left open, what to leave out."""

from __future__ import annotations

from bot.answering.answer import Answer
from bot.replies.reply import Paragraph
from bot.replies.texts import say

_NO_ANSWER = ("safeguarding", "smalltalk")


def what_was_read(answer: Answer) -> list[Paragraph]:
    """Return the notice of what was read of a long message; none above care and small talk."""
    if not answer.reading or answer.outcome in _NO_ANSWER:
        return []
    return [Paragraph(say(answer.language, f"long.{answer.reading}"))]


def advice(answer: Answer, is_logged: bool) -> list[Paragraph]:
    """Return the advice under what is left open; it says that the question is recorded only where it is."""
    if not {finding.outcome for finding in answer.findings} & {"not_covered", "closest"}:
        return []
    return [Paragraph(say(answer.language, "not_covered.advice" if is_logged else "not_covered.advice_unlogged"))]


def leave_out(answer: Answer) -> list[Paragraph]:
    """Return the request to leave out what a question told of somebody; none below care and small talk."""
    if not answer.tells_of_somebody or answer.outcome in _NO_ANSWER:
        return []
    return [Paragraph(say(answer.language, "answer.leave_out"))]
