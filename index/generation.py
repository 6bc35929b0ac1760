"""A generation: one state of the index, and the small file that says which one answers.

Below the index folder are `generation.json`, which is replaced at once by each change, and what it refers to, which
never changes: `segments/`, the statistics of this generation, and the collection with its example classifier.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.language import Language
from index.search.scoring import GroupStatistics
from index.segment import segment_files

if TYPE_CHECKING:
    from index.entry import EntryKind

GroupName = tuple["EntryKind", Language]
_NAME = "generation.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the index: the segments and the collection that searches read.

    `reader` is the digest of the passage reader. `corpus` and `documents` are the digests of the segments that count.
    Those among `stored` are in the Chroma `collection`, which the last full build filled; the others were added since.
    `built` is ISO 8601 UTC.
    """

    id: str
    model: str
    dimension: int
    reader: str
    built: str
    entries: int
    collection: str
    corpus: str
    documents: tuple[str, ...]
    stored: tuple[str, ...]

    @property
    def segments(self) -> tuple[str, ...]:
        """The digests of all segments that count, the corpus first."""
        return (self.corpus, *self.documents)


class GenerationFile:
    """The file that says which generation answers; read again only when it was replaced."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._read: tuple[tuple[int, int, int], Generation | None] | None = None

    def read(self) -> Generation | None:
        """Return the generation that answers, or None before the first build."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return None
        version = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._read is None or self._read[0] != version:
            self._read = (version, self._parse())
        return self._read[1]

    def replace(self, generation: Generation) -> None:
        """Make `generation` the one that answers. A kill at any moment leaves either the old one or the new one."""
        fresh = self._path.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(generation), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def _parse(self) -> Generation | None:
        try:
            return generation_of(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, KeyError, TypeError, ValueError):
            return None


def generation_of(text: str) -> Generation:
    """Return the generation whose fields are the JSON object `text`. Raise KeyError, TypeError or ValueError."""
    fields = json.loads(text)
    lists = {name: tuple(fields[name]) for name in ("documents", "stored")}
    return Generation(**{**fields, **lists})


def segment_file(folder: Path, digest: str) -> Path:
    """Return the path of the segment with `digest`."""
    return folder / "segments" / f"{digest}.npz"


def statistics_file(folder: Path, generation: str) -> Path:
    """Return the path of the group statistics of the generation with that id."""
    return folder / f"{generation}-statistics.npz"


def classifier_file(folder: Path, collection: str) -> Path:
    """Return the path of the classifier that was trained with the collection of that name."""
    return folder / f"{collection}-classifier.npz"


def files_of(folder: Path, generation: Generation) -> set[Path]:
    """Return the paths of the files that `generation` refers to; not all of them need exist."""
    segments = {segment_file(folder, digest) for digest in (*generation.segments, *generation.stored)}
    used = {file for path in segments for file in segment_files(path)}
    return used | {statistics_file(folder, generation.id), classifier_file(folder, generation.collection)}


def delete_unused(folder: Path, generation: Generation | None) -> None:
    """Delete the files that `generation`, which answers now, does not refer to."""
    used = files_of(folder, generation) if generation else set()
    for path in {*folder.glob("*.npz"), *folder.glob("segments/*")} - used:
        path.unlink(missing_ok=True)


def write_statistics(path: Path, statistics: Mapping[GroupName, GroupStatistics]) -> None:
    """Write the statistics of each group, by kind and language, to one array file."""
    import numpy as np

    parts = ("mean", "covariance", "count")
    arrays = {f"{kind}-{lang}-{part}": getattr(s, part) for (kind, lang), s in statistics.items() for part in parts}
    with path.open("wb") as file:
        np.savez(file, **arrays)


def read_statistics(path: Path) -> dict[GroupName, GroupStatistics]:
    """Return the statistics of each group by kind and language."""
    import numpy as np

    with np.load(path) as held:
        groups = {name.rpartition("-")[0] for name in held.files}
        return {
            _group(g): GroupStatistics(held[f"{g}-mean"], held[f"{g}-covariance"], int(held[f"{g}-count"]))
            for g in groups
        }


def _group(name: str) -> GroupName:
    kind, language = name.split("-")
    return kind, language  # type: ignore[return-value]  # written by write_statistics from those types
