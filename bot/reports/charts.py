"""Charts: counts as bars, stacked bars and lines, drawn from numbers to shapes.

The colours are those of Okabe and Ito ("Color Universal Design", 2008), in an order of falling darkness, so that they
stay apart for colour-blind people and in grey print; lines differ by their dashes too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from bot.domain.drawing import Area, Dot, Drawing, Label, Shape, Stroke
from bot.reports.tally import Count

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
INK, GRID, AXIS = "#1a1a1a", "#d9d9d9", "#666666"

ChartKind: TypeAlias = Literal["bars", "stacked", "lines"]
NumberFormat: TypeAlias = Callable[[Count], str]

_WIDTH, _PLOT = 480, 180  # of a chart, and the height of its plot
_LEFT, _RIGHT, _TOP, _AXIS_ROOM = 48, 22, 38, 30
_ROW, _BAR, _VALUE_ROOM = 44, 16, 120  # of lying bars, each below its name
_LETTER = 7.0  # about the width of a letter of a label
_TICKS = 4  # at most, above zero
_DASHES: tuple[tuple[float, float] | None, ...] = (None, (7, 4), (2, 3), (10, 3))


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers under one name, one for each category; None is withheld."""

    name: str
    values: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. Bars lie, one for each category, and show the first series alone."""

    kind: ChartKind
    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


def draw(chart: Chart, form: NumberFormat) -> Drawing:
    """Return the drawing of a chart; `form` writes its numbers."""
    if chart.kind == "bars":
        shapes, height = list(_lying_bars(chart, form)), len(chart.categories) * _ROW + 8
    else:
        height = _TOP + _PLOT + _AXIS_ROOM
        top = _highest(chart)
        marks = _stacked_bars(chart, top) if chart.kind == "stacked" else _lines(chart, top)
        shapes = [*_legend(chart), *_grid(top, form), *marks, *_names_below(chart)]
    return Drawing(_WIDTH, height, tuple(shapes), chart.title, chart.description)


def ticks(highest: float) -> list[int]:
    """Return round numbers for an axis, from zero to the first one that is not below `highest`.

    >>> ticks(7), ticks(230), ticks(0)
    ([0, 2, 4, 6, 8], [0, 100, 200, 300], [0, 1])
    """
    size, steps = 1, (1, 2, 5)
    while True:
        for step in steps:
            if step * size * _TICKS >= highest:
                last = max(1, -(-int(highest) // (step * size)))
                return [n * step * size for n in range(last + 1)]
        size *= 10


def _highest(chart: Chart) -> int:
    columns = zip(*(series.values for series in chart.series), strict=True)
    join = sum if chart.kind == "stacked" else max
    return ticks(max((join(value or 0 for value in column) for column in columns), default=0))[-1]


def _lying_bars(chart: Chart, form: NumberFormat) -> Iterator[Shape]:
    values = chart.series[0].values
    most = max((value or 0 for value in values), default=0) or 1
    for n, (name, value) in enumerate(zip(chart.categories, values, strict=True)):
        y = 4 + n * _ROW
        length = (_WIDTH - _VALUE_ROOM) * (value or 0) / most
        yield Label(0, y + 13, _fitting(name, _WIDTH))
        if value:
            yield Area(0, y + 19, max(length, 1), _BAR, COLOURS[0])
        yield Label(length + 8 * bool(value), y + 32, form(value), is_strong=True)


def _grid(top: int, form: NumberFormat) -> Iterator[Shape]:
    for tick in ticks(top):
        y = _height_of(tick, top)
        yield Stroke(((_LEFT, y), (_WIDTH - _RIGHT, y)), AXIS if tick == 0 else GRID)
        yield Label(_LEFT - 8, y + 4, form(tick), "end", 12)


def _stacked_bars(chart: Chart, top: int) -> Iterator[Shape]:
    slot = _slot(chart)
    width = min(slot * 0.72, 64)
    for n in range(len(chart.categories)):
        x, below = _LEFT + slot * (n + 0.5), 0
        for place, series in enumerate(chart.series):
            value = series.values[n] or 0
            if value:
                upper, lower = _height_of(below + value, top), _height_of(below, top)
                # A white line between two parts tells them apart in grey print.
                gap = 1 if below else 0
                yield Area(x - width / 2, upper, width, max(lower - upper - gap, 0.5), COLOURS[place])
            below += value
        if any(series.values[n] is None for series in chart.series):
            yield Label(x, _height_of(below, top) - 5, "*", "middle")


def _lines(chart: Chart, top: int) -> Iterator[Shape]:
    slot = _slot(chart)
    for place, series in enumerate(chart.series):
        points = [
            None if value is None else (_LEFT + slot * (n + 0.5), _height_of(value, top))
            for n, value in enumerate(series.values)
        ]
        for one, after in pairwise(points):
            if one and after:
                yield Stroke((one, after), COLOURS[place], 2.5, _DASHES[place % len(_DASHES)])
        yield from (Dot(*point, 2.8, COLOURS[place]) for point in points if point)


def _legend(chart: Chart) -> Iterator[Shape]:
    x: float = _LEFT
    for place, series in enumerate(chart.series):
        if chart.kind == "lines":
            yield Stroke(((x, 14), (x + 26, 14)), COLOURS[place], 2.5, _DASHES[place % len(_DASHES)])
        else:
            yield Area(x, 8, 26, 12, COLOURS[place])
        yield Label(x + 33, 18.5, series.name)
        x += 33 + len(series.name) * _LETTER + 26


def _names_below(chart: Chart) -> Iterator[Shape]:
    slot = _slot(chart)
    widest = max((len(name) for name in chart.categories), default=1) * _LETTER + 10
    step = max(1, -(-int(widest) // max(1, int(slot))))
    for n in range(0, len(chart.categories), step):
        yield Label(_LEFT + slot * (n + 0.5), _TOP + _PLOT + 19, chart.categories[n], "middle", 12)


def _slot(chart: Chart) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / max(1, len(chart.categories))


def _height_of(value: float, top: int) -> float:
    return _TOP + _PLOT * (1 - value / top)


def _fitting(name: str, room: float) -> str:
    most = int(room / _LETTER)
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def shape_kinds(shapes: Sequence[Shape]) -> list[tuple[str, Shape]]:
    """Return each shape with the name of its kind, in small letters, by which templates choose how to show it."""
    return [(type(shape).__name__.lower(), shape) for shape in shapes]
