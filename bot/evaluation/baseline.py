"""Compare a run with a former one, its baseline: changed measures, and questions that now pass or fail."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluation.records import MeasureRow, MeasureValues, SetChange, SetReport

_TIMES = ("p50_ms", "p95_ms")  # differ from run to run, so they make no change of their own


def compare(before: Sequence[SetReport], now: Sequence[SetReport]) -> list[SetChange]:
    """Return the change of each set of `now`; one that the former run did not have gets no rows."""
    known = {one.name: one for one in before}
    return [_change(known[one.name], one) if one.name in known else SetChange(one.name) for one in now]


def _change(before: SetReport, now: SetReport) -> SetChange:
    known = {(each.kind, each.language): each.measures for each in before.rows}
    rows = [
        MeasureRow(each.kind, each.language, _less(each.measures, known[each.kind, each.language]))
        for each in now.rows
        if (each.kind, each.language) in known
    ]
    passed = {line.id: line.passed for line in before.questions}
    changed = [line for line in now.questions if passed.get(line.id, line.passed) != line.passed]
    return SetChange(
        now.name,
        tuple(each for n, each in enumerate(rows) if n == 0 or _differs(each.measures)),
        tuple(line.id for line in changed if line.passed),
        tuple(line.id for line in changed if not line.passed),
    )


def _less(now: MeasureValues, before: MeasureValues) -> MeasureValues:
    pairs = {name: (value, before.get(name)) for name, value in now.items()}
    return {name: None if a is None or b is None else round(a - b, 4) for name, (a, b) in pairs.items()}


def _differs(numbers: MeasureValues) -> bool:
    return any(value for name, value in numbers.items() if name not in _TIMES)
