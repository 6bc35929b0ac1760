"""A folder whose documents follow its files, and a home that is private and may be full."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from index.errors import EmptyFolder, IndexNotWritten
from index.library import DocumentDetails, Library
from index.storage_folder import make_private
from tests.support.small_library import quiet, small_library

TOLD = DocumentDetails(owner="ONG", readers="staff")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card."""
    return small_library(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three files."""
    (tmp_path / "files").mkdir()
    for name, word in (("a", "hangar"), ("b", "potager"), ("c", "moulin")):
        text = f"# Le {word}\n\nLe {word} ferme à vingt heures, et le gardien en garde la clé.\n"
        (tmp_path / "files" / f"{name}.md").write_text(text, encoding="utf-8")
    return tmp_path / "files"


def test_files_that_are_added_changed_renamed_and_removed_follow(library: Library, folder: Path) -> None:
    """In one go; what is the same isn't read again."""
    first, _ = library.sync(folder, TOLD, quiet)
    assert sorted(one.title for one in first.added) == ["Le hangar", "Le moulin", "Le potager"]
    (folder / "a.md").write_text("# Le hangar\n\nLe hangar ferme désormais à vingt-deux heures précises.\n")
    (folder / "b.md").unlink()
    (folder / "c.md").rename(folder / "d.md")
    (folder / "e.md").write_text("# Le four\n\nLe four à pain se réserve une semaine à l'avance.\n")
    done, refusals = library.sync(folder, DocumentDetails(), quiet)
    kinds = ("added", "replaced", "moved", "removed", "unchanged")
    changes = {kind: [one.title for one in getattr(done, kind)] for kind in kinds}
    assert changes == {
        "added": ["Le four"],
        "replaced": ["Le hangar"],
        "moved": ["Le moulin"],
        "removed": ["Le potager"],
        "unchanged": [],
    }
    assert refusals == ()
    assert {one.title: one.readers for one in library.documents.all()}["Le hangar"] == "staff"
    again, _ = library.sync(folder, DocumentDetails(), quiet)
    assert (len(again.unchanged), len(again.added), len(again.removed)) == (3, 0, 0)


def test_new_files_among_texts_for_the_staff_are_for_the_staff(library: Library, folder: Path) -> None:
    """Also those that come by a later run without that option; what is told counts more."""
    library.sync(folder, TOLD, quiet)
    (folder / "e.md").write_text("# Le four\n\nLe four à pain se réserve une semaine à l'avance.\n")
    added = library.sync(folder, DocumentDetails(), quiet)[0].added
    assert [(one.title, one.readers) for one in added] == [("Le four", "staff")]
    (folder / "f.md").write_text("# Le quai\n\nLe quai se réserve la veille auprès du gardien.\n")
    library.sync(folder, DocumentDetails(readers="all"), quiet)
    assert {one.readers for one in library.documents.all()} == {"all"}


def test_a_text_for_the_staff_that_is_renamed_and_edited_stays_one(library: Library, folder: Path) -> None:
    """Among texts for everybody, which stay as they are; with none gone, a new file is for everybody."""
    library.sync(folder, DocumentDetails(), quiet)
    library.add_files([folder / "a.md"], TOLD, quiet)
    (folder / "a.md").unlink()
    (folder / "g.md").write_text("# Le hangar\n\nLe hangar ferme désormais à vingt-deux heures précises.\n")
    done, _ = library.sync(folder, DocumentDetails(), quiet)
    assert [(one.title, one.readers) for one in done.added] == [("Le hangar", "staff")]
    (folder / "g.md").rename(folder / "h.md")
    (folder / "e.md").write_text("# Le four\n\nLe four à pain se réserve une semaine à l'avance.\n")
    library.sync(folder, DocumentDetails(), quiet)
    readers = {one.title: one.readers for one in library.documents.all()}
    assert readers == {"Le hangar": "staff", "Le potager": "all", "Le moulin": "all", "Le four": "all"}


def test_an_empty_folder_removes_nothing(library: Library, folder: Path) -> None:
    """A disk that isn't there looks like that."""
    library.sync(folder, TOLD, quiet)
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(EmptyFolder):
        library.sync(folder, TOLD, quiet)
    assert len(library.documents.all()) == 3


def test_documents_from_elsewhere_stay(library: Library, folder: Path, tmp_path: Path) -> None:
    """Though their files are gone."""
    other = tmp_path / "other.md"
    other.write_text("# Le puits\n\nLe puits se ferme à clé chaque soir après la dernière corvée d'eau.\n")
    library.add_files([other], TOLD, quiet)
    other.unlink()
    library.sync(folder, TOLD, quiet)
    assert "Le puits" in [one.title for one in library.documents.all()]


def test_a_full_disk_is_told_and_the_old_index_stays(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the error that Chroma makes of it."""
    before = library.build(quiet)

    def full(*arguments: object) -> None:
        raise RuntimeError("Query error: database or disk is full")

    monkeypatch.setattr("index.build.write_segment", full)
    with pytest.raises(IndexNotWritten, match="The disk is full"):
        library.sync(folder, TOLD, quiet)
    assert library.generation == before
    assert library.searcher().passages()


def test_what_was_open_to_others_is_closed(tmp_path: Path) -> None:
    """Folders and files that were there before; what a link leads to is not touched."""
    (tmp_path / "home" / "documents").mkdir(parents=True)
    (tmp_path / "home" / "documents" / "a.json").write_text("{}")
    (tmp_path / "away.txt").write_text("x")
    (tmp_path / "away.txt").chmod(0o644)
    (tmp_path / "home" / "link").symlink_to(tmp_path / "away.txt")
    for path, mode in ((tmp_path / "home", 0o755), (tmp_path / "home" / "documents" / "a.json", 0o644)):
        path.chmod(mode)
    make_private(tmp_path / "home")
    places = (tmp_path / "home", tmp_path / "home" / "documents", tmp_path / "home" / "documents" / "a.json")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (*places, tmp_path / "away.txt")] == [
        0o700,
        0o700,
        0o600,
        0o644,
    ]
