"""Figures that are kept for a few minutes."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from pathlib import Path
from typing import cast

from bot.reports.monthly import MonthlyFigures
from bot.reports.period import Period
from bot.reports.question_figures import question_figures
from bot.reports.recent_figures import LIFE, RecentFigures
from tests.support.cases import ManualClock
from tests.support.engines import open_database
from tests.support.reports import MARCH, catalogue, log


def test_they_are_read_again_once_they_are_old() -> None:
    """Each period for itself."""
    clock, read = ManualClock(), list[Period]()
    kept = RecentFigures(lambda period: cast(MonthlyFigures, read.append(period)), clock)
    first, other = MARCH, Period(date(2026, 4, 1), date(2026, 4, 2))
    for period in (first, first, other, first):
        kept.of(period)
    assert read == [first, other]
    clock.now += LIFE + timedelta(seconds=1)
    assert kept.of(first).at == clock.now
    assert read == [first, other, first]


def test_counts_of_one_person_are_told_where_nothing_is_given_away(tmp_path: Path) -> None:
    """But not how many people there were."""
    database = open_database(tmp_path / "relais.db")
    for language in ("fr", "fr", "en"):
        log(database, "p0", language=language, feedback="up")
    found = question_figures(database, MARCH, UTC, catalogue(), fewest=1)
    assert (found.exchanges, found.people, found.languages) == (3, None, {"fr": 2, "en": 1})
    assert (found.ratings, found.satisfaction) == ({"up": 3, "down": 0}, 1.0)
    assert found.answer_time is not None and [one.count for one in found.topics] == [3]
    database.close()
