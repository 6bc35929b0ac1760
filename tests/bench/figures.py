"""What was measured: a value, and how it compares with the least that the same machine needs for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in `unit`, and the `floor` that it is a multiple of: its name, and its value in the same unit."""

    name: str
    value: float
    unit: str
    floor: str = ""
    least: float = 0.0

    @property
    def ratio(self) -> str:
        """The multiple of the floor; empty if there is none.

        >>> Figure("a question", 30, "ms", "its embedding", 20).ratio
        '1.5'
        """
        return f"{self.value / self.least:.1f}" if self.least else ""


def to_lines(figures: Iterable[Figure]) -> str:
    """Return one JSON object a line, as the process of a part prints them."""
    return "\n".join(json.dumps(asdict(figure)) for figure in figures)


def from_lines(text: str) -> list[Figure]:
    """Return the figures that `to_lines` was given; other lines are passed over."""
    return [Figure(**json.loads(line)) for line in text.splitlines() if line.startswith("{")]


def as_table(figures: Sequence[Figure]) -> str:
    """Return a Markdown table.

    >>> print(as_table([Figure("a question", 30, "ms", "its embedding", 20)]))
    | | measured | floor | times the floor |
    | --- | ---: | ---: | ---: |
    | a question | 30.0 ms | its embedding: 20.0 ms | 1.5 |
    """
    lines = ["| | measured | floor | times the floor |", "| --- | ---: | ---: | ---: |"]
    for one in figures:
        floor = f"{one.floor}: {_shown(one.least)} {one.unit}" if one.floor else ""
        lines.append(f"| {one.name} | {_shown(one.value)} {one.unit} | {floor} | {one.ratio} |")
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of the values don't exceed.

    >>> percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.99)
    (2, 4)
    """
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def _shown(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
