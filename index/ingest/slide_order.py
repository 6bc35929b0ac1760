"""Put the shapes of a slide in reading order: columns whose boxes belong together one after the other, else rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_OVERLAP = 0.5  # of the lower of two boxes: with more they stand side by side
_PAIRS = 2  # rows of two boxes, from more on they are labels and values
_WIDE = 0.6  # of the width of all boxes: such a box parts those above it from those below


@dataclass(frozen=True, slots=True)
class SlideBox:
    """The place of a shape, in any unit; `place` is its number among the shapes of the slide."""

    place: int
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The place of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The place of the lower edge."""
        return self.top + self.height


def reading_order(boxes: Sequence[SlideBox]) -> list[list[SlideBox]]:
    """Return groups of boxes in reading order: each column, a label with its value, or a box that stands alone.

    >>> heads = [SlideBox(n, 10 * n, 0.1 * n, 8, 2) for n in range(3)]
    >>> texts = [SlideBox(3 + n, 10 * n, 5 - 0.1 * n, 8, 4) for n in range(3)]
    >>> [[box.place for box in group] for group in reading_order([*texts, *heads, SlideBox(6, 0, 12, 28, 1)])]
    [[0, 3], [1, 4], [2, 5], [6]]
    >>> pairs = [SlideBox(n, 10 * (n % 2), 3 * (n // 2), 8, 2) for n in range(6)]
    >>> [[box.place for box in group] for group in reading_order(pairs)]
    [[0, 1], [2, 3], [4, 5]]
    """
    if not boxes:
        return []
    whole = max(box.right for box in boxes) - min(box.left for box in boxes)
    found: list[list[SlideBox]] = []
    held: list[list[SlideBox]] = []
    for band in _bands(boxes):
        if len(band) == 1 and band[0].width >= _WIDE * whole:
            found += [*_columns_or_rows(held), band]
            held = []
        else:
            held.append(band)
    return found + _columns_or_rows(held)


def _bands(boxes: Iterable[SlideBox]) -> list[list[SlideBox]]:
    """Return the boxes that stand side by side, from top to bottom and from left to right."""
    found: list[list[SlideBox]] = []
    for box in sorted(boxes, key=lambda box: box.top):
        if found and all(_beside(other, box) for other in found[-1]):
            found[-1].append(box)
        else:
            found.append([box])
    return [sorted(band, key=lambda box: box.left) for band in found]


def _beside(a: SlideBox, b: SlideBox) -> bool:
    """Tell whether two boxes share a good part of their height and stand beside each other."""
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > _OVERLAP * min(a.height, b.height) and (a.right <= b.left or b.right <= a.left)


def _columns_or_rows(bands: Sequence[Sequence[SlideBox]]) -> list[list[SlideBox]]:
    """Return the columns of bands that are no more than they: boxes below each other; else each box alone."""
    boxes = [box for band in bands for box in band]
    columns: list[list[SlideBox]] = []
    for box in sorted(boxes, key=lambda box: box.left):
        if columns and box.left < max(other.right for other in columns[-1]):
            columns[-1].append(box)
        else:
            columns.append([box])
    if len(bands) > 1 and len(columns) >= len(bands) and all(len(column) > 1 for column in columns):
        return [sorted(column, key=lambda box: box.top) for column in columns]
    if len(bands) > _PAIRS and len(columns) == 2 and all(len(band) == 2 for band in bands):
        return [list(band) for band in bands]  # a label and what it names in each row
    return [[box] for box in boxes]
