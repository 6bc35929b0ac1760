"""The session of one command: the container for the present settings, progress on the terminal, exports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click
from tqdm import tqdm

if TYPE_CHECKING:
    from bot.container import Container
    from index.library import Library, Stage

LANGUAGE = click.Choice(["fr", "en"])
_STAGES: dict[Stage, str] = {
    "reading": "Reading files",
    "splitting": "Splitting    ",
    "embedding": "Embedding    ",
    "words": "Reading words",
    "writing": "Writing      ",
}


class ProgressBar:
    """Shows how far a long task has come; call it with (done, total). Nothing is shown before the first call."""

    def __init__(self, stream: TextIO, task: str, unit: str, form: str | None = None) -> None:
        self._stream, self._task, self._unit, self._form = stream, task, unit, form
        self._bar: tqdm | None = None

    def __call__(self, done: int, total: int) -> None:
        """Advance to `done` of `total`."""
        if self._bar is None:
            self._bar = tqdm(total=total, desc=self._task, unit=self._unit, file=self._stream, bar_format=self._form)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
            self._bar = None


class StageBar(ProgressBar):
    """Shows the stage of a change of the index, the part of the whole that is done, and the time left at this rate."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream, "Indexing", "", "{desc}: {percentage:3.0f}%|{bar}| {elapsed}, {remaining} left")

    def enter(self, stage: Stage) -> None:
        """Show that `stage` begins."""
        self._task = _STAGES[stage]
        if self._bar is not None:
            self._bar.set_description_str(self._task, refresh=False)


@contextmanager
def opened() -> Iterator[Container]:
    """Yield the container for the present settings; its database, if the command opens it, is closed at the end."""
    from bot.container import Container
    from bot.settings import read_settings

    with Container(read_settings()) as container:
        yield container


@contextmanager
def indexed(replace: bool = False) -> Iterator[Container]:
    """Yield the container with an index that is up to date; one built with another model is replaced only on request.

    A bot that starts can wait for a new index; whoever asks one question has more likely misspelt the model.
    """
    with logged() as container:
        library = container.library
        if library.is_stale():
            if not replace:
                library.check_model()
            bring_up_to_date(library)
        yield container


def bring_up_to_date(library: Library) -> None:
    """Build the index with a bar; if it can't be, say why and leave the old one to answer. Raise if there is none."""
    from bot.examination.remedies import explain
    from index.errors import IndexFailure

    try:
        library.build(stages())
    except IndexFailure as error:
        if library.generation is None:
            raise
        library.check_model()
        click.echo(f"Warning: {explain(error)} The index of {library.generation.built} answers meanwhile.", err=True)


@contextmanager
def logged() -> Iterator[Container]:
    """Yield the container with the log on standard error: warnings and errors, unless more was asked for."""
    import logging

    from bot.logs import configure

    if not logging.getLogger().handlers:
        configure("WARNING")
    with opened() as container:
        yield container


def progress(task: str, unit: str) -> ProgressBar:
    """Return a progress bar on standard error."""
    return ProgressBar(sys.stderr, task, unit)


def stages() -> StageBar:
    """Return a bar on standard error for the stages of a change of the index."""
    return StageBar(sys.stderr)


def write_export(text: str, output: str | None, has_byte_order_mark: bool, summary: str) -> None:
    """Write an export to the file `output` and say so in a line; print it if there is none.

    Spreadsheets take a CSV file for UTF-8 by its byte order mark alone.
    """
    if output is None:
        sys.stdout.write(text)
        return
    try:
        with open(output, "w", encoding="utf-8-sig" if has_byte_order_mark else "utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{output} can't be written ({error.strerror}). Name another file.") from error
    click.echo(f"{summary} written to {output}.")
