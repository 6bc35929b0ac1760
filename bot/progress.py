"""A progress bar with count and rate."""

from __future__ import annotations

from typing import TextIO

from tqdm import tqdm


class Bar:
    """Shows how many texts are indexed; call it with (done, total). Quiet until something is to be done."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: tqdm | None = None

    def __call__(self, done: int, total: int) -> None:
        """Advance to `done` of `total`."""
        if self._bar is None:
            self._bar = tqdm(total=total, desc="Indexing", unit=" texts", file=self._stream, dynamic_ncols=True)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
            self._bar = None
