"""The figures of cases in a period, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

from bot.domain.cases.case_repository import CaseFilter, CaseRepository
from bot.reports.case_times import CaseTimes, case_times
from bot.storage.database import Database
from tests.support.cases import ASKER, AWA, DAY, ManualClock, new_case, workdays
from tests.support.engines import open_database
from tests.support.reports import MARCH


def opened(repository: CaseRepository, person: str, **changes: object) -> str:
    """Open a case of a person and return its number."""
    return repository.open(replace(new_case(), chat=person, **changes), ASKER).number  # type: ignore[arg-type]  # fields of a case


def read(database: Database, repository: CaseRepository, today: date) -> CaseTimes:
    """Return the figures of March."""
    return case_times(database, repository.select(CaseFilter()), MARCH, UTC, today)


def test_cases_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    """Six answered on time, five late, five that wait; those about a danger are in no figure."""
    database, clock = open_database(tmp_path / "relais.db"), ManualClock()
    repository = CaseRepository(database, workdays(clock))
    start = clock.now
    for fate, people, days in (("on time", 6, 2), ("late", 5, 10), ("waits", 5, 0)):
        for n in range(people):
            clock.now = start
            number = opened(repository, f"{fate} {n}")
            clock.now = start + DAY * days
            if days:
                repository.change(number, "answer", AWA)
    clock.now = start
    opened(repository, "danger", kind="safeguarding")
    found = read(database, repository, date(2026, 4, 1))
    assert found.opened == 16
    assert {end: count for end, count in found.ends.items() if count} == {"on_time": 6, "late": 5, "overdue": 5}
    assert found.reply_time is not None
    assert found.reply_time.median == timedelta(days=2).total_seconds()
    assert found.reply_time.most == timedelta(days=10).total_seconds()
    assert (found.open_now, found.overdue_now) == (5, 5)
    database.close()


def test_what_was_answered_after_the_period_waited_in_it(tmp_path: Path) -> None:
    """The report on a month is the same, whenever it is made."""
    database, clock = open_database(tmp_path / "relais.db"), ManualClock()
    repository = CaseRepository(database, workdays(clock))
    numbers = [opened(repository, f"p{n}") for n in range(5)]
    clock.now += DAY * 40
    for number in numbers:
        repository.change(number, "answer", AWA)
    found = read(database, repository, clock.now.date())
    assert (found.ends["overdue"], found.ends["on_time"], found.reply_time) == (5, 0, None)
    database.close()


def test_cases_of_few_people_leave_no_figure(tmp_path: Path) -> None:
    """However many cases they have."""
    database, clock = open_database(tmp_path / "relais.db"), ManualClock()
    repository = CaseRepository(database, workdays(clock))
    for _ in range(9):
        opened(repository, "p0")
    found = read(database, repository, date(2026, 3, 20))
    assert (found.opened, found.open_now, found.overdue_now, found.reply_time) == (None, None, None, None)
    assert found.themes == {} and set(found.ends.values()) == {None, 0}
    database.close()
