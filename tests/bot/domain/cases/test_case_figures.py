"""Figures about cases: what waits, and what people said of the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.domain.cases.case_figures import figures
from bot.domain.cases.case_repository import CaseFilter, CaseRepository
from tests.support.cases import ASKER, AWA, ManualClock, new_case, workdays
from tests.support.engines import open_database


def test_cases_are_counted_without_those_about_a_danger(tmp_path: Path) -> None:
    """By state and theme, late, put off, and by what people said."""
    database, clock = open_database(tmp_path / "relais.db"), ManualClock()
    repository = CaseRepository(database, workdays(clock))
    first, second, third = (
        repository.open(replace(new_case(f"Qui paie {n} ?"), theme="ending"), ASKER).number for n in range(3)
    )
    repository.open(replace(new_case(), kind="safeguarding", topic="abuse"), ASKER)
    repository.postpone(first, date(2026, 3, 20), AWA)
    repository.change(second, "close", AWA)
    repository.set_helped(second, "yes")
    repository.set_helped(third, "asked")
    counted = figures(repository.select(CaseFilter()), (clock.now + timedelta(days=10)).date())
    assert (counted["cases"], counted["states"]["open"], counted["states"]["closed"]) == (3, 2, 1)
    assert (counted["overdue"], counted["postponed"], counted["themes"]) == (2, 1, {"ending": 3})
    assert counted["answers"] == {"helped": 1, "did_not_help": 0, "no_reply": 1}
    database.close()
