"""A disk of some megabytes that can be filled and made read-only: a tmpfs, where the caller may mount one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A mounted disk; `home` is a folder on it."""

    place: Path

    @property
    def home(self) -> Path:
        """The folder for what a test keeps on it."""
        return self.place / "home"

    @property
    def _ballast(self) -> Path:
        return self.place / "ballast"

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            for size in (2**20, 4096, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    def make_read_only(self) -> None:
        """Mount it read-only, as a system does with a disk that has faults."""
        subprocess.run(["mount", "-o", "remount,ro", str(self.place)], check=True, capture_output=True)


@contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk at `place` for the block; skip the test where that is not allowed."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no disk can be mounted here ({type(error).__name__})")
    try:
        disk = SmallDisk(place)
        disk.home.mkdir()
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False, capture_output=True)
