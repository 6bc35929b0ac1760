"""Parse the settings that are more than a text or a number: days, zones, lists and addresses."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekend_of(text: str) -> frozenset[int]:
    """Return the weekdays that `text` names, Monday being 0. At least one day must be left to work on.

    >>> sorted(weekend_of("Fri, sat")), weekend_of("")
    ([4, 5], frozenset())
    """
    names = items_of(text.lower())
    if unknown := [name for name in names if name not in _WEEK]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(_WEEK)}")
    if len(set(names)) == len(_WEEK):
        raise ValueError("no day of the week is left to work on")
    return frozenset(_WEEK.index(name) for name in names)


def holidays_of(text: str) -> tuple[frozenset[date], frozenset[tuple[int, int]]]:
    """Return the single days and the yearly ones, these as (month, day).

    >>> holidays_of("2026-05-14, 05-01")
    (frozenset({datetime.date(2026, 5, 14)}), frozenset({(5, 1)}))
    """
    single, yearly = set(), set()
    for item in items_of(text):
        is_yearly = len(item) == len("05-01")
        try:
            day = date.fromisoformat(f"2024-{item}" if is_yearly else item)  # 2024: a leap year
        except ValueError:
            raise ValueError(f"{item!r} is no day such as 2026-05-14 or 05-01") from None
        if is_yearly:
            yearly.add((day.month, day.day))
        else:
            single.add(day)
    return frozenset(single), frozenset(yearly)


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone called `name` in the tz database.

    >>> zone_of("Africa/Dakar").key
    'Africa/Dakar'
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError(f"{name!r} is no time zone such as Africa/Dakar") from None


def ids_of(text: str) -> tuple[str, ...]:
    """Return the Telegram ids of people, in decimal.

    >>> ids_of("700000001, 700000002"), ids_of("")
    (('700000001', '700000002'), ())
    """
    ids = items_of(text)
    if not all(one.isdecimal() for one in ids):
        raise ValueError("numbers with commas between them, or nothing")
    return ids


def check_database_url(text: str) -> None:
    """Raise ValueError, which does not quote it, unless `text` is empty or the address of a PostgreSQL database.

    >>> check_database_url("postgresql://relais@localhost/relais")
    """
    try:
        address = urlsplit(text)
        _ = address.port
        is_postgres = address.scheme in ("postgresql", "postgres") and bool(address.path.strip("/"))
    except ValueError:
        is_postgres = False
    if text and not is_postgres:
        raise ValueError("an address such as postgresql://user@host:5432/database, or nothing")


def items_of(text: str) -> tuple[str, ...]:
    """Return the parts of a comma-separated list, without spaces around them and without empty ones.

    >>> items_of("stop, laisse tomber,,")
    ('stop', 'laisse tomber')
    """
    return tuple(item.strip() for item in text.split(",") if item.strip())
