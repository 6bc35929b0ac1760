"""Builders of cases, people, and a clock that tests set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.cases.case import Actor, NewCase
from bot.domain.cases.case_answers import CaseAnswers
from bot.domain.cases.case_queries import CaseQueries
from bot.domain.cases.case_repository import CaseRepository, MessageLinks
from bot.domain.cases.staff_team import CaseTeams, StaffChat, StaffTeam
from bot.domain.cases.workdays import Workdays
from bot.storage.consultations import ChatLanguages
from bot.storage.database import Database

AWA, BEN, ASKER = Actor("a1" * 12, "Awa"), Actor("b2" * 12, "Ben"), Actor("c3" * 12)
DAY = timedelta(days=1)


@dataclass
class ManualClock:
    """A clock whose time a test sets; it begins on a Monday, at nine (UTC)."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def workdays(clock: ManualClock) -> Workdays:
    """Return a calendar that follows the clock."""
    return Workdays(clock=clock)


def new_case(question: str = "Qui paie l’audit ?", address: str = "", consultation: str = "") -> NewCase:
    """Return a new case, asked in the chat of `ASKER`."""
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
    """Return the bytes of the database and its logs on the disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("relais.db*")))


def queries(database: Database) -> CaseQueries:
    """Return the queries of a database whose only team has no chat."""
    team = StaffTeam(StaffChat(database), ChatLanguages(database), str)
    repository = CaseRepository(database, workdays(ManualClock()))
    return CaseQueries(repository, CaseAnswers(database), MessageLinks(database), CaseTeams(team, team))
