"""Find the labels of maps and drawings: short texts all over a page, whose order doesn't tell what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from index.ingest.pdf_line import Word, pieces
from index.ingest.pdf_tables import PdfTable

_MOST_LINES = 6  # of a label
_MOST_WORDS = 4  # of a line of it
_FEWEST = 8  # labels of a drawing
_SCATTERED = 0.8  # of the labels begin at places of their own
_HEIGHTS = 0.6  # of the labels stand at heights of their own
_FIGURES = 0.3  # of the labels have one
_PITCH = 2.2  # times the letters' size: lines of one label are no farther apart
_SAME_PLACE = 8  # points

Line = list[Word]
Label = list[Line]


def with_drawings(lines: Sequence[Line]) -> list[list[Line] | PdfTable]:
    """Return runs of lines as they are, and the labels of each drawing between them as a table that says so.

    >>> def line(text, left, bottom):
    ...     return [Word(text, left, bottom, left + 30, bottom + 10)]
    >>> places = ((10, 90), (60, 40), (120, 160), (200, 110), (33, 200), (150, 60), (240, 90), (90, 10))
    >>> found = with_drawings([line(f"{n} euros", *place) for n, place in enumerate(places)])
    >>> found[0].drawn, found[0].rows[:2]
    (True, (('0 euros',), ('1 euros',)))
    """
    found: list[list[Line] | PdfTable] = [[]]
    held: list[Label] = []
    for label in [*_labels(lines), []]:
        if label and _is_label(label):
            held.append(label)
            continue
        if _are_scattered(held):
            rows = tuple((" ".join(word.text for line in own for word in line),) for own in held)
            found += [PdfTable(rows, doubtful=True, drawn=True), []]
            held = []
        last = found[-1]
        if isinstance(last, list):
            last += [line for own in (*held, label) for line in own]
        held = []
    return [part for part in found if part] if len(found) > 1 else [list(lines)]


def _labels(lines: Sequence[Line]) -> list[Label]:
    """Group the pieces of lines that stand right below each other."""
    found: list[Label] = []
    for piece in (piece for line in lines for piece in pieces(line)):
        if found and _is_below(found[-1][-1], piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _is_below(above: Line, piece: Line) -> bool:
    drop = above[0].bottom - piece[0].bottom
    beside = min(above[-1].right, piece[-1].right) < max(above[0].left, piece[0].left)
    return 0 < drop < _PITCH * piece[0].size and not beside


def _is_label(label: Label) -> bool:
    """Tell whether lines may be a label: few and short, no sentence and no item."""
    short = len(label) <= _MOST_LINES and all(len(line) <= _MOST_WORDS for line in label)
    return short and label[-1][-1].text[-1:] not in ".;:,!?" and any(map(str.isalnum, label[0][0].text))


def _are_scattered(labels: Sequence[Label]) -> bool:
    """Tell whether labels, some of them with figures, stand all over a page and in no column."""
    up = any(after[0][0].bottom > before[-1][0].top for before, after in pairwise(labels))
    heights = {round(label[0][0].bottom / _SAME_PLACE) for label in labels}
    places = {round(label[0][0].left / _SAME_PLACE) for label in labels}
    figures = sum(any(mark.isdigit() for line in label for word in line for mark in word.text) for label in labels)
    scattered = len(places) >= _SCATTERED * len(labels) and len(heights) >= _HEIGHTS * len(labels)
    return len(labels) >= _FEWEST and up and scattered and figures >= _FIGURES * len(labels)
