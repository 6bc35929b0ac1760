"""The staff's daily digest: which cases wait, whose they are, how late; a tap opens the card of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.cases.case import Case
from bot.domain.cases.case_list import LISTED, card_buttons_of, case_line
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from corpus.language import Language


def digest(waiting: Sequence[Case], language: Language, today: date) -> Reply:
    """Return the digest of the cases that wait for an answer, the first due first, those put off in one line."""
    present = [case for case in waiting if not case.is_postponed(today)]
    free, overdue = [case for case in present if not case.owner], [case for case in present if case.is_late(today)]
    counts = say(language, "staff.digest", free=len(free), taken=len(present) - len(free), late=len(overdue))
    lines = [case_line(case, language, today) for case in present[:LISTED]]
    listed = [Paragraph("\n".join(lines)), *map(Paragraph, _rest(waiting, present, language))]
    paragraphs = [Paragraph(say(language, "staff.digest_title"), "title"), Paragraph(counts), *listed]
    rows = card_buttons_of(present[:LISTED], "case:show")
    return Reply(language, tuple(part for part in paragraphs if part.text), rows)


def _rest(waiting: Sequence[Case], present: Sequence[Case], language: Language) -> Iterator[str]:
    if len(present) > LISTED:
        yield say(language, "staff.digest_more", count=len(present) - LISTED)
    if len(waiting) > len(present):
        yield say(language, "staff.digest_later", count=len(waiting) - len(present))
