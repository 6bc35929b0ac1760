"""Measure how the time of a function grows with the length of its text: a ratio within one run, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

SHORT, LONG = 512, 4096  # characters; Telegram lets no longer message through
LINEAR = LONG / SHORT
MOST = 3 * LINEAR  # with slack; a search in quadratic time grows to LINEAR squared


def growth(function: Callable[[str], object], unit: str) -> float:
    """Return the ratio of the times that `function` takes on LONG and on SHORT characters of repeated `unit`."""
    function((unit * SHORT)[:SHORT])  # the first use may load data
    short, long = (min(_seconds(function, (unit * size)[:size]) for _ in range(3)) for size in (SHORT, LONG))
    return long / max(short, 1e-5)  # below, the clock is too coarse


def _seconds(function: Callable[[str], object], text: str) -> float:
    started = time.thread_time()
    function(text)
    return time.thread_time() - started
