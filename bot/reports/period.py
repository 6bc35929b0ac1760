"""The days that a report is about, and the shorter spans that its charts show them by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, TypeAlias

from bot.clock import iso

Grain: TypeAlias = Literal["day", "week", "month"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month")
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the teams' calendar, from `first` to `last`."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Its days in order."""
        return [self.first + _ONE * n for n in range((self.last - self.first).days + 1)]

    @property
    def is_whole_month(self) -> bool:
        """Whether it is a month of the calendar, from its first day to its last.

        >>> Period(date(2026, 2, 1), date(2026, 2, 28)).is_whole_month
        True
        """
        return self.first.day == 1 and month_of(self.first) == self

    def bounds(self, zone: tzinfo) -> tuple[str, str]:
        """Return its first moment and the first one after it, as moments are stored (ISO 8601 UTC)."""
        start, end = (datetime.combine(day, time(), zone) for day in (self.first, self.last + _ONE))
        return iso(start), iso(end)

    def spans(self, grain: Grain) -> list[Period]:
        """Return its days, its weeks from Monday on, or its months; the first and the last one may be cut.

        >>> [f"{one.first:%d.%m}-{one.last:%d.%m}" for one in Period(date(2026, 3, 6), date(2026, 3, 17)).spans("week")]
        ['06.03-08.03', '09.03-15.03', '16.03-17.03']
        """
        return list(self._spans(grain))

    def _spans(self, grain: Grain) -> Iterator[Period]:
        start = self.first
        while start <= self.last:
            end = min(_end_of(start, grain), self.last)
            yield Period(start, end)
            start = end + _ONE


def month_of(day: date) -> Period:
    """Return the month that `day` is in.

    >>> month_of(date(2026, 2, 12)).last
    datetime.date(2026, 2, 28)
    """
    first = day.replace(day=1)
    return Period(first, _end_of(first, "month"))


def last_month(today: date) -> Period:
    """Return the last month that is over.

    >>> last_month(date(2026, 1, 5)).first
    datetime.date(2025, 12, 1)
    """
    return month_of(today.replace(day=1) - _ONE)


def _end_of(start: date, grain: Grain) -> date:
    if grain == "day":
        return start
    if grain == "week":
        return start + _ONE * (6 - start.weekday())
    return (start.replace(day=1) + timedelta(days=32)).replace(day=1) - _ONE
