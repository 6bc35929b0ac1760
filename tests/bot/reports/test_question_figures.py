"""The figures of the log, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.cases.case_repository import CaseRepository
from bot.replies.texts import say
from bot.reports.period import Period
from bot.reports.question_figures import question_figures
from tests.support.cases import ASKER, ManualClock, new_case, workdays
from tests.support.engines import open_database
from tests.support.reports import DOCUMENT, MARCH, catalogue, log

PEOPLE = [f"p{n}" for n in range(6)]


def test_exchanges_are_counted_by_language_result_and_opinion(tmp_path: Path) -> None:
    """Each once: a question that was passed on is that, and a danger or a tapped title is in no figure."""
    database = open_database(tmp_path / "relais.db")
    for person in PEOPLE:
        log(database, person, feedback="up")
        log(database, person, language="en", outcome="clarify", passage="", feedback="down", reason="unclear")
        log(database, person, outcome="safeguarding")
        log(database, person, why="chosen")
        passed_on = log(database, person, outcome="not_covered", passage="")
        CaseRepository(database, workdays(ManualClock())).open(replace(new_case(), consultation=passed_on), ASKER)
    found = question_figures(database, MARCH, UTC, catalogue())
    assert (found.exchanges, found.people, found.languages) == (18, 6, {"fr": 12, "en": 6})
    assert {name: count for name, count in found.results.items() if count} == {
        "answered": 6,
        "choice": 6,
        "passed_on": 6,
    }
    assert (found.ratings, found.satisfaction) == ({"up": 6, "down": 6}, 0.5)
    assert found.reasons["unclear"] == 6
    assert found.answer_time is not None and found.answer_time.median == 0.5
    database.close()


def test_counts_of_few_people_are_withheld(tmp_path: Path) -> None:
    """And with the few who wrote in English those in French, since the whole is known."""
    database = open_database(tmp_path / "relais.db")
    for person in PEOPLE:
        log(database, person)
    for _ in range(9):
        log(database, "p0", language="en", feedback="down", reason="outdated")
    found = question_figures(database, MARCH, UTC, catalogue())
    assert (found.exchanges, found.languages) == (15, {"fr": None, "en": None})
    assert {count for span in found.spans for count in span.counts.values()} == {None}
    assert found.ratings["down"] is None and set(found.reasons.values()) == {None}
    assert [(one.id, one.unhelpful, one.outdated) for one in found.texts] == [
        (catalogue().text_of("ending-overview"), None, None)
    ]
    database.close()


def test_fewer_than_five_people_leave_no_figure(tmp_path: Path) -> None:
    """Not even how many they are."""
    database = open_database(tmp_path / "relais.db")
    for person in PEOPLE[:4]:
        log(database, person)
    found = question_figures(database, MARCH, UTC, catalogue())
    assert (found.exchanges, found.people, found.topics, found.texts) == (None, None, (), ())
    assert found.answer_time is None and set(found.results.values()) == {None, 0}
    database.close()


def test_days_are_those_of_the_team(tmp_path: Path) -> None:
    """Half an hour before midnight in UTC it is the next day further east."""
    database = open_database(tmp_path / "relais.db")
    for person in PEOPLE:
        log(database, person, at="2026-03-31T23:30:00+00:00")
    assert question_figures(database, MARCH, UTC, catalogue()).exchanges == 6
    assert question_figures(database, MARCH, ZoneInfo("Africa/Maputo"), catalogue()).exchanges == 0
    database.close()


def test_days_with_many_people_are_shown_one_by_one(tmp_path: Path) -> None:
    """Else the weeks are."""
    database = open_database(tmp_path / "relais.db")
    for person in PEOPLE:
        log(database, person, at="2026-03-02T09:00:00+00:00")
        log(database, person, at="2026-03-03T09:00:00+00:00")
    days = question_figures(database, MARCH, UTC, catalogue())
    assert (days.grain, [span.counts["fr"] for span in days.spans][:4]) == ("day", [0, 6, 6, 0])
    for n, person in enumerate(PEOPLE):
        for day in (9, 16):
            log(database, person, at=f"2026-03-{day + n % 5:02}T09:00:00+00:00")
    weeks = question_figures(database, MARCH, UTC, catalogue())
    assert (weeks.grain, [span.counts["fr"] for span in weeks.spans]) == ("week", [0, 12, 6, 6, 0, 0])
    database.close()


def test_topics_texts_and_gaps_have_names(tmp_path: Path) -> None:
    """A theme for a card, its title for a document, and a gap by the sentence of the answer."""
    database = open_database(tmp_path / "relais.db")
    refusal = say("fr", "not_covered.named", topic=catalogue().gap("notice-period", "fr"))
    for person in PEOPLE:
        log(database, person, passage="termination-grounds")
        log(database, person, passage=f"{DOCUMENT}-3")
        log(database, person, passage="", outcome="not_covered", answer=f"{refusal}\n\nL’accord signé prévaut.")
    found = question_figures(database, MARCH, UTC, catalogue())
    names = {catalogue().name(one.id, "en"): one.count for one in found.topics}
    assert names == {"end and termination": 6, "Guide financier": 6}
    assert [(one.id, one.count) for one in found.gaps] == [("notice-period", 6)]
    database.close()


def test_a_long_period_is_shown_by_months() -> None:
    """Cut where it begins and ends."""
    spans = Period(date(2026, 1, 15), date(2026, 3, 2)).spans("month")
    assert [(one.first.day, one.last.day) for one in spans] == [(15, 31), (1, 28), (1, 2)]
