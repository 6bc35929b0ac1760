"""Read the words and figures in the drawings of a slide: charts as tables, diagrams (SmartArt) as lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from index.ingest.grid_markdown import grid_markdown
from index.ingest.sheet_cell import cell_text
from index.ingest.table_grid import Cell

_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_DGM = f"{{{_DIAGRAM}}}"
_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_DEEPEST = 8  # levels of a diagram


def chart_markdown(chart: Any) -> str:
    """Return a chart as a table of its categories and series under its title; "" if it has no categories."""
    plot = next(iter(chart.plots), None)
    names = [str(category.label) for category in plot.categories] if plot is not None else []
    series = list(plot.series) if plot is not None else []
    if not names or not series:
        return ""
    header = [Cell("", header=True), *(Cell(one.name or "–", header=True) for one in series)]
    columns = [[cell_text(value, _form(one)) for value in one.values] for one in series]
    rows = [
        [Cell(name), *(Cell(column[place] if place < len(column) else "") for column in columns)]
        for place, name in enumerate(names)
    ]
    title = " ".join(chart.chart_title.text_frame.text.split()) if chart.has_title else ""
    return "\n\n".join(filter(None, (title, grid_markdown([header, *rows])[0])))


def _form(series: Any) -> str:
    """Return the format of the figures of a series."""
    return str(next(iter(series._element.xpath("./c:val//c:formatCode/text()")), "General"))


def diagram_markdown(frame: Any, part: Any) -> str:
    """Return the texts of a diagram of the slide `part` as a list with its levels; "" if the frame holds none."""
    from lxml import etree

    ids = next(frame.iter(f"{_DGM}relIds"), None)
    if ids is None:
        return ""
    try:
        root = etree.fromstring(part.related_part(ids.get(_REFERENCE)).blob)
    except (KeyError, etree.XMLSyntaxError):
        return ""
    points = {point.get("modelId"): point for point in root.iter(f"{_DGM}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DGM}cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId"), []).append((int(link.get("srcOrd") or 0), link.get("destId")))
    roots = [name for name, point in points.items() if point.get("type") == "doc"]
    return "\n".join(line for name in roots for line in _items(name, points, below, 0))


def _items(name: str, points: dict[Any, Any], below: dict[str, list[tuple[int, str]]], depth: int) -> Iterator[str]:
    """Yield the items below a point of a diagram."""
    for _, child in sorted(below.get(name, [])):
        text = (
            " ".join("".join(part.text or "" for part in points[child].iter(_TEXT)).split()) if child in points else ""
        )
        if text:
            yield f"{'  ' * depth}- {text}"
        if depth < _DEEPEST:
            yield from _items(child, points, below, depth + bool(text))
