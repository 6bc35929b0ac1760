"""The working days of the teams, from which due dates are computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.clock import Clock, now

SATURDAY, SUNDAY = 5, 6
_LONGEST_BREAK = 60  # days; a calendar with more free days in a row is a mistake


@dataclass(frozen=True, slots=True)
class Workdays:
    """A calendar with weekends and holidays, in the teams' time zone.

    `holidays` are single days, `yearly` (month, day) pairs that recur every year. Offices have their own holidays,
    which are those of no country, so they come from the settings.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    zone: tzinfo = UTC
    clock: Clock = now

    def now(self) -> datetime:
        """Return the present time in the teams' time zone."""
        return self.clock().astimezone(self.zone)

    def today(self) -> date:
        """Return the present day in the teams' time zone."""
        return self.now().date()

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
