"""The pace: how many questions in a span of time, from one chat and from all together."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MOST_CHATS = 10_000  # remembered at once; the one that was quiet for longest gives way


class RateLimiter:
    """Counts in memory, over a window that slides: a restart forgets, and so does a chat among very many.

    At most `each` questions of a chat and `all_together` of everybody within `seconds`; 0 sets no limit. A question
    that comes too early is not counted, so that nobody is shut out by asking again.
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

    def wait(self, chat: str) -> float:
        """Count a question of `chat`, and return 0; or return in how many seconds there is room for one."""
        with self._lock:
            now = self._clock()
            own = self._of(chat)
            wait = max(self._until_free(own, self._each, now), self._until_free(self._everybody, self._all, now))
            if not wait:
                for times, limit in ((own, self._each), (self._everybody, self._all)):
                    if limit:
                        times.append(now)
            return wait

    def look(self, chat: str) -> float:
        """Return in how many seconds there is room for a question of `chat`, 0 if there is now; nothing is counted."""
        with self._lock:
            now = self._clock()
            own = self._of(chat)
            return max(self._until_free(own, self._each, now), self._until_free(self._everybody, self._all, now))

    def forget(self, chat: str) -> None:
        """Let go of a chat."""
        with self._lock:
            self._asked.pop(chat, None)

    def _of(self, chat: str) -> deque[float]:
        times = self._asked.setdefault(chat, deque())
        self._asked.move_to_end(chat)
        if len(self._asked) > self._most_chats:
            self._asked.popitem(last=False)
        return times

    def _until_free(self, times: deque[float], limit: int, now: float) -> float:
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return times[0] + self._seconds - now if limit and len(times) >= limit else 0.0
