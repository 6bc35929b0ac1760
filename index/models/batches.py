"""Batches of texts of like length: a model computes as many tokens for each text as the longest of its batch has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from index.progress import Progress

Result = TypeVar("Result")

TEXTS = 16  # of a batch at most
TOKENS = 1024  # of a batch at most, padding included: more are no faster, and take memory in proportion
_CALL = 16  # tokens that take as long as a call's reading of the weights does, on the processors that were measured


def batches(lengths: Sequence[int], most: int = TEXTS) -> Iterator[list[int]]:
    """Yield the places of texts of these lengths in tokens, batch by batch of `most` at most, the longest first.

    Texts share a batch where their padding takes less time than a call of its own for the shorter ones.

    The longest come first as they take the most memory and time for a token: what is short of memory fails at once, and
    the time left is rather estimated too long than too short.

    >>> list(batches([3, 4000, 2, 90]))
    [[1], [3], [0, 2]]
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    sizes = _sizes([lengths[place] for place in order], most)
    start = 0
    while start < len(order):
        yield order[start : start + sizes[start]]
        start += sizes[start]


def _sizes(lengths: Sequence[int], most: int) -> list[int]:
    """Return for each place in falling `lengths` how many texts its batch has, if one begins there.

    All batches from there on cost the least together: a call each, and as many tokens as they have with padding.
    """
    sizes, costs = [1] * len(lengths), [0] * (len(lengths) + 1)
    for start in reversed(range(len(lengths))):
        fitting = min(most, len(lengths) - start, max(1, TOKENS // max(1, lengths[start])))
        choices = [(_CALL + size * lengths[start] + costs[start + size], -size) for size in range(1, fitting + 1)]
        costs[start], fewest = min(choices)
        sizes[start] = -fewest
    return sizes


def in_batches(
    texts: Sequence[str],
    count: Callable[[str], int],
    compute: Callable[[list[str]], Sequence[Result]],
    progress: Progress,
) -> list[Result]:
    """Return the results of `compute` for `texts`, in their order; it is given texts of like length at once.

    `count` gives the tokens of a text; `progress` is told the tokens that are done.

    >>> in_batches(["a b", "c"], lambda text: len(text.split()), lambda batch: [text.upper() for text in batch], print)
    3 3
    ['A B', 'C']
    """
    lengths = [count(text) for text in texts]
    found: dict[int, Result] = {}
    done = 0
    for places in batches(lengths):
        found |= zip(places, compute([texts[place] for place in places]), strict=True)
        done += sum(lengths[place] for place in places)
        progress(done, sum(lengths))
    return [found[place] for place in range(len(texts))]
