"""Find the words of a passage on the printed page that it comes from.

Both are compared word by word, so that cut words, ligatures that were mended, names of columns that a row repeats and
notes that were moved to their mark leave gaps and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.text.folding import unaccented

_ROUNDS = 4  # of comparison: text of several columns stands in another order on the page
_SURE, _LETTERS = 5, 20  # words, and their letters, that stand together in both; fewer may do so by chance
_NEAR = 2  # words on the page between two that were found: they belong to the same run
_NAMES = 6  # words of a passage between two that were found: the names of columns are not repeated on the page
# What PDFium writes for a hyphen and the line's end after it; a soft hyphen.
_CUT = re.compile("[\x02\ufffe\u00ad]\\s*")


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word, and the places of its first mark and of the one after its last."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A word of a passage, by its number, and the same word on the page."""

    wanted: int
    held: int
    letters: int


def runs_on_page(passage: str, page: str) -> list[tuple[int, int]]:
    """Return the runs of the text of a `page` that hold the words of `passage`: from a mark to the one after the last.

    There are none if too few words are there to be sure.

    >>> page = "Titre\\r\\nLe parte\\x02\\r\\nnaire signe la con\ufb01rmation.\\r\\nAutre."
    >>> [page[start:end] for start, end in runs_on_page("Le partenaire signe la confirmation.", page)]
    ['Le parte\\x02\\r\\nnaire signe la conﬁrmation.']
    >>> runs_on_page("Rien de tout cela.", page)
    []
    """
    wanted, held = list(_words(passage)), list(_words(page))
    least = min(_SURE, len(wanted) // 2 + 1), min(_LETTERS, sum(len(word.text) for word in wanted) // 2)
    found: dict[int, int] = {}  # words of the passage, by their place on the page
    for _ in range(_ROUNDS):
        new = _kept(_matches(wanted, held, found), least, found)
        found |= {match.held: match.wanted for match in new}
        if not new:
            break
    return [(held[first].start, _word_end(page, held[last].end)) for first, last in _joined(sorted(found))]


def _word_end(text: str, place: int) -> int:
    """Return the place after the punctuation that follows a word."""
    return next((end for end in range(place, len(text)) if text[end].isspace()), len(text))


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of a text, folded, cut ones in one piece."""
    skipped = {place for cut in _CUT.finditer(text) for place in range(*cut.span())}
    letters, start, end = "", 0, 0
    for place, mark in enumerate(text):
        folded = "" if place in skipped else unaccented(mark)
        if folded.isalnum():
            start, end = (start if letters else place), place + 1
            letters += folded
        elif folded and letters:
            yield _Word(letters, start, end)
            letters = ""
    if letters:
        yield _Word(letters, start, end)


def _matches(wanted: Sequence[_Word], held: Sequence[_Word], found: dict[int, int]) -> list[_Match]:
    """Return the words that both have in one order, of those that were not found before."""
    ours = [place for place in range(len(wanted)) if place not in set(found.values())]
    theirs = [place for place in range(len(held)) if place not in found]
    matcher = SequenceMatcher(
        None, [wanted[place].text for place in ours], [held[place].text for place in theirs], autojunk=False
    )
    return [
        _Match(ours[block.a + n], theirs[block.b + n], len(wanted[ours[block.a + n]].text))
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]


def _kept(matches: list[_Match], least: tuple[int, int], found: dict[int, int]) -> list[_Match]:
    """Return the words that stand together in a number to be sure, and those right beside them or what was found."""
    groups: list[list[_Match]] = []
    for match in matches:
        last = groups[-1][-1] if groups else None
        if last and match.held - last.held <= _NEAR and match.wanted - last.wanted <= _NAMES + 1:
            groups[-1].append(match)
        else:
            groups.append([match])
    sure = [
        match
        for group in groups
        if len(group) >= least[0] and sum(one.letters for one in group) >= least[1]
        for match in group
    ]
    anchors = found | {match.held: match.wanted for match in sure}
    return [match for match in matches if _is_beside(match, anchors)] if sure else []


def _is_beside(match: _Match, anchors: dict[int, int]) -> bool:
    """Tell whether a word stands near one of the `anchors` in both, or is one."""
    near = (anchors.get(match.held + away) for away in range(-_NEAR, _NEAR + 1))
    return any(wanted is not None and abs(wanted - match.wanted) <= _NAMES + 1 for wanted in near)


def _joined(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of places; a few between two runs belong to them.

    >>> list(_joined([3, 4, 7, 12]))
    [(3, 7), (12, 12)]
    """
    first = last = -1
    for place in places:
        if first >= 0 and place - last > _NEAR + 1:
            yield first, last
            first = -1
        first, last = (place if first < 0 else first), place
    if first >= 0:
        yield first, last
