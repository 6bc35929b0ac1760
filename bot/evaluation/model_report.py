"""The report of a comparison between the modes of wording an answer: measures as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

from bot.evaluation.measures import percentile
from bot.evaluation.model_comparison import MODES, AnswerMode, WordedAnswer, faults
from bot.evaluation.records import MeasureValues
from bot.evaluation.tables import grid, listed

_NAMES: dict[AnswerMode, str] = {
    "texts": "texts alone",
    "unchecked": "model, unchecked",
    "checked": "model, checked",
    "alone": "model without texts",
}
_LABEL = 22  # characters

# Heading and value of each share; a table shows them in percent.
_SHARES: tuple[tuple[str, Callable[[WordedAnswer], bool | None]], ...] = (
    ("pass", lambda one: one.passed),
    ("answ", lambda one: one.passed if one.question.answerable else None),
    ("clean", lambda one: not one.violated),
    ("lang", lambda one: one.in_language),
    ("model", lambda one: one.by_model),
    ("supp", lambda one: one.supported),
    ("judge", lambda one: one.answers),
)


def measures(found: Sequence[WordedAnswer]) -> MeasureValues:
    """Return the measures of the answers in one mode, times in milliseconds; None for one that applies to none."""
    numbers: MeasureValues = {"n": float(len(found))}
    for name, value_of in _SHARES:
        values = [value for one in found if (value := value_of(one)) is not None]
        numbers[name] = sum(values) / len(values) if values else None
    for name in ("first", "whole"):
        times = [getattr(one, name) for one in found]
        numbers[f"{name}_p50"], numbers[f"{name}_p95"] = percentile(times, 0.5), percentile(times, 0.95)
    return numbers


def table(found: Mapping[str, Sequence[WordedAnswer]]) -> str:
    """Return a table for each set, and the questions to examine."""
    return "\n\n".join("\n".join(_table(name, answers)) for name, answers in found.items())


def _table(name: str, found: Sequence[WordedAnswer]) -> list[str]:
    by_mode = {mode: [one for one in found if one.mode == mode] for mode in MODES}
    columns = list(measures([]))
    rows = []
    for mode, answers in by_mode.items():
        numbers = measures(answers)
        rows.append((_NAMES[mode], [_cell(column, numbers[column]) for column in columns]))
    lines = grid(name, [(column, _width(column)) for column in columns], rows, _LABEL)
    for mode, answers in by_mode.items():
        lines += listed(f"Said what it must not, {_NAMES[mode]}", [one.question.id for one in answers if one.violated])
    lost = _lost(by_mode["texts"], by_mode["checked"])
    why = [f"{reason} {times}" for reason, times in faults(found).most_common()]
    return [
        *lines,
        *listed("Passed by the texts, not with the checked model", lost),
        *listed("Texts instead, for", why),
    ]


def _lost(texts: Sequence[WordedAnswer], checked: Sequence[WordedAnswer]) -> list[str]:
    passed = {one.question.id for one in texts if one.passed}
    return [one.question.id for one in checked if not one.passed and one.question.id in passed]


def _width(column: str) -> int:
    return 11 if column.endswith(("p50", "p95")) else 6


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "–"
    whole = column == "n" or column.endswith(("p50", "p95"))
    return f"{value:.0f}" if whole else f"{value * 100:.1f}"


def dump(found: Mapping[str, Sequence[WordedAnswer]]) -> str:
    """Return measures and answers as one JSON object."""
    sets = [
        {
            "name": name,
            "modes": {mode: measures([one for one in answers if one.mode == mode]) for mode in MODES},
            "answers": [{**asdict(one), "question": one.question.id} for one in answers],
        }
        for name, answers in found.items()
    ]
    return json.dumps({"sets": sets}, ensure_ascii=False)
