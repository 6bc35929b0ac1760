"""Durations as a report tells them: the median, and the time within which nine in ten were done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.reports.tally import FEWEST_PEOPLE

_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Durations:
    """The median of durations, and the one that 90 % of them do not exceed (nearest rank), in seconds."""

    median: float
    most: float


def durations(found: Iterable[tuple[str, float]], fewest: int = FEWEST_PEOPLE) -> Durations | None:
    """Return the figures of durations in seconds, each with the person; None if too few people are behind them.

    >>> durations([(name, n) for n, name in enumerate("abcdefghij", 1)])
    Durations(median=5, most=9)
    >>> durations([("a", 3.0)] * 9) is None
    True
    """
    held = list(found)
    if len({person for person, _ in held}) < fewest:
        return None
    seconds = sorted(one for _, one in held)
    return Durations(_rank(seconds, 0.5), _rank(seconds, _MOST))


def _rank(ordered: list[float], share: float) -> float:
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]
