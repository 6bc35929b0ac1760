"""The present time, and the one way in which moments are written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def now() -> datetime:
    """Return the present time, aware, in UTC: the `Clock` of production."""
    return datetime.now(UTC)


def iso(moment: datetime, timespec: Literal["seconds", "microseconds"] = "seconds") -> str:
    """Return `moment` as ISO 8601 in UTC; texts of one `timespec` sort as their moments do.

    >>> iso(datetime.fromisoformat("2026-03-09T12:00:00+01:00"))
    '2026-03-09T11:00:00+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec=timespec)
