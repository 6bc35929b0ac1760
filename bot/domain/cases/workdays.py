"""The office's working days: when an answer is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial

SATURDAY, SUNDAY = 5, 6
_LONGEST_BREAK = 60  # days; a calendar with more free days in a row is a mistake


@dataclass(frozen=True, slots=True)
class Workdays:
    """A calendar without its weekends and holidays, in the office's time zone.

    `holidays` are single days, `yearly` (month, day) pairs that come every year. Offices keep lists of their own, which
    are those of no country, so they are given and not looked up.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    zone: tzinfo = UTC
    clock: Callable[[], datetime] = field(default=partial(datetime.now, UTC))

    def now(self) -> datetime:
        """Return the time in the office."""
        return self.clock().astimezone(self.zone)

    def today(self) -> date:
        """Return the day in the office."""
        return self.now().date()

    def is_working(self, day: date) -> bool:
        """Tell whether people work on `day`.

        >>> days = Workdays(yearly=frozenset({(5, 1)}))
        >>> [days.is_working(date(2026, 5, day)) for day in (1, 2, 4)]
        [False, False, True]
        """
        return not (day.weekday() in self.weekend or day in self.holidays or (day.month, day.day) in self.yearly)

    def after(self, day: date, count: int) -> date:
        """Return the working day that comes `count` working days after `day`.

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
