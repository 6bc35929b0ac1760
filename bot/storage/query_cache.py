"""Queries that one message asks again and again, run once: a cache for each thread, emptied by every commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.storage.transactions import ReadCache


class QueryCache:
    """The caches of the threads of one database, and the number of its commits; safe to use from several threads."""

    def __init__(self) -> None:
        self._local, self._lock, self._commits = threading.local(), threading.Lock(), 0

    @contextmanager
    def block(self) -> Iterator[None]:
        """Give the calling thread a cache until the end of the block; a nested block shares the outer one's."""
        outer = self.current()
        self._local.cache = outer or ReadCache(self._commits)
        try:
            yield
        finally:
            self._local.cache = outer

    def current(self) -> ReadCache | None:
        """Return the cache of this thread's block, emptied if anything was written since; None outside of one."""
        cache: ReadCache | None = getattr(self._local, "cache", None)
        if cache and cache.commits != self._commits:
            cache.commits = self._commits
            cache.rows.clear()
        return cache

    def note_commit(self) -> None:
        """Note that something was written: what was read before may be out of date."""
        with self._lock:
            self._commits += 1
