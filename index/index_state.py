"""Which generation answers, and where its files are: the port, and the folder of an installation of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from index.generation import Generation, GenerationFile, delete_unused


class IndexState(Protocol):
    """The generations of an index beside their vectors in Chroma.

    A generation is published whole or not at all, and its files never change. One that was replaced can be read on by
    whoever has opened it. Raise UnreachableStore if what is shared can't be read, CorruptIndex if it is damaged.
    """

    def current(self) -> Generation | None:
        """Return the generation that answers, or None before the first build. Cheap: asked for each question."""

    def folder_of(self, generation: Generation) -> Path:
        """Return a folder on this machine with all files of `generation`."""

    def changing(self) -> AbstractContextManager[Path]:
        """Yield a folder for the files of the next generation, with those of the present one in it.

        Of all processes one changes the index at a time; the others wait.
        """

    def publish(self, generation: Generation, folder: Path) -> None:
        """Make `generation`, whose files are in `folder`, the one that answers; called inside `changing`.

        Raise OvertakenBuild, and change nothing, if another one was published since `changing` began.
        """

    def claim(self, collection: str) -> None:
        """Note the name of a collection that is about to be made, so that it is known if the build is killed."""

    def collections_to_read(self, held: Sequence[str]) -> list[str]:
        """Return those of the collections `held` in Chroma whose vectors are in no segment that a build reads."""

    def collections_to_drop(self, held: Sequence[str]) -> list[str]:
        """Return the collections that nobody needs any more, those of killed builds too; `held` are all in Chroma."""

    def note_dropped(self, collection: str) -> None:
        """Note that a collection was deleted from Chroma."""

    def tidy(self) -> None:
        """Delete the files that nobody needs any more; called inside `changing`."""


class LocalIndexState:
    """The generations in a folder that belongs to one installation on one machine."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, GenerationFile(folder)

    def current(self) -> Generation | None:
        """Return the generation that answers; the file is read again only when it was replaced."""
        return self._file.read()

    def folder_of(self, generation: Generation) -> Path:
        """Return the folder."""
        return self._folder

    @contextmanager
    def changing(self) -> Iterator[Path]:
        """Yield the folder: what is written there is used once the generation is published."""
        with FileLock(self._folder / "build.lock"):
            yield self._folder

    def publish(self, generation: Generation, folder: Path) -> None:
        """Replace the file that names the generation."""
        self._file.replace(generation)

    def claim(self, collection: str) -> None:
        """Do nothing: every collection beside the folder is its own."""

    def collections_to_read(self, held: Sequence[str]) -> list[str]:
        """Return all collections: reading them takes no network."""
        return list(held)

    def collections_to_drop(self, held: Sequence[str]) -> list[str]:
        """Return all collections but that of the generation that answers."""
        current = self.current()
        return sorted(set(held) - ({current.collection} if current else set()))

    def note_dropped(self, collection: str) -> None:
        """Do nothing."""

    def tidy(self) -> None:
        """Delete the files that the generation which answers does not refer to."""
        delete_unused(self._folder, self.current())
