"""A generation: one complete build of the index, and the small file that says which one answers."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.search.score_calibration import GroupStatistics

if TYPE_CHECKING:
    from corpus.language import Language
    from index.entry import EntryKind

_POINTER = "generation.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """What the answering collection was built from.

    `digest` changes with the model, any entry or any passage; `built` is ISO 8601 UTC.
    """

    id: str
    model: str
    dimension: int
    digest: str
    built: str
    entries: int


def now() -> str:
    """Return the present time as ISO 8601 UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read_generation(folder: Path) -> Generation | None:
    """Return the generation that answers, or None before the first build."""
    try:
        return Generation(**json.loads((folder / _POINTER).read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def switch_to(generation: Generation, folder: Path) -> None:
    """Make `generation` the one that answers. A kill at any moment leaves either the old one or the new one."""
    fresh = folder / f"{_POINTER}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(generation), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _POINTER)


def write_spreads(folder: Path, generation: str, spreads: dict[tuple[EntryKind, Language], GroupStatistics]) -> None:
    """Keep the spreads of a generation, one array file."""
    import numpy as np

    parts = ("mean", "covariance", "count")
    arrays = {f"{kind}-{lang}-{part}": getattr(s, part) for (kind, lang), s in spreads.items() for part in parts}
    with (folder / f"{generation}.npz").open("wb") as file:
        np.savez(file, **arrays)


def read_spreads(folder: Path, generation: str) -> dict[tuple[EntryKind, Language], GroupStatistics]:
    """Return the spreads of a generation by kind and language."""
    import numpy as np

    with np.load(folder / f"{generation}.npz") as held:
        groups = {name.rpartition("-")[0] for name in held.files}
        return {
            _group(g): GroupStatistics(held[f"{g}-mean"], held[f"{g}-covariance"], int(held[f"{g}-count"]))
            for g in groups
        }


def classifier_file(folder: Path, generation: str) -> Path:
    """Return where the classifier of a generation is kept."""
    return folder / f"{generation}-classifier.npz"


def drop_side_files(folder: Path, generation: str) -> None:
    """Delete what a generation keeps beside its collection, if anything."""
    (folder / f"{generation}.npz").unlink(missing_ok=True)
    classifier_file(folder, generation).unlink(missing_ok=True)


def _group(name: str) -> tuple[EntryKind, Language]:
    kind, language = name.split("-")
    return kind, language  # type: ignore[return-value]  # written by write_spreads from those types
