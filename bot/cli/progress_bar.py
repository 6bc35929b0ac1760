"""A progress bar for long tasks."""

from __future__ import annotations

from typing import TextIO

from tqdm import tqdm


class ProgressBar:
    """Shows how far a long task has come; call it with (done, total). Nothing is shown before the first call."""

    def __init__(self, stream: TextIO, task: str = "Indexing", unit: str = " texts") -> None:
        self._stream, self._task, self._unit = stream, task, unit
        self._bar: tqdm | None = None

    def __call__(self, done: int, total: int) -> None:
        """Advance to `done` of `total`."""
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._task, unit=self._unit, file=self._stream)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
            self._bar = None
