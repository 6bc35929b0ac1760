"""Figures about the cases of a period: how many were opened, what became of them, how long an answer took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from bot.domain.cases.case import UNANSWERED, Case
from bot.reports.durations import Durations, durations
from bot.reports.period import Period
from bot.reports.tally import FEWEST_PEOPLE, Count, Tally, shown_total
from bot.storage.database import Database

ENDS = ("on_time", "late", "waiting", "overdue", "closed")

_FIRST_ANSWERS = "SELECT number, min(at) AS at FROM case_events WHERE kind = 'answered' GROUP BY number"


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """What is told of the cases opened in a period, without those about a danger.

    `ends` says what became of them until the end of the period: answered on time or late, waiting, overdue, or closed
    without an answer. `reply_time` is from the opening to the first answer, in seconds. `helped` counts what people
    said of the answers. `open_now` are all cases that wait for an answer at present, and `overdue_now` those of them
    that are late.
    """

    opened: Count
    ends: dict[str, Count]
    reply_time: Durations | None
    helped: dict[str, Count]
    themes: dict[str, Count]
    open_now: Count
    overdue_now: Count


def case_times(
    database: Database,
    cases: Sequence[Case],
    period: Period,
    zone: tzinfo,
    today: date,
    fewest: int = FEWEST_PEOPLE,
) -> CaseTimes:
    """Return the figures of the cases opened in a period, as it stood at its end, or today if that is earlier."""
    with database.read() as db:
        answered = {row["number"]: datetime.fromisoformat(row["at"]) for row in db.fetch_all(_FIRST_ANSWERS)}
    start, end = period.bounds(zone)
    opened = [case for case in cases if case.kind != "safeguarding" and start <= case.opened < end]
    day = min(today, period.last)
    ends, helped, themes = Tally[str](fewest), Tally[str](fewest), Tally[str](fewest)
    for case in opened:
        ends.add(_end(case, answered, day, zone), case.chat)
        helped.add(case.helped if case.helped in ("yes", "no") else "", case.chat)
        themes.add(case.theme, case.chat)
    opinions, present = helped.shown(("yes", "no")), _present(cases, today, fewest)
    return CaseTimes(
        opened=shown_total(ends.whole, fewest),
        ends=ends.shown(ENDS),
        reply_time=durations(_times(opened, answered, day, zone), fewest),
        helped={one: opinions[one] for one in ("yes", "no")},
        themes={theme: count for theme, count in themes.shown().items() if theme},
        open_now=shown_total(present.whole, fewest),
        overdue_now=present.shown(("overdue",))["overdue"],
    )


def _present(cases: Sequence[Case], today: date, fewest: int) -> Tally[str]:
    """Return the cases that wait for an answer today, the overdue ones and the others."""
    present = Tally[str](fewest)
    for case in cases:
        if case.kind != "safeguarding" and case.state in UNANSWERED:
            present.add("overdue" if case.is_overdue(today) else "in time", case.chat)
    return present


def _end(case: Case, answered: Mapping[str, datetime], day: date, zone: tzinfo) -> str:
    at = answered.get(case.number)
    if at is not None and (answered_on := at.astimezone(zone).date()) <= day:
        return "on_time" if answered_on <= case.due else "late"
    if case.state == "closed":
        return "closed"
    return "overdue" if case.due < day else "waiting"


def _times(
    opened: Sequence[Case], answered: Mapping[str, datetime], day: date, zone: tzinfo
) -> Iterator[tuple[str, float]]:
    for case in opened:
        at = answered.get(case.number)
        if at is not None and at.astimezone(zone).date() <= day:
            yield case.chat, (at - datetime.fromisoformat(case.opened)).total_seconds()
