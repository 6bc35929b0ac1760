"""Added documents: what is told of them, who may read them, and what their names and places do."""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from index.document import Document
from index.document_records import DocumentFiles, document_of, text_of
from index.document_store import DocumentStore
from index.errors import AmbiguousName
from index.library import EVERYONE, STAFF, DocumentDetails, Library
from index.statement import state
from index.text.file_names import readable
from tests.support.small_library import add, quiet, small_library

NOTICE = "# Préavis\n\nLe préavis de résiliation est de trente jours à compter de la lettre recommandée.\n"
PAY = "# Salaires\n\nLe salaire de la direction est de quatre mille florins chaque mois de l'année.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card."""
    return small_library(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two documents."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "notice.md").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "files" / "pay.md").write_text(PAY, encoding="utf-8")
    return tmp_path / "files"


def offered(path: str, text: str = "Texte.", title: str = "Note") -> Document:
    """Return a document as a reader gives it."""
    return Document(f"{abs(hash(text)):016x}"[:16], path, title, "", "fr", text)


def test_warnings_are_kept_as_statements_and_those_of_older_versions_as_they_were_written() -> None:
    """Which was an English sentence each."""
    unread = state("file.pages_unread", pages="2", count=1, reason=state("ocr.not_installed"))
    document = replace(offered("/a.pdf"), warnings=(unread, state("file.running_heads", heads=("Guide",))))
    assert document_of(text_of(document)) == document
    older = json.loads(text_of(document)) | {"warnings": ["A table was left out."]}
    assert document_of(json.dumps(older)).warnings == (state("file.earlier", remark="A table was left out."),)


def test_what_is_told_of_a_document_reaches_its_passages(library: Library, folder: Path) -> None:
    """Date, authority and readers, through the stored files."""
    add(library, folder / "notice.md", details=DocumentDetails("ONG", "2024-05", "draft", "staff"))
    again = small_library(folder.parent)
    (passage,) = (one for one in again.searcher(STAFF).passages() if one.document)
    assert (passage.owner, passage.date, passage.authority, passage.readers) == ("ONG", "2024-05", "draft", "staff")


def test_a_document_stored_before_is_still_read(tmp_path: Path) -> None:
    """With a date that isn't known, official, for all."""
    old = {"id": "a" * 16, "path": "/d/a.md", "title": "A", "owner": "", "language": "fr", "markdown": "Texte."}
    (tmp_path / "a.json").write_text(json.dumps(old), encoding="utf-8")
    (read,) = DocumentStore(DocumentFiles(tmp_path)).all()
    assert (read.date, read.authority, read.readers) == ("", "official", "all")


def test_what_is_not_told_again_stays(library: Library, folder: Path) -> None:
    """An edited file keeps its readers, authority and owner; its date was that of the other version."""
    told = DocumentDetails("ONG", "2024", "internal", "staff")
    add(library, folder / "notice.md", details=told)
    assert len(add(library, folder / "notice.md").unchanged) == 1
    (folder / "notice.md").write_text(NOTICE.replace("trente", "soixante"), encoding="utf-8")
    (edited,) = add(library, folder / "notice.md").replaced
    assert (edited.owner, edited.date, edited.authority, edited.readers) == ("ONG", "", "internal", "staff")


def test_what_is_told_anew_replaces(library: Library, folder: Path) -> None:
    """Though the bytes are the same."""
    add(library, folder / "notice.md")
    (changed,) = add(library, folder / "notice.md", details=DocumentDetails(readers="staff")).replaced
    assert changed.readers == "staff"
    assert "Préavis" not in [passage.title for passage in library.searcher().passages()]


def test_a_document_for_the_staff_is_nowhere_for_others(library: Library, folder: Path) -> None:
    """Not in a search, by id, among the passages, nor by a word that it alone has."""
    add(library, folder / "notice.md")
    add(library, folder / "pay.md", details=DocumentDetails(readers="staff"))
    query = library.reader.read("salaire de la direction en florins", "fr")
    for readers, expected in ((STAFF, True), (EVERYONE, False)):
        searcher = library.searcher(readers)
        hits = [hit.passage for hit in searcher.search(query, 10)]
        assert ("Salaires" in [passage.title for passage in hits]) == expected
        assert ("Salaires" in [passage.title for passage in searcher.passages()]) == expected
        assert searcher.knows("florin", "fr") == expected
    (kept,) = (one for one in library.searcher(STAFF).passages() if one.title == "Salaires")
    assert library.searcher().passage(kept.id, "fr") is None
    library.build(quiet)


def test_one_name_however_its_accents_are_written(tmp_path: Path) -> None:
    """Replacing, removing by name and by path."""
    store = DocumentStore(DocumentFiles(tmp_path))
    loose, joined = (unicodedata.normalize(form, "/d/procédure.md") for form in ("NFD", "NFC"))
    store.put([offered(loose, "un")])
    done = store.put([offered(joined, "deux")])
    assert (len(done.replaced), len(store.all())) == (1, 1)
    assert [one.markdown for one in store.remove(unicodedata.normalize("NFD", "procédure.md"))] == ["deux"]


def test_a_name_that_is_not_utf8_stops_nothing(library: Library, folder: Path) -> None:
    """The file goes in, and the others too."""
    strange = os.fsencode(folder) + b"/latin-\xe9.txt"
    with open(strange, "wb") as file:
        file.write("Le hangar ferme à vingt heures, et le gardien garde la clé.".encode())
    add(library, folder)
    assert sorted(readable(Path(one.path).name) for one in library.documents.all()) == [
        "latin-é.txt",
        "notice.md",
        "pay.md",
    ]
    assert [one.title for one in library.remove("latin-é.txt", quiet)] == ["Latin é"]


def test_a_renamed_and_then_edited_file_replaces_itself(library: Library, folder: Path) -> None:
    """No second version stays under the name that is gone."""
    add(library, folder / "notice.md")
    (folder / "notice.md").rename(folder / "new.md")
    assert [Path(one.path).name for one in add(library, folder / "new.md").moved] == ["new.md"]
    (folder / "new.md").write_text(NOTICE.replace("trente", "soixante"), encoding="utf-8")
    assert len(add(library, folder / "new.md").replaced) == 1
    assert ["soixante" in one.markdown for one in library.documents.all()] == [True]


def test_a_file_overwritten_by_a_copy_keeps_nothing_of_its_own(library: Library, folder: Path) -> None:
    """What it said before is gone."""
    add(library, folder)
    (folder / "pay.md").write_text(NOTICE, encoding="utf-8")
    assert len(add(library, folder).copies) == 1
    assert [one.title for one in library.documents.all()] == ["Préavis"]


def test_a_gone_file_is_known_as_gone(library: Library, folder: Path) -> None:
    """For `index status`."""
    add(library, folder)
    (folder / "pay.md").unlink()
    assert {one.title: one.is_gone for one in library.status().documents} == {"Préavis": False, "Salaires": True}


def test_a_link_out_of_the_folder_is_not_followed(library: Library, folder: Path, tmp_path: Path) -> None:
    """A link inside it is."""
    (tmp_path / "secret.md").write_text("Le mot de passe du coffre est sous le tapis.", encoding="utf-8")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    add(library, folder)
    assert [one.title for one in library.documents.all()] == ["Préavis", "Salaires"]
    add(library, folder / "out.md")  # named itself, it is meant
    assert len(library.documents.all()) == 3


def test_a_title_of_several_is_not_removed(tmp_path: Path) -> None:
    """The answer names their ids and paths; by id one goes."""
    store = DocumentStore(DocumentFiles(tmp_path))
    first, second = offered("/d/a.md", "un"), offered("/e/b.md", "deux")
    store.put([first, second])
    with pytest.raises(AmbiguousName, match=f"{first.id}  /d/a.md"):
        store.remove("Note")
    assert store.remove(second.id) == [second]
    assert store.remove("Note") == [first]


def test_the_whole_disk_is_not_removed(tmp_path: Path) -> None:
    """However it is written."""
    store = DocumentStore(DocumentFiles(tmp_path))
    store.put([offered("/d/a.md")])
    for name in ("/", "/d/..", "//"):
        with pytest.raises(AmbiguousName, match="whole disk"):
            store.remove(name)
    assert store.all()
