"""Answers that people found bad: nothing is ranked lower for it, but whoever reviews sees them with their reasons."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from bot.faq.entry import FaqEntry
from bot.faq.logged import Logged
from bot.faq.shelf import FaqShelf


def complaints(entry: FaqEntry, logged: Iterable[Logged]) -> list[Logged]:
    """Return the exchanges about `entry` whose answer was found bad, oldest first.

    Of a published one that is what it answered itself since its day; what led to it has been reviewed.
    """
    bad = [one for one in logged if one.feedback == "down"]
    since = [one for one in bad if one.source == entry.id and one.at.date().isoformat() >= entry.published]
    if entry.state == "published":
        return since
    return [one for one in bad if one.id in entry.members or one in since]


def draft_complaints(logged: Iterable[Logged], shelf: FaqShelf) -> list[FaqEntry]:
    """Keep a draft for each question whose answer was found bad and that no entry holds; return the drafts."""
    known = shelf.members()
    alone = [one for one in logged if one.feedback == "down" and not one.source and one.id not in known]
    return [
        shelf.put(
            FaqEntry(
                hashlib.sha256(one.id.encode()).hexdigest()[:6],
                questions={one.language: one.question},
                members=(one.id,),
                asked=1,
            )
        )
        for one in alone
    ]


def counted(found: Iterable[Logged]) -> str:
    """Return how many answers were found bad, and why, the commonest reason first; nothing for none."""
    bad = list(found)
    reasons = Counter(one.reason for one in bad if one.reason).most_common()
    told = ", ".join(f"{reason} {count}" for reason, count in reasons)
    return (f"👎 {len(bad)}" + (f" ({told})" if told else "")) if bad else ""
