"""Figures that are kept for a few minutes, so that a page which many open reads the log once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.clock import Clock, now
from bot.reports.monthly import MonthlyFigures
from bot.reports.period import Period

LIFE = timedelta(minutes=5)
_MOST = 12  # periods that are kept at once


@dataclass(frozen=True, slots=True)
class DatedFigures:
    """Figures, and the moment at which they were read."""

    figures: MonthlyFigures
    at: datetime


class RecentFigures:
    """Reads the figures of a period with `read`, unless those of a few minutes ago are at hand; from any thread."""

    def __init__(self, read: Callable[[Period], MonthlyFigures], clock: Clock = now) -> None:
        self._read, self._clock = read, clock
        self._kept: dict[Period, DatedFigures] = {}
        self._lock = Lock()

    def of(self, period: Period) -> DatedFigures:
        """Return the figures of a period, at most five minutes old."""
        with self._lock:  # whoever comes second waits for the same figures, rather than reading the log again
            self._drop_old()
            if period not in self._kept:
                self._kept[period] = DatedFigures(self._read(period), self._clock())
            return self._kept[period]

    def _drop_old(self) -> None:
        oldest = self._clock() - LIFE
        young = [(period, one) for period, one in self._kept.items() if one.at > oldest]
        self._kept = dict(young[-_MOST + 1 :])
