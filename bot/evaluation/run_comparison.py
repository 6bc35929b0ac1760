"""Compare a run with a former one: what rose, what fell, which questions changed sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.measures import MeasureUnit
from bot.evaluation.report import Numbers, Row, SetReport
from bot.evaluation.tables import heading, label, listed, plain, row

_TIMES = ("p50_ms", "p95_ms")  # they differ from run to run


@dataclass(frozen=True, slots=True)
class Change:
    """How the set `name` differs from before: the rows that differ (now less before), and questions by id."""

    name: str
    rows: tuple[Row, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def compare(before: Sequence[SetReport], now: Sequence[SetReport]) -> list[Change]:
    """Return the change of each set of `now`, without rows where the former run did not have it."""
    known = {one.name: one for one in before}
    return [_change(known[one.name], one) if one.name in known else Change(one.name) for one in now]


def _change(before: SetReport, now: SetReport) -> Change:
    known = {(each.kind, each.language): each.measures for each in before.rows}
    rows = [
        Row(each.kind, each.language, _less(each.measures, known[each.kind, each.language]))
        for each in now.rows
        if (each.kind, each.language) in known
    ]
    passed = {line.id: line.passed for line in before.questions}
    changed = [line for line in now.questions if passed.get(line.id, line.passed) != line.passed]
    return Change(
        now.name,
        tuple(each for n, each in enumerate(rows) if n == 0 or _differs(each.measures)),
        tuple(line.id for line in changed if line.passed),
        tuple(line.id for line in changed if not line.passed),
    )


def _less(now: Numbers, before: Numbers) -> Numbers:
    pairs = {name: (value, before.get(name)) for name, value in now.items()}
    return {name: None if a is None or b is None else round(a - b, 4) for name, (a, b) in pairs.items()}


def _differs(numbers: Numbers) -> bool:
    return any(value for name, value in numbers.items() if name not in _TIMES)


def table(changes: Sequence[Change]) -> str:
    """Return the changes as plain text: the row of all questions and those that differ, then the questions."""
    return "\n\n".join("\n".join(_table(change)) for change in changes)


def _table(change: Change) -> list[str]:
    if not change.rows:
        return [f"{change.name}: not in the former report"]
    rows = [row(_label(each), each.measures, signed) for each in change.rows]
    now_pass, now_fail = listed("Now passed", change.gained), listed("No longer passed", change.lost)
    return [heading(f"{change.name}, change"), *rows, *now_pass, *now_fail]


def _label(one: Row) -> str:
    return f"{one.kind} {one.language}" if one.kind and one.language else label(one)


def signed(value: float, unit: MeasureUnit) -> str:
    """Return a difference with its sign, a dot for none.

    >>> signed(0.0125, "share"), signed(-0.5, "mean"), signed(0, "count")
    ('+1.2', '-0.50', '·')
    """
    return "·" if not value else ("+" if value > 0 else "") + plain(value, unit)
