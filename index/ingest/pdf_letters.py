"""Judge the letters of a printed page: those on their side become words, those that fonts don't name are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.ingest.pdf_line import Word

_UNNAMED = re.compile("[\u0180-\u02af\ue000-\uf8ff]")  # what fonts without a table of their letters give
_SHARE = 0.05  # of a page's letters, above which it can't be read
_SMALL = 9.0  # points: the most for letters on their side, so that they head nothing
_APART = 0.15  # of the letters' size: a wider gap parts words
_FAR = 2.5  # times the size: a wider gap parts lines


@dataclass(frozen=True, slots=True)
class TurnedLetter:
    """A letter on its side: its place in points, and whether it is read upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    upwards: bool


def are_unnamed(lines: Sequence[Sequence[Word]]) -> bool:
    """Tell whether the letters of a page can't be told, as their fonts don't name them.

    >>> are_unnamed([[Word("Depuis", 0, 0, 9, 9)]]), are_unnamed([[Word("Dep\u0194\u01a2\u0192", 0, 0, 9, 9)]])
    (False, True)
    """
    letters = [mark for line in lines for word in line for mark in word.text if not mark.isascii() or mark.isalpha()]
    return sum(bool(_UNNAMED.match(mark)) for mark in letters) > _SHARE * len(letters)


def turned_lines(letters: Iterable[TurnedLetter]) -> list[list[Word]]:
    """Return the lines that letters on their side form, each as words at its middle, as cells of a table hold them.

    >>> zone = [TurnedLetter(mark, 10, 50 + 6 * n, 20, 56 + 6 * n, True) for n, mark in enumerate("Nord")]
    >>> [[word.text for word in line] for line in turned_lines(reversed(zone))]
    [['Nord']]
    """
    columns: list[list[TurnedLetter]] = []
    for letter in sorted(letters, key=lambda letter: (round(letter.left + letter.right), _along(letter))):
        if columns and _follows(columns[-1][-1], letter):
            columns[-1].append(letter)
        else:
            columns.append([letter])
    return [words for column in columns if (words := list(_words(column)))]


def _along(letter: TurnedLetter) -> float:
    """Return the place of a letter along its line, in the direction of reading."""
    return letter.bottom if letter.upwards else -letter.top


def _gap(before: TurnedLetter, letter: TurnedLetter) -> float:
    return letter.bottom - before.top if letter.upwards else before.bottom - letter.top


def _follows(before: TurnedLetter, letter: TurnedLetter) -> bool:
    size = letter.right - letter.left
    return (
        before.upwards == letter.upwards
        and abs(before.left + before.right - letter.left - letter.right) < size
        and -size < _gap(before, letter) < _FAR * size
    )


def _words(column: Sequence[TurnedLetter]) -> Iterable[Word]:
    """Yield the words of a line on its side, as small words that stand beside each other at its middle."""
    texts = [column[0].text]
    for before, letter in pairwise(column):
        if _gap(before, letter) > _APART * (letter.right - letter.left):
            texts.append(letter.text)
        else:
            texts[-1] += letter.text
    x = sum(letter.left + letter.right for letter in column) / (2 * len(column))
    y = sum(letter.bottom + letter.top for letter in column) / (2 * len(column))
    size = min(_SMALL, column[0].right - column[0].left)
    for text in " ".join(texts).split():
        yield Word(text, x - size / 2, y - size / 2, x + size / 2, y + size / 2)
