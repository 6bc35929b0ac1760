"""The working days of the teams, and the due dates of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.clock import Clock, now
from bot.domain.cases.case import CaseKind

SATURDAY, SUNDAY = 5, 6
_SAFEGUARDING_DAYS = 1  # working days for the case of someone in danger
_LONGEST_BREAK = 60  # days; a calendar with more free days in a row is a mistake


@dataclass(frozen=True, slots=True)
class Workdays:
    """A calendar with weekends and holidays, in the teams' time zone.

    `holidays` are single days, `yearly` (month, day) pairs that recur every year. Offices have their own holidays,
    which are those of no country, so they come from the settings. `case_days` are the working days for a question.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    zone: tzinfo = UTC
    clock: Clock = now
    case_days: int = 5

    def now(self) -> datetime:
        """Return the present time in the teams' time zone."""
        return self.clock().astimezone(self.zone)

    def today(self) -> date:
        """Return the present day in the teams' time zone."""
        return self.now().date()

    def next_due(self, kind: CaseKind = "question") -> date:
        """Return the due date of a case of this kind that is opened or reopened now."""
        return self.after(self.today(), _SAFEGUARDING_DAYS if kind == "safeguarding" else self.case_days)

    def is_working(self, day: date) -> bool:
        """Tell whether `day` is a working day.

        >>> days = Workdays(yearly=frozenset({(5, 1)}))
        >>> [days.is_working(date(2026, 5, day)) for day in (1, 2, 4)]
        [False, False, True]
        """
        return not (day.weekday() in self.weekend or day in self.holidays or (day.month, day.day) in self.yearly)

    def after(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day`.

        >>> Workdays().after(date(2026, 3, 5), 2), Workdays().after(date(2026, 3, 7), 1)
        (datetime.date(2026, 3, 9), datetime.date(2026, 3, 9))
        """
        for _ in range(count):
            day = self._next(day)
        return day

    def _next(self, day: date) -> date:
        for ahead in range(1, _LONGEST_BREAK):
            if self.is_working(found := day + timedelta(days=ahead)):
                return found
        raise ValueError(f"No working day in the {_LONGEST_BREAK} days after {day}.")
