"""The staff's daily digest: which cases wait, whose they are, how late; a tap opens the card of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.cases.case import Case
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import day_in_words, say, truncated
from corpus.language import Language

LISTED = 10  # cases; more would not be read
_TITLE = 60  # characters of a question
_BUTTONS = 2  # in a row


def digest(waiting: Sequence[Case], language: Language, today: date) -> Reply:
    """Return the digest of the cases that wait for an answer, the first due first, those put off in one line."""
    present = [case for case in waiting if not case.is_postponed(today)]
    free, overdue = [case for case in present if not case.owner], [case for case in present if case.is_overdue(today)]
    counts = say(language, "staff.digest", free=len(free), taken=len(present) - len(free), late=len(overdue))
    lines = [_line(case, language, today) for case in present[:LISTED]]
    listed = [Paragraph("\n".join(lines)), *map(Paragraph, _rest(waiting, present, language))]
    shown = [Button(case.number, f"case:show:{case.number}") for case in present[:LISTED]]
    rows = tuple(tuple(shown[n : n + _BUTTONS]) for n in range(0, len(shown), _BUTTONS))
    paragraphs = [Paragraph(say(language, "staff.digest_title"), "title"), Paragraph(counts), *listed]
    return Reply(language, tuple(part for part in paragraphs if part.text), rows)


def _rest(waiting: Sequence[Case], present: Sequence[Case], language: Language) -> Iterator[str]:
    if len(present) > LISTED:
        yield say(language, "staff.digest_more", count=len(present) - LISTED)
    if len(waiting) > len(present):
        yield say(language, "staff.digest_later", count=len(waiting) - len(present))


def _line(case: Case, language: Language, today: date) -> str:
    owner = case.owner_name or case.owner[:6] or say(language, "staff.nobody")
    days = (today - case.due).days
    late = say(language, "staff.days_late" if days > 1 else "staff.day_late", count=days)
    when = late if days > 0 else say(language, "staff.for_day", day=day_in_words(case.due, language))
    title = truncated(" ".join(case.question.split()), _TITLE) or say(language, f"staff.kind_{case.kind}")
    return f"• {case.number} · {title} · {owner} · {when}"
