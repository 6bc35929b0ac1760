"""Limit the rate of questions, from each chat and from all together."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MOST_CHATS = 10_000  # in memory; beyond that the one that was silent for longest is forgotten


class RateLimiter:
    """A sliding window in memory, which a restart empties.

    It allows `each` questions of a chat and `all_together` of everybody within `seconds`; 0 sets no limit. A rejected
    question is not counted, so that asking again prolongs no wait.
    """

    def __init__(
        self,
        each: int,
        all_together: int,
        seconds: float = 600.0,
        clock: Callable[[], float] = time.monotonic,
        most_chats: int = MOST_CHATS,
    ) -> None:
        self._each, self._all, self._seconds = each, all_together, seconds
        self._clock, self._most_chats, self._lock = clock, most_chats, Lock()
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._everybody: deque[float] = deque()

    def acquire(self, chat: str) -> float:
        """Count a question of `chat` and return 0; or reject it and return the seconds until one is allowed."""
        with self._lock:
            if wait := self._wait(chat):
                return wait
            for times, limit in ((self._asked[chat], self._each), (self._everybody, self._all)):
                if limit:
                    times.append(self._clock())
            return 0

    def peek(self, chat: str) -> float:
        """Return the seconds until a question of `chat` is allowed, 0 if now; nothing is counted."""
        with self._lock:
            return self._wait(chat)

    def forget(self, chat: str) -> None:
        """Forget a chat."""
        with self._lock:
            self._asked.pop(chat, None)

    def _wait(self, chat: str) -> float:
        now, own = self._clock(), self._times(chat)
        return max(self._until_free(own, self._each, now), self._until_free(self._everybody, self._all, now))

    def _times(self, chat: str) -> deque[float]:
        times = self._asked.setdefault(chat, deque())
        self._asked.move_to_end(chat)
        if len(self._asked) > self._most_chats:
            self._asked.popitem(last=False)
        return times

    def _until_free(self, times: deque[float], limit: int, now: float) -> float:
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return times[0] + self._seconds - now if limit and len(times) >= limit else 0.0
