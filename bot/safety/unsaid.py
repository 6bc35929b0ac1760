"""Hold the last words of a chat that must not be written down, in memory and for minutes only."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

MINUTES = 10.0
_MOST = 1_000  # chats; the oldest gives way


class Unsaid:
    """What was taken for a cry for help, until the person says that it was not one. Nothing reaches the disk."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._held: dict[str, tuple[float, str]] = {}

    def keep(self, chat: str, text: str) -> None:
        """Hold `text` for `chat` for ten minutes, in place of what was held before."""
        with self._lock:
            self._held.pop(chat, None)
            self._held[chat] = (self._clock(), text)
            self._forget()

    def take(self, chat: str) -> str:
        """Return what is held for `chat` and forget it; empty if there is nothing any more."""
        with self._lock:
            self._forget()
            return self._held.pop(chat, (0.0, ""))[1]

    def _forget(self) -> None:
        since = self._clock() - MINUTES * 60
        for chat in [chat for chat, (at, _) in self._held.items() if at < since] + list(self._held)[:-_MOST]:
            self._held.pop(chat, None)
