"""A drawing of simple shapes, which a web page shows as SVG and a document as its own lines and areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Area:
    """A filled rectangle; (x, y) is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `dash` are the lengths of a mark and of a gap, none for a solid line."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle around (x, y)."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text on the base line y, beginning, centred or ending at x."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"
    size: float = 13
    is_strong: bool = False


Shape: TypeAlias = Area | Stroke | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a white sheet, the later ones above; y grows downwards, colours are #rrggbb, lengths CSS pixels.

    `title` and `description` say what is seen to whoever can't see it.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    description: str
