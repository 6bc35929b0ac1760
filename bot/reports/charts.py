"""Charts: counts as bars, stacked bars and lines, drawn by pygal.

The colours are those of Okabe and Ito ("Color Universal Design", 2008), in an order of falling darkness, so that they
stay apart for colour-blind people and in grey print; lines differ by their dashes too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from xml.etree import ElementTree as ET

from bot.domain.drawing import Drawing
from bot.reports.tally import Count

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
LIGHT, INK, GRID, AXIS = "#9fcbe8", "#1a1a1a", "#d9d9d9", "#666666"

ChartKind: TypeAlias = Literal["bars", "stacked", "lines"]
NumberFormat: TypeAlias = Callable[[Count], str]

_WIDTH, _HEIGHT = 480, 250
_ROW = 30  # of a lying bar, with its name and number on it
_LETTERS = 66  # of a name, at most
_NAMES_BELOW = 6  # at most, so that they don't touch
_TICKS = 5  # at most
_LETTER = 12  # height of letters
_DASHES = ("none", "7 4", "2 3", "10 3")
_WITHHELD = "*"
# Of what pygal draws: elements and their places that are kept, and classes of what is left out.
_SHAPES = frozenset({"g", "rect", "circle", "path", "text"})
_PLACES = ("x", "y", "width", "height", "cx", "cy", "r", "d", "transform")
_LEFT_OUT = frozenset({"background", "tooltip-overlay"})
_SERIES = "color-"


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
    graph = {"bars": _bars, "stacked": _stacked, "lines": _lines}[chart.kind](chart, form)
    shapes = "".join(ET.tostring(shape, encoding="unicode") for shape in _shapes(graph.render_tree(), frozenset(), 0))
    return Drawing(graph.config.width, graph.config.height, shapes, chart.title, chart.description)


def _bars(chart: Chart, form: NumberFormat) -> Graph:
    """Return bars with names and numbers on them, which therefore are pale; the first one is on top."""
    import pygal

    rows = list(zip(chart.categories, chart.series[0].values, strict=True))
    graph = pygal.HorizontalBar(
        **_settings(len(rows) * _ROW + 8),
        margin=4,
        show_legend=False,
        show_x_labels=False,
        show_y_labels=False,
        print_values=True,
        print_values_position="bottom",
    )
    written = [{"value": count or 0, "formatter": _constant(f"{_cut(name)} · {form(count)}")} for name, count in rows]
    graph.add("", written[::-1])
    return graph


def _stacked(chart: Chart, form: NumberFormat) -> Graph:
    import pygal

    graph = _along(chart, form, pygal.StackedBar, print_values=True, print_values_position="top")
    for series in chart.series:
        marks = [_WITHHELD if count is None else "" for count in series.values]
        values = zip(series.values, marks, strict=True)
        graph.add(series.name, [{"value": count or 0, "formatter": _constant(mark)} for count, mark in values])
    return graph


def _lines(chart: Chart, form: NumberFormat) -> Graph:
    import pygal

    graph = _along(chart, form, pygal.Line, allow_interruptions=True, dots_size=2.8)
    for series in chart.series:
        graph.add(series.name, list(series.values))
    return graph


def _along(chart: Chart, form: NumberFormat, kind: Callable[..., Any], **more: object) -> Any:
    """Return an empty chart with the categories along its foot and numbers at its left."""
    graph = kind(
        **_settings(_HEIGHT),
        **more,
        margin=8,
        margin_right=24,  # half of the last name
        legend_at_bottom=True,
        legend_at_bottom_columns=len(chart.series),
        show_minor_x_labels=False,
        x_labels_major_every=max(1, -(-len(chart.categories) // _NAMES_BELOW)),
        max_scale=_TICKS,
        order_min=0,
        range=(0, None),
        value_formatter=lambda count: form(round(count)),
    )
    graph.x_labels = chart.categories
    return graph


def _settings(height: int) -> dict[str, Any]:
    """Return the settings that all charts share. Without "css" and "js" they name no files from elsewhere."""
    from pygal.style import Style

    sizes = dict.fromkeys(("label_font_size", "major_label_font_size", "value_font_size", "legend_font_size"), _LETTER)
    plain = {"css": (), "js": (), "truncate_legend": -1, "truncate_label": -1}
    return {"width": _WIDTH, "height": height, "style": Style(**sizes), **plain}


def _constant(text: str) -> Callable[[object], str]:
    return lambda _: text


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else name[: _LETTERS - 1].rstrip() + "…"


def _shapes(node: Any, around: frozenset[str], place: int) -> Iterator[ET.Element]:
    """Yield the shapes below a node of pygal's drawing, with what they look like as attributes.

    `around` are the classes of the nodes above it, by which pygal's style sheet would choose, `place` is the number of
    the series.
    """
    for child in node:
        tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "comment"
        own = frozenset((child.get("class") or "").split())
        if tag not in _SHAPES or own & _LEFT_OUT or _is_unseen(tag, child) or _rises(own, around):
            continue
        number = next((int(one.removeprefix(_SERIES)) for one in own if one.startswith(_SERIES)), place)
        shape = ET.Element(tag, {key: _rounded(child.get(key)) for key in _PLACES if key in child.attrib})
        if tag == "g":
            shape.extend(_shapes(child, around | own, number))
        else:
            shape.attrib |= _look(tag, around, own, number)
            shape.text = child.text
        if tag != "g" or len(shape):
            yield shape


def _is_unseen(tag: str, node: Any) -> bool:
    """Tell whether a text says nothing, or a bar stands for nothing."""
    if tag == "rect":
        return not all(float(node.get(length) or 0) for length in ("width", "height"))
    return tag == "text" and not node.text


def _rises(own: frozenset[str], around: frozenset[str]) -> bool:
    """Tell whether a shape is one of the lines that rise from the names below, which the style sheet hides."""
    return "guide" in own and "x" in around


def _look(tag: str, around: frozenset[str], own: frozenset[str], place: int) -> dict[str, str]:
    """Return the attributes that say what a shape looks like."""
    colour, dashes = COLOURS[place % len(COLOURS)], _DASHES[place % len(_DASHES)]
    is_lying = "horizontalbar-graph" in around
    if tag == "text":
        anchor = "start" if is_lying or "legend" in around else "end" if "y" in around else "middle"
        return {"fill": INK, "font-size": str(_LETTER), "text-anchor": anchor}
    if tag != "path":
        return {"fill": LIGHT if is_lying else colour}
    if "series" not in around:
        return {"stroke": AXIS if "axis" in own else GRID}
    line = {"stroke-width": "2.5", "stroke-linejoin": "round", "stroke-dasharray": dashes}
    return {"fill": "none", "stroke": colour} | line


def _rounded(places: str) -> str:
    """Return the numbers of an attribute with one decimal."""
    return re.sub(r"\d+\.\d+", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), places)
