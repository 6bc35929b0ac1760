"""A full, read-only or damaged disk under a whole index: what is there still answers, and what is not is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import CorruptIndex, IndexNotWritten
from index.library import Library
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.small_library import add, quiet, small_library

QUESTION = "Quand ferme le hangar ?"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a disk of 32 MB."""
    with small_disk(tmp_path / "disk", 32) as mounted:
        yield mounted


def built(folder: Path) -> Library:
    """Return a library below `folder` with one card and one document."""
    folder.mkdir(exist_ok=True)
    note = folder / "note.md"
    note.write_text("# Le hangar\n\nLe hangar ferme à vingt heures, et le gardien en garde la clé.\n", encoding="utf-8")
    library = small_library(folder)
    library.build(quiet)  # so that Chroma holds the card, and the document is added to it
    add(library, note)
    return library


def moved(library: Library, place: Path) -> Library:
    """Return a library at `place` on a copy: Chroma keeps what it has once opened, and has not opened this."""
    shutil.copytree(library.home.parent, place, dirs_exist_ok=True)
    return small_library(place)


def titles(library: Library) -> list[tuple[str, float]]:
    """Return the entries found, with their nearness."""
    hits = library.searcher().search(library.reader.read(QUESTION, "fr"), 4)
    return [(hit.passage.title, round(hit.scores["dense"], 4)) for hit in hits]


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_a_disk_that_takes_nothing_answers(tmp_path: Path, disk: SmallDisk, fault: str) -> None:
    """As well as before: Chroma can't be opened there, and the segments hold the same vectors."""
    expected = titles(built(tmp_path / "whole"))
    library = moved(small_library(tmp_path / "whole"), disk.home)
    (disk.fill if fault == "full" else disk.make_read_only)()
    assert titles(library) == expected


def test_a_build_on_a_full_disk_is_told_and_the_old_index_answers(tmp_path: Path, disk: SmallDisk) -> None:
    """With the real error of the disk."""
    library = moved(built(tmp_path / "whole"), disk.home)
    before, found = library.generation, titles(library)
    more = tmp_path / "more.md"
    more.write_text("# Le moulin\n\nLe moulin tourne de l'aube au soir, et nul n'en garde la clé.\n", encoding="utf-8")
    disk.fill()
    with pytest.raises(IndexNotWritten, match="The disk is full"):
        add(library, more)
    assert (library.generation, titles(library)) == (before, found)


def test_a_damaged_chroma_is_done_without(tmp_path: Path) -> None:
    """Until the next full build makes it anew."""
    whole = built(tmp_path / "whole")
    expected = titles(whole)
    library = moved(whole, tmp_path / "damaged")
    (library.home / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    assert titles(library) == expected


def test_a_build_on_a_damaged_chroma_is_told(tmp_path: Path) -> None:
    """What answers meanwhile is whole."""
    library = moved(built(tmp_path / "whole"), tmp_path / "damaged")
    (library.home / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    library.embeddings.name = "letters anew"  # another model needs a full build
    with pytest.raises(CorruptIndex, match="Chroma"):
        library.build(quiet)


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_segment_is_told(tmp_path: Path, damage: str) -> None:
    """In one error, whatever the reading makes of it."""
    library = moved(built(tmp_path / "whole"), tmp_path / "damaged")
    for segment in (library.home / "index" / "segments").glob("*.npz"):
        whole = segment.read_bytes()
        segment.unlink()
        if damage == "cut":
            segment.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CorruptIndex, match="can't be read"):
        library.searcher()
    library.build_anew(quiet)
    assert titles(library) == titles(built(tmp_path / "other"))
