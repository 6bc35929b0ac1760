"""Put the frames of a page in reading order where the file has another, as desktop publishing writes it.

A frame is a run of lines that follow each other down the page. One that the file has too late is put before the first
frame below it, unless that goes on with a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.pdf_line import Word

_PITCH = 1.7  # times the letters' size: lines of one frame are no farther apart
_LEVEL = 0.4  # of the letters' size: lines that differ by less stand beside each other
_INSIDE = 0.25  # of the letters' size: by so much frames may overlap and are yet apart
_OTHER_SIZE = 0.15  # of the letters' size: a greater difference begins a frame

Line = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Lines of running text, and the place that they take."""

    lines: tuple[Line, ...]

    @property
    def left(self) -> float:
        return min(line[0].left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line[-1].right for line in self.lines)

    @property
    def bottom(self) -> float:
        return min(line[0].bottom + _INSIDE * line[0].size for line in self.lines)

    @property
    def top(self) -> float:
        return max(line[0].top - _INSIDE * line[0].size for line in self.lines)

    def is_under(self, other: _Frame) -> bool:
        """Tell whether it stands below another in the same column."""
        return self.top < other.bottom and min(self.right, other.right) > max(self.left, other.left)

    def continues(self, other: _Frame) -> bool:
        """Tell whether it goes on with a sentence of another, in letters of one size and weight."""
        first, last = self.lines[0][0], other.lines[-1][-1]
        alike = abs(first.size - last.size) < _OTHER_SIZE * last.size and first.bold == last.bold
        return alike and last.text[-1] not in ".!?:;…»" and first.text[0].islower()


def in_frame_order(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page frame by frame; those of a file that never goes up in a column as they are.

    >>> def line(text, bottom, left=10):
    ...     return (Word(text, left, bottom, left + 90, bottom + 10),)
    >>> page = [line("Suite.", 100), line("Texte.", 285), line("Un", 200), line("Deux", 200, 150), line("Titre", 400)]
    >>> [words[0].text for words in in_frame_order(page)]
    ['Titre', 'Texte.', 'Un', 'Deux', 'Suite.']
    """
    found: list[_Frame] = []
    for frame in _frames(lines):
        found.insert(_place(found, frame), frame)
    return [line for frame in found for line in frame.lines]


def _place(found: Sequence[_Frame], frame: _Frame) -> int:
    """Return the place of a frame: after those above it, before the first below it that doesn't go on with another."""
    first = max((place for place, other in enumerate(found, 1) if frame.is_under(other)), default=0)
    below = (
        place
        for place in range(first, len(found))
        if found[place].is_under(frame) and not (place and found[place].continues(found[place - 1]))
    )
    return next(below, len(found))


def _frames(lines: Sequence[Line]) -> list[_Frame]:
    found: list[list[Line]] = []
    for line in lines:
        if found and _follows(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return [_Frame(tuple(own)) for own in found]


def _follows(before: Line, line: Line) -> bool:
    """Tell whether a line stands right below the one before it, in letters of its size, or right beside it."""
    drop = before[0].bottom - line[0].bottom
    size = max(before[0].size, line[0].size)
    if abs(drop) < _LEVEL * size:
        return line[0].left >= before[-1].right
    beside = min(before[-1].right, line[-1].right) < max(before[0].left, line[0].left)
    return 0 < drop < _PITCH * size and not beside and abs(before[0].size - line[0].size) < _OTHER_SIZE * size
