"""Floors: measures that a run must reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.errors import EvaluationError
from bot.evaluation.measures import MEASURES
from bot.evaluation.report import SetReport

NAMES = tuple(measure.name for measure in MEASURES if measure.unit in ("share", "mean"))


def read_floors(texts: Iterable[str]) -> dict[str, float]:
    """Return the floors given as NAME=VALUE. Raise EvaluationError for another name or a value outside 0 to 1.

    >>> read_floors(["answered=0.85"])
    {'answered': 0.85}
    """
    return dict(_floor(text) for text in texts)


def _floor(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in NAMES:
        raise EvaluationError(f"--min {text}: it can be {', '.join(NAMES)}, as in --min answered=0.85.")
    try:
        floor = float(value)
    except ValueError:
        floor = -1.0
    if not 0 <= floor <= 1:
        raise EvaluationError(f"--min {text}: the value must be a number from 0 to 1.")
    return name, floor


def shortfalls(reports: Sequence[SetReport], floors: Mapping[str, float]) -> list[str]:
    """Return a line for each set and floor that it does not reach; what is not measured does not reach it."""
    return [
        f"{one.name}: {name} is {_shown(one.total[name])}, below {floor:g}."
        for one in reports
        for name, floor in floors.items()
        if (one.total[name] or 0.0) < floor or one.total[name] is None
    ]


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"
