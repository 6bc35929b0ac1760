"""Parse the settings that are more than a text or a number: days, zones, lists and addresses."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
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


def networks_of(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the addresses and networks that `text` names, with commas between.

    >>> networks_of("127.0.0.1, 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    try:
        return tuple(ip_network(item) for item in items_of(text))
    except ValueError as error:
        raise ValueError(f"{error}: no address such as 10.0.0.5 or 10.0.0.0/8") from None


def people_of(text: str) -> dict[str, str]:
    """Return the Telegram ids of people, by the name that a proxy has for each.

    >>> people_of("awa@example.org=1001, ben=1002")
    {'awa@example.org': '1001', 'ben': '1002'}
    """
    pairs = [item.rpartition("=") for item in items_of(text)]
    if any(not name or len(ids_of(identity)) != 1 for name, _, identity in pairs):
        raise ValueError("names with Telegram ids, such as awa@example.org=1001")
    return {name.strip(): ids_of(identity)[0] for name, _, identity in pairs}


def is_loopback(listen: str) -> bool:
    """Tell whether a host and port are reached from this machine alone.

    >>> [is_loopback(listen) for listen in ("127.0.0.1:8440", "[::1]:8440", "localhost:1", "0.0.0.0:8440")]
    [True, True, True, False]
    """
    host = listen.rpartition(":")[0].strip("[]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_origin(url: str) -> bool:
    """Tell whether a web address has a host and no path.

    >>> is_origin("https://desk.example.org/"), is_origin("https://example.org/desk"), is_origin("desk.example.org")
    (True, False, False)
    """
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and not parts.query


def check_desk_url(url: str, listen: str) -> None:
    """Raise ValueError if the desk, which listens at `listen`, can't safely be reached at `url`; empty for loopback."""
    if url and not is_origin(url):
        raise ValueError("an address that begins with http:// or https:// and has no path, or nothing")
    if not is_loopback(listen) and not url.startswith("https://"):
        raise ValueError("an address that begins with https:// is needed where the desk listens beyond loopback")
