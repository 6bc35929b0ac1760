"""Hold the last words of a chat that must not be written down, in memory and for minutes only."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

MINUTES = 10.0
_MOST = 1_000  # chats; the oldest gives way


class EphemeralCache(Generic[T]):
    """What was taken for a cry for help, until the person says that it was not one. Nothing reaches the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._held: dict[str, tuple[float, T]] = {}

    def keep(self, chat: str, what: T) -> None:
        """Hold `what` for `chat` for ten minutes, in place of what was held before."""
        with self._lock:
            self._held.pop(chat, None)
            self._held[chat] = (self._clock(), what)
            self._forget()

    def look(self, chat: str) -> T | None:
        """Return what is held for `chat`; None if there is nothing any more."""
        with self._lock:
            self._forget()
            return self._held[chat][1] if chat in self._held else None

    def drop(self, chat: str) -> None:
        """Forget what is held for `chat` and for anyone in it, whose keys begin with the chat's and a space."""
        with self._lock:
            for key in [key for key in self._held if key == chat or key.startswith(f"{chat} ")]:
                self._held.pop(key)

    def _forget(self) -> None:
        since = self._clock() - MINUTES * 60
        for chat in [chat for chat, (at, _) in self._held.items() if at < since] + list(self._held)[:-_MOST]:
            self._held.pop(chat, None)
