"""Counts by kind that keep apart how many people are behind each, so that small ones can be withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeAlias, TypeVar

K = TypeVar("K", bound=Hashable)

FEWEST_PEOPLE = 5  # behind a count that is shown
Count: TypeAlias = int | None  # None: withheld, as too few people are behind it


class Tally(Generic[K]):
    """What was counted of each kind, by person (a keyed hash).

    What no person is known for counts as one person's: it may be. Counts of less than `fewest` people are withheld; 1
    withholds none.
    """

    def __init__(self, fewest: int = FEWEST_PEOPLE) -> None:
        self._cells: dict[K, Counter[str]] = {}
        self.fewest = fewest

    def add(self, kind: K, person: str, number: int = 1) -> None:
        """Count `number` more of a kind for a person."""
        self._cells.setdefault(kind, Counter())[person] += number

    def of(self, *kinds: K) -> Counter[str]:
        """Return the counts of these kinds together, by person."""
        return sum((self._cells.get(kind, Counter()) for kind in kinds), Counter[str]())

    @property
    def kinds(self) -> list[K]:
        """The kinds that were counted, the first counted first."""
        return list(self._cells)

    @property
    def whole(self) -> Counter[str]:
        """The counts of all kinds together, by person."""
        return self.of(*self._cells)

    def numbers(self) -> dict[K, int]:
        """Return the true count of each kind, for use inside alone."""
        return {kind: cell.total() for kind, cell in self._cells.items()}

    def shown(self, kinds: Iterable[K] = ()) -> dict[K, Count]:
        """Return the count of each kind, None where it is withheld; those of `kinds` too that were not counted.

        The kinds are to be parts of a whole, each thing counted under one of them: what is withheld can't be had by
        taking the others from the whole either, since at least two are withheld then, with enough people behind them.
        """
        hidden = withheld(self._cells, self.fewest)
        known = {kind: self._cells.get(kind, Counter[str]()) for kind in (*kinds, *self._cells)}
        return {kind: None if kind in hidden else cell.total() for kind, cell in known.items()}


def shown_total(cell: Counter[str], fewest: int = FEWEST_PEOPLE) -> Count:
    """Return the count if enough people are behind it, or nobody at all.

    >>> shown_total(Counter({"a1": 9})), shown_total(Counter("abcde")), shown_total(Counter())
    (None, 5, 0)
    """
    return None if has_few_people(cell, fewest) else cell.total()


def shown_part(part: Counter[str], whole: Counter[str], fewest: int = FEWEST_PEOPLE) -> Count:
    """Return the count of a part of what is shown, if neither it nor the rest of the whole is of few people.

    >>> whole = Counter("abcdefgh")
    >>> shown_part(Counter("abcde"), whole), shown_part(Counter(), whole), shown_part(whole, whole)
    (None, 0, 8)
    """
    return None if has_few_people(part, fewest) or has_few_people(whole - part, fewest) else part.total()


def has_few_people(cell: Counter[str], fewest: int = FEWEST_PEOPLE) -> bool:
    """Tell whether somebody is behind a count, and fewer than are needed to show it."""
    return 0 < len(+cell) < fewest


def withheld(cells: Mapping[K, Counter[str]], fewest: int = FEWEST_PEOPLE) -> set[K]:
    """Return the kinds to withhold: those with few people, and the smallest others until no difference tells them.

    Such secondary suppression is described in Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.

    >>> sorted(withheld({"fr": Counter("abcdefgh"), "en": Counter("xy"), "ar": Counter("klmnop")}))
    ['ar', 'en']
    >>> withheld({"fr": Counter("abcdefgh"), "en": Counter("klmno")})
    set()
    """
    hidden = {kind for kind, cell in cells.items() if has_few_people(cell, fewest)}
    rest = sorted((kind for kind in cells if +cells[kind] and kind not in hidden), key=lambda kind: cells[kind].total())
    while hidden and rest and not _covers(cells, hidden, fewest):
        hidden.add(rest.pop(0))
    return hidden


def _covers(cells: Mapping[K, Counter[str]], hidden: set[K], fewest: int) -> bool:
    together = sum((cells[kind] for kind in hidden), Counter[str]())
    return len(hidden) > 1 and not has_few_people(together, fewest)
