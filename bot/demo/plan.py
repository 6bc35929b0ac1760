"""The invented month, drawn from a seed: who asks what, when, with which result, and what becomes of it."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from bot.reports.period import Period, last_month
from bot.storage.consultations import Feedback
from corpus.language import Language

Kind: TypeAlias = Literal["answered", "closest", "clarify", "not_covered", "smalltalk"]

PEOPLE = 36
_ENGLISH = 3  # every so many people one writes in English
_WEEKDAY, _WEEKEND = (14, 30), (3, 8)  # exchanges a day
_KINDS: dict[Kind, int] = {"answered": 55, "closest": 9, "clarify": 8, "not_covered": 20, "smalltalk": 8}
_UP, _DOWN = 0.24, 0.08  # shares of the answers that are rated
_REASONS = ("wrong", "unclear", "outdated", "other", "")
_FIRST_HOUR, _LAST_HOUR = 7, 19


@dataclass(frozen=True, slots=True)
class PlannedExchange:
    """An exchange: who (a number), when, in which language, about which card or gap, with what result.

    `wording` picks one of the wordings of a question; `feedback` and `reason` are what the person thought of it.
    """

    person: int
    at: datetime
    language: Language
    kind: Kind
    target: str
    wording: int
    milliseconds: int
    feedback: Feedback | None
    reason: str


@cache
def words() -> dict[str, Any]:
    """Return the invented words."""
    return tomllib.loads((Path(__file__).parent / "demo.toml").read_text(encoding="utf-8"))


def demo_period(today: date) -> Period:
    """Return the days of a demonstration: the last whole month, and the present one up to yesterday.

    >>> demo_period(date(2026, 4, 10)).first, demo_period(date(2026, 4, 1)).last
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    """
    return Period(last_month(today).first, today - timedelta(days=1))


def plan(today: date, seed: int) -> list[PlannedExchange]:
    """Return the exchanges of a demonstration, oldest first; the same for the same day and seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    exchanges = [one for day in demo_period(today).days for one in _day(chance, day)]
    return sorted(exchanges, key=lambda one: (one.at, one.person))


def _day(chance: random.Random, day: date) -> Iterator[PlannedExchange]:
    for _ in range(chance.randint(*(_WEEKEND if day.weekday() > 4 else _WEEKDAY))):
        person = min(int(chance.expovariate(1 / 12)), PEOPLE - 1)
        kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        seconds = chance.randrange(_FIRST_HOUR * 3600, _LAST_HOUR * 3600)
        feedback, reason = _opinion(chance, kind)
        yield PlannedExchange(
            person=person,
            at=datetime.combine(day, time(), UTC) + timedelta(seconds=seconds),
            language="en" if person % _ENGLISH == 1 else "fr",
            kind=kind,
            target=_target(chance, kind),
            wording=chance.randrange(1000),
            milliseconds=int(chance.lognormvariate(6.6, 0.5)),
            feedback=feedback,
            reason=reason,
        )


def _opinion(chance: random.Random, kind: Kind) -> tuple[Feedback | None, str]:
    drawn = chance.random()
    if kind == "smalltalk" or drawn > _UP + _DOWN:
        return None, ""
    return ("up", "") if drawn < _UP else ("down", chance.choice(_REASONS))


def _target(chance: random.Random, kind: Kind) -> str:
    if kind == "smalltalk":
        return ""
    listed: Sequence[str] = [gap["id"] for gap in words()["gaps"]] if kind == "not_covered" else words()["cards"]["ids"]
    return listed[min(int(chance.expovariate(1 / (len(listed) / 3))), len(listed) - 1)]
