"""Judge the letters of a printed page: those on their side become words, those that fonts don't name are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from index.ingest.pdf_line import Word

_UNNAMED = re.compile("[\u0180-\u02af\ue000-\uf8ff]")  # what fonts without a table of their letters give
_SHARE = 0.05  # of a page's letters, above which it can't be read
_SMALL = 9.0  # points: the most for letters on their side, so that they head nothing
_APART = 0.15  # of the letters' size: a wider gap parts words
_FEWEST_SPACED = 5  # letters in a row that stand alone, from which they are words set with spaces
_NO_WORD_SPACE = 1.6  # times the usual gap of such letters: a wider one parts words
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


def closed_up(line: Sequence[Word]) -> list[Word]:
    """Return the words of a line, those that are set with a space after each letter closed up.

    >>> def letters(text): return [Word(mark, 9 * n, 0, 9 * n + 6, 10) for n, mark in enumerate(text) if mark != " "]
    >>> [word.text for word in closed_up(letters("RAPPORT ANNUEL"))], [word.text for word in closed_up(letters("A B"))]
    (['RAPPORT', 'ANNUEL'], ['A', 'B'])
    """
    found: list[Word] = []
    for alone, run in groupby(line, key=lambda word: len(word.text) == 1 and word.text.isalpha()):
        words = list(run)
        gaps = [after.left - before.right for before, after in pairwise(words)]
        if not alone or len(words) < _FEWEST_SPACED or median(gaps) > words[0].size:
            found += words
            continue
        letters = [words[0]]
        for gap, word in zip(gaps, words[1:], strict=True):
            if gap > _NO_WORD_SPACE * max(median(gaps), _APART * word.size):
                found.append(_joined(letters))
                letters = []
            letters.append(word)
        found.append(_joined(letters))
    return found


def _joined(letters: Sequence[Word]) -> Word:
    """Return letters as one word."""
    first, bottom, top = letters[0], min(one.bottom for one in letters), max(one.top for one in letters)
    text = "".join(one.text for one in letters)
    return replace(first, text=text, bottom=bottom, right=letters[-1].right, top=top)


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
