"""The office's working days: when an answer is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

SATURDAY, SUNDAY = 5, 6
_LONGEST_BREAK = 60  # days; a calendar with more free days in a row is a mistake

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


def weekend_of(text: str) -> frozenset[int]:
    """Return the days of the week that are named. Raise ValueError for what is no day, or if no day is left to work.

    >>> sorted(weekend_of("Fri, sat")), weekend_of("")
    ([4, 5], frozenset())
    """
    names = _items(text.lower())
    if unknown := [name for name in names if name not in _WEEK]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(_WEEK)}")
    if len(set(names)) == len(_WEEK):
        raise ValueError("no day of the week is left to work on")
    return frozenset(_WEEK.index(name) for name in names)


def holidays_of(text: str) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    """Return the single days and the yearly ones. Raise ValueError for what is neither.

    >>> holidays_of("2026-05-14, 05-01")
    (frozenset({datetime.date(2026, 5, 14)}), frozenset({(5, 1)}))
    """
    single, yearly = set(), set()
    for item in _items(text):
        try:
            day = date.fromisoformat(f"2024-{item}" if len(item) == len("05-01") else item)  # 2024: a leap year
        except ValueError:
            raise ValueError(f"{item!r} is no day such as 2026-05-14 or 05-01") from None
        if len(item) == len("05-01"):
            yearly.add((day.month, day.day))
        else:
            single.add(day)
    return frozenset(single), frozenset(yearly)


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that name. Raise ValueError if there is none.

    >>> zone_of("Africa/Dakar").key
    'Africa/Dakar'
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError(f"{name!r} is no time zone such as Africa/Dakar") from None


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]
