"""The queue of updates that a bot polls, with the exact meaning of ``offset`` (Bot API, getUpdates)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from tests.support.botapi.api_error import CONFLICT, ApiError, Json

CONFLICT_PAUSE = 3.0  # seconds: a second conflict within them is reported only after as many
FUTURE_SLACK = 10  # an offset further ahead of the queue than this is ignored (TQueue.cpp)


class BotInbox:
    """Updates not yet confirmed, oldest first; survives a restart of the server.

    An update is forgotten only when a later call's offset passes it: an answer that is lost loses nothing.
    """

    def __init__(self, first_id: int = 700_000_001, *, slows_polls: bool = False) -> None:
        self.next_id = first_id
        self.slows_polls = slows_polls
        self.pending: list[Json] = []
        self._allowed: frozenset[str] = frozenset()
        self._waiting: asyncio.Future[None] | None = None
        self._quiet_until = 0.0
        self._previous: tuple[int, float] = (0, 0.0)

    def push(self, kind: str, payload: Json) -> Json | None:
        """Queue an update and wake the poll; None when ``allowed_updates`` leaves its kind out."""
        if self._allowed and kind not in self._allowed:
            return None
        update = {"update_id": self.next_id, kind: payload}
        self.next_id += 1
        self.pending.append(update)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        return update

    def allow(self, kinds: Iterable[str]) -> None:
        """Restrict the kinds queued from now on; an empty list lifts the restriction."""
        self._allowed = frozenset(kinds)

    def forget_all(self) -> None:
        """Drop every update, as ``drop_pending_updates`` does."""
        self.pending.clear()

    def abort(self, reason: str) -> None:
        """End the waiting poll, if any, with a 409."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ApiError(409, reason))
        self._waiting = None

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Confirm below ``offset``, then return up to ``limit`` updates, waiting ``timeout`` s for the first.

        A second waiting poll ends the first with a 409: the older one gets it.
        """
        limit, timeout = self._slow_down(offset, limit, timeout)
        ready = self._take(offset, limit)
        if ready or timeout == 0:
            return ready
        self.abort(CONFLICT)
        self._waiting = waiting = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            pass
        except ApiError:
            await self._pace_conflicts()
            raise
        finally:
            if self._waiting is waiting:
                self._waiting = None
        return self._take(max(offset, 0), limit)

    def _slow_down(self, offset: int, limit: int, timeout: float) -> tuple[int, float]:
        # the real server holds back a client that repeats an offset in a hurry; off unless asked for,
        # because it lengthens every shutdown of a polling client by 3 s
        now = time.monotonic()
        same, since = offset == self._previous[0], now - self._previous[1]
        self._previous = (offset, now)
        if not self.slows_polls or not same or since > 3.0:
            return limit, timeout
        return (1 if since < 0.5 else limit), max(timeout, 3.0)

    def _take(self, offset: int, limit: int) -> list[Json]:
        if offset < 0:
            self.pending = self.pending[offset:]
        elif 0 < offset <= self.next_id + FUTURE_SLACK:
            self.pending = [update for update in self.pending if update["update_id"] >= offset]
        return self.pending[:limit]

    async def _pace_conflicts(self) -> None:
        now = time.monotonic()
        if now < self._quiet_until:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._quiet_until = now + CONFLICT_PAUSE
