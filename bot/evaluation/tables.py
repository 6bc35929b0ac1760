"""Show reports and changes as plain text: a row for each kind and language, at most 120 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

from bot.evaluation.measures import MEASURES, VERDICT_MEASURES, Measure, MeasureUnit
from bot.evaluation.records import MeasureRow, MeasureValues, SetChange, SetReport
from bot.evaluation.reliability import EDGES, Decision, ReliabilityRow

WIDTH = 120
NAMES = {"bm25": "BM25 alone", "dense": "dense alone", "langchain": "plain LangChain"}
_LABEL = 26
_CELL: dict[MeasureUnit, int] = {"count": 5, "share": 6, "mean": 6, "ms": 6}
_COLUMNS = tuple((measure.heading, _CELL[measure.unit]) for measure in MEASURES)
_VERDICT_COLUMNS = tuple((measure.heading, len(measure.heading) + 3) for measure in VERDICT_MEASURES)
_RELIABILITY_COLUMNS = (("n", 5), ("sure", 7), ("right", 7), *((f"from {low:g}", 12) for low in EDGES))
ValueFormat = Callable[[float, MeasureUnit], str]


def grid(
    name: str, columns: Sequence[tuple[str, int]], rows: Iterable[tuple[str, Sequence[str]]], label_width: int = _LABEL
) -> list[str]:
    """Return the lines of a table called `name`: headings, then rows of a label and cells, aligned to the right.

    `columns` are headings with their widths.

    >>> grid("set", [("n", 4)], [("all", ["12"])], 5)
    ['set     n', 'all    12']
    """
    lines = [(name, [heading for heading, _ in columns]), *rows]
    widths = [width for _, width in columns]
    return [
        (label[:label_width].ljust(label_width) + "".join(map(str.rjust, cells, widths))).rstrip()
        for label, cells in lines
    ]


def table(reports: Iterable[SetReport]) -> str:
    """Return the tables of `reports`, each with the other retrievers' rows and the questions that failed."""
    return "\n\n".join("\n".join(_report_lines(one)) for one in reports)


def change_table(changes: Iterable[SetChange]) -> str:
    """Return the tables of `changes`: the row of all questions, the rows that differ, and the questions by id."""
    return "\n\n".join("\n".join(_change_lines(change)) for change in changes)


def _report_lines(one: SetReport) -> list[str]:
    rows = [(label(each), _cells(each.measures, plain)) for each in one.rows]
    for name, found in one.baselines.items():
        whole = [each for each in found if not each.kind]
        rows += [(f"{NAMES.get(name, name)} {each.language}", _cells(each.measures, plain)) for each in whole]
    failed = [line.id for line in one.questions if not line.passed]
    unexpected = [line.id for line in one.questions if not line.routed]
    return [
        *grid(one.name, _COLUMNS, rows),
        *_verdict_lines("verdicts", [(label(each), each.measures) for each in one.rows], plain),
        *_reliability_lines("answers by confidence", "answered", one.reliability),
        *_reliability_lines("refusals by confidence", "refused", one.reliability),
        *listed("Not passed", failed),
        *listed("Not dealt with as expected", unexpected),
    ]


def _change_lines(change: SetChange) -> list[str]:
    if not change.rows:
        return [f"{change.name}: not in the former report"]
    rows = [(_change_label(each), _cells(each.measures, signed)) for each in change.rows]
    now_pass, now_fail = listed("Now passed", change.gained), listed("No longer passed", change.lost)
    named = [(_change_label(each), each.measures) for each in change.rows]
    verdicts = _verdict_lines("verdicts, change", named, signed)
    return [*grid(f"{change.name}, change", _COLUMNS, rows), *verdicts, *now_pass, *now_fail]


def _verdict_lines(title: str, rows: Iterable[tuple[str, MeasureValues]], form: ValueFormat) -> list[str]:
    """Return the table of what became of the questions, without the rows to which no verdict applies."""
    asked = [(name, numbers) for name, numbers in rows if _has_verdict(numbers)]
    cells = [(name, _cells(numbers, form, VERDICT_MEASURES)) for name, numbers in asked]
    return grid(title, _VERDICT_COLUMNS, cells) if cells else []


def _has_verdict(numbers: MeasureValues) -> bool:
    return any(numbers.get(measure.name) is not None for measure in VERDICT_MEASURES)


def _reliability_lines(title: str, decision: Decision, rows: Sequence[ReliabilityRow]) -> list[str]:
    """Return the reliability table of one sort of decision: in each bin the number, and the percentage right."""
    cells = [(label(row), _reliability_cells(row)) for row in rows if row.decision == decision]
    return grid(title, _RELIABILITY_COLUMNS, cells) if cells else []


def _reliability_cells(row: ReliabilityRow) -> list[str]:
    held = {each.low: f"{each.n}: {plain(each.right, 'share')}" for each in row.bins}
    return [
        f"{row.n}",
        plain(row.confidence, "share"),
        plain(row.right, "share"),
        *(held.get(low, "") for low in EDGES),
    ]


def label(one: MeasureRow | ReliabilityRow) -> str:
    """Return the label of a row: its kind, or its language, indented.

    >>> label(MeasureRow("", "", {})), label(MeasureRow("direct", "fr", {}))
    ('all', '  fr')
    """
    return f"  {one.language}" if one.language else one.kind or "all"


def _change_label(one: MeasureRow) -> str:
    return f"{one.kind} {one.language}" if one.kind and one.language else label(one)


def _cells(numbers: MeasureValues, form: ValueFormat, measures: Sequence[Measure] = MEASURES) -> list[str]:
    """Return a cell for each measure: a dash for None, a blank for one that was not measured."""
    cells = []
    for measure in measures:
        value = numbers.get(measure.name)
        shown = "–" if value is None else form(value, measure.unit)
        cells.append(shown if measure.name in numbers else "")
    return cells


def plain(value: float, unit: MeasureUnit) -> str:
    """Return a share in percent, a mean with two decimals, other numbers whole.

    >>> plain(0.9167, "share"), plain(0.9167, "mean"), plain(41.6, "ms")
    ('91.7', '0.92', '42')
    """
    return f"{value * 100:.1f}" if unit == "share" else f"{value:.2f}" if unit == "mean" else f"{value:.0f}"


def signed(value: float, unit: MeasureUnit) -> str:
    """Return a difference with its sign, a dot for none.

    >>> signed(0.0125, "share"), signed(-0.5, "mean"), signed(0, "count")
    ('+1.2', '-0.50', '·')
    """
    return "·" if not value else ("+" if value > 0 else "") + plain(value, unit)


def listed(title: str, ids: Sequence[str]) -> list[str]:
    """Return the lines of the ids under `title`, wrapped; none without ids."""
    text = f"{title} ({len(ids)}): {' '.join(ids)}"
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False) if ids else []
