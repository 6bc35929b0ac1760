"""Printed words and the lines that they form, with their positions in points from bottom left."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RAISED = 0.85  # of the size of the word before: a smaller and higher figure is a footnote's mark
_UNIT = re.compile(r"(?:\b|\d)[kcdmµ]?m$")  # before a raised figure that is an exponent: "m²"
_WIDE = 1.3  # times the letters' size: a gap that may lie between two columns


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that stand together. `spaced` tells whether a space comes before them on their line."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False
    spaced: bool = True

    @property
    def size(self) -> float:
        """The height of the letters."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line: its text, the height of its letters, and its position, in points from bottom left."""

    text: str
    size: float
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    bold: bool = False


def line_of(words: Sequence[Word]) -> PdfLine:
    """Return words as one line, with a footnote's mark as Markdown writes it: `[^1]`.

    >>> line_of([Word("50", 0, 0, 9, 10), Word("euros", 11, 0, 30, 10), Word("2", 30, 5, 33, 11, spaced=False)]).text
    '50 euros[^2]'
    """
    text, before = "", words[0]
    for word in words:
        mark = _is_mark(word, before) and text
        if mark and not _UNIT.search(text):
            text += f"[^{word.text}]"
        else:
            text += (" " if text and word.spaced else "") + word.text
            before = word
    main = max(words, key=lambda word: len(word.text))
    bold = sum(len(word.text) for word in words if word.bold) * 2 > sum(len(word.text) for word in words)
    right = max(word.right for word in words)
    return PdfLine(text.strip(), round(main.size, 1), words[0].left, right, main.bottom, bold)


def pieces(words: Sequence[Word]) -> list[list[Word]]:
    """Cut the words of a line at its wide gaps.

    >>> [len(piece) for piece in pieces([Word("a", 0, 0, 5, 10), Word("b", 8, 0, 12, 10), Word("c", 90, 0, 95, 10)])]
    [2, 1]
    """
    found = [[words[0]]]
    for before, word in itertools.pairwise(words):
        if word.left - before.right > _WIDE * max(before.size, word.size) or word.right < before.left:
            found.append([])
        found[-1].append(word)
    return found


def rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield words by the row that they stand in, from top to bottom and from left to right."""
    held: list[Word] = []
    for word in sorted(words, key=lambda word: (-(word.bottom + word.top), word.left)):
        if held and (held[0].bottom + held[0].top) / 2 - (word.bottom + word.top) / 2 > held[0].size * 0.5:
            yield sorted(held, key=lambda word: word.left)
            held = []
        held.append(word)
    if held:
        yield sorted(held, key=lambda word: word.left)


def _is_mark(word: Word, before: Word) -> bool:
    """Tell whether a word is a raised figure."""
    return (
        word.text.isdigit()
        and len(word.text) < 4
        and word.size < _RAISED * before.size
        and word.bottom > before.bottom + 0.12 * before.size
    )
