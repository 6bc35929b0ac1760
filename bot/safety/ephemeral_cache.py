"""Keep values that must never be stored, such as disclosures, in memory and for minutes only."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

MINUTES = 10.0
_MOST = 1_000  # values; the oldest are dropped


class EphemeralCache(Generic[T]):
    """Values by key, each forgotten after ten minutes. Nothing reaches the disk.

    A key is a chat's address, alone or followed by a space and a person.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._values: dict[str, tuple[float, T]] = {}

    def put(self, key: str, value: T) -> None:
        """Keep `value` for ten minutes, in place of any earlier one."""
        with self._lock:
            self._values.pop(key, None)
            self._values[key] = (self._clock(), value)
            self._expire()

    def get(self, key: str) -> T | None:
        """Return the value of `key`; None if there is none or it has expired."""
        with self._lock:
            self._expire()
            return self._values[key][1] if key in self._values else None

    def discard(self, chat: str) -> None:
        """Forget the value of `chat` and those of the people in it."""
        with self._lock:
            for key in [key for key in self._values if key == chat or key.startswith(f"{chat} ")]:
                self._values.pop(key)

    def _expire(self) -> None:
        since = self._clock() - MINUTES * 60
        expired = [key for key, (added, _) in self._values.items() if added < since]
        for key in expired + list(self._values)[:-_MOST]:
            self._values.pop(key, None)
