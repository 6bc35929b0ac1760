"""Cases and clocks made for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.cases.case import Actor, NewCase
from bot.domain.cases.workdays import Workdays

AWA, BEN, ASKER = Actor("a1" * 12, "Awa"), Actor("b2" * 12, "Ben"), Actor("c3" * 12)
DAY = timedelta(days=1)


@dataclass
class Clock:
    """Time that passes when told to; it begins on a Monday, at nine."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def workdays(clock: Clock) -> Workdays:
    """Return a calendar that follows the clock."""
    return Workdays(clock=clock)


def draft(question: str = "Qui paie l’audit ?", address: str = "", consultation: str = "") -> NewCase:
    """Return a draft of a case, asked in the chat of `ASKER`."""
    return NewCase(
        "fr",
        question,
        outcome="not_covered",
        found=("Évaluation",),
        consultation=consultation,
        chat=ASKER.key,
        address=address,
    )


def bytes_of(folder: Path) -> bytes:
    """Return what the database and its logs hold on the disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("relais.db*")))
