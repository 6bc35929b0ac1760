"""Read two columns under heads of their own ("Do", "Don't") one after the other, each under its head."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from index.ingest.pdf_line import Word, pieces

_LARGER = 1.15  # times the usual size of letters: heads are as large
_GUTTER = 6.0  # points between the columns at least
_FEWEST = 3  # lines of each column
_MOST_WORDS = 6  # of a head

Line = tuple[Word, ...]


def in_headed_columns(lines: Sequence[Line], tables: Sequence[frozenset[int]] = ()) -> list[Line]:
    """Return the lines of a page, those of two columns below two heads in one row column by column.

    `tables` are the ids of the words of each table: none may stand in both columns.

    >>> def line(text, bottom, left, size=10):
    ...     return (Word(text, left, bottom, left + 60, bottom + size),)
    >>> heads = line("DO", 300, 10, 20) + line("DON'T", 300, 200, 20)
    >>> rows = [line(f"{side}{n}", 280 - 30 * n, left) for n in range(3) for side, left in (("a", 10), ("b", 200))]
    >>> [words[0].text for words in in_headed_columns([heads, *rows])]
    ['DO', 'a0', 'a1', 'a2', "DON'T", 'b0', 'b1', 'b2']
    """
    usual = median([word.size for line in lines for word in line] or [0.0])
    for place, line in enumerate(lines):
        heads = [tuple(piece) for piece in pieces(line)]
        if len(heads) == 2 and all(_is_head(head, usual) for head in heads):
            left, right, rest = _columns(heads[0], heads[1], lines[place + 1 :])
            sides = [frozenset(id(word) for line in own for word in line) for own in (left, right)]
            apart = all(table <= side or table.isdisjoint(side) for table in tables for side in sides)
            if min(len(left), len(right)) >= _FEWEST and apart and _alternate(left, right):
                return [*lines[:place], heads[0], *left, heads[1], *right, *rest]
    return list(lines)


def _is_head(words: Line, usual: float) -> bool:
    """Tell whether words are a head: few, large and without figures."""
    plain = not any(mark.isdigit() for word in words for mark in word.text)
    return len(words) <= _MOST_WORDS and plain and all(word.size >= _LARGER * usual for word in words)


def _columns(left: Line, right: Line, below: Sequence[Line]) -> tuple[list[Line], list[Line], list[Line]]:
    """Return the lines of the two columns below their heads, and what comes after the first line across both."""
    ends, begins = left[-1].right, right[0].left
    found: tuple[list[Line], list[Line]] = ([], [])
    for place, line in enumerate(below):
        sides: list[tuple[bool, Line]] = []
        for piece in map(tuple, pieces(line)):
            second = piece[0].left + piece[-1].right > ends + begins
            ends, begins = (ends, min(begins, piece[0].left)) if second else (max(ends, piece[-1].right), begins)
            sides.append((second, piece))
        if begins - ends < _GUTTER or line[0].bottom > left[0].bottom:
            return *found, list(below[place:])
        for second, piece in sides:
            found[second].append(piece)
    return *found, []


def _alternate(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether lines of both columns stand at the same heights, as pairs of points do."""
    return left[-1][0].bottom < right[0][0].top and right[-1][0].bottom < left[0][0].top
