"""A memory of what was computed lately, so that a text that several stages read is computed once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Recent(Generic[Result]):
    """Remembers the results of the last `most` texts; safe to share between threads.

    A text is remembered under its `key`, by default itself.
    """

    def __init__(self, most: int, key: Callable[[str], Hashable] = str) -> None:
        self._most, self._key = most, key
        self._held, self._lock = OrderedDict[Hashable, Result](), Lock()

    def of(self, texts: Sequence[str], compute: Callable[[list[str]], Sequence[Result]]) -> list[Result]:
        """Return one result a text; `compute` is given the distinct texts that are not known, all at once.

        >>> recent = Recent[int](2)
        >>> recent.of(["a", "bcd", "a"], lambda texts: print(texts) or [len(text) for text in texts])
        ['a', 'bcd']
        [1, 3, 1]
        >>> recent.of(["bcd"], lambda texts: print(texts) or [])
        [3]
        """
        keys = [self._key(text) for text in texts]
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if fresh:
            found |= zip(fresh, compute(list(fresh.values())), strict=True)
        with self._lock:
            self._held |= found
            for key in found:
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return [found[key] for key in keys]


def digest(text: str) -> bytes:
    """Return a key for `text` from which it can't be read back: SHA-256, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()
