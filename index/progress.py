"""Progress of a change of the index through its stages, as one task that never goes back."""

from __future__ import annotations

from typing import Literal, Protocol, get_args, runtime_checkable

Stage = Literal["reading", "splitting", "embedding", "words", "writing"]
STEPS = 10_000  # of the whole task
# Parts of the time that the stages take for a folder of PDF, Word, HTML and Markdown files. They only place the stages
# in the whole: within a stage the steps follow the bytes, characters or tokens that are done.
_SHARES: dict[Stage, float] = {"reading": 0.05, "splitting": 0.02, "embedding": 0.55, "words": 0.35, "writing": 0.03}


class Progress(Protocol):
    """Shows how far a task has come."""

    def __call__(self, done: int, total: int, /) -> None:
        """Show that `done` of `total` is done, both in the same unit."""


def unseen(done: int, total: int, /) -> None:
    """Show nothing."""


@runtime_checkable
class ShowsStages(Protocol):
    """A progress that also shows which stage the work has reached."""

    def enter(self, stage: Stage) -> None:
        """Show that `stage` begins."""


class Stages:
    """Reports the work of each stage to `progress`, in steps of the whole task, which begins with the first stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._start: float | None = None
        self._reached = -1

    @classmethod
    def of(cls, progress: Progress | Stages) -> Stages:
        """Return `progress` itself if it reports stages already."""
        return progress if isinstance(progress, Stages) else cls(progress)

    def at(self, stage: Stage) -> Progress:
        """Enter `stage`; return the progress of its own work, in whatever unit that is counted."""
        before = sum(_SHARES[name] for name in get_args(Stage)[: get_args(Stage).index(stage)])
        start = self._start = before if self._start is None else self._start
        if isinstance(self._progress, ShowsStages):
            self._progress.enter(stage)

        def report(done: int, total: int) -> None:
            share = _SHARES[stage] * (done / total if total else 1.0)
            self._report(round(STEPS * (before + share - start) / (1.0 - start)))

        report(0, 1)
        return report

    def finish(self) -> None:
        """Report the whole task as done, also if later stages had nothing to do."""
        self._report(STEPS)

    def _report(self, step: int) -> None:
        if step > self._reached:
            self._reached = step
            self._progress(step, STEPS)
