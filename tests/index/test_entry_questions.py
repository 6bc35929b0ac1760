"""Questions that a deployment adds to cards and documents: their file, and what they do to the index."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.entry_questions import EntryQuestion, QuestionFile
from index.errors import MalformedQuestions
from index.library import Library
from index.search.query import Query
from tests.support.small_library import add, quiet, small_library

HALL = "# Salle\n\nLa salle du haut se réserve auprès de la gardienne.\n\n# Vélos\n\nLes vélos restent dans la cour.\n"
ODD = "Xylophone zeppelin ?"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card and a document."""
    made = small_library(tmp_path)
    (tmp_path / "hall.md").write_text(HALL, encoding="utf-8")
    add(made, tmp_path / "hall.md")
    return made


def bikes(library: Library) -> str:
    """Return the id of the passage about bicycles."""
    return next(one.id for one in library.searcher().passages() if "vélos" in one.text)


def first(library: Library, text: str) -> str:
    """Return the id of the first passage that a question finds."""
    return library.searcher().search(Query(text, text, "fr"), 1)[0].passage.id


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """One line each, whatever the text holds, and readable by its owner alone."""
    file = QuestionFile(tmp_path / "q.tsv", ("used",), ("A remark.",))
    file.write(
        [EntryQuestion("used", "a-000", "fr", "Quand\tdonc\n?", "key"), EntryQuestion("used", "b", "en", "Why?")]
    )
    assert [(one.text, one.origin) for one in file.read()] == [("Quand donc ?", "key"), ("Why?", "")]
    assert file.path.read_text(encoding="utf-8").startswith("# A remark.\n")
    assert file.path.stat().st_mode & 0o077 == 0
    file.write([])
    assert file.read() == []


@pytest.mark.parametrize("line", ["used\ta\tfr", "maybe\ta\tfr\tQuand ?", "used\ta\tde\tWann?", "used\t\tfr\tQuand ?"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    """With its number, and what it must be."""
    (tmp_path / "q.tsv").write_text(f"# remark\n\n{line}\n", encoding="utf-8")
    with pytest.raises(MalformedQuestions, match="line 3: must be used, an id, fr or en"):
        QuestionFile(tmp_path / "q.tsv", ("used",)).read()


def test_a_question_leads_to_the_passage_of_a_document(library: Library) -> None:
    """In either language, though the passage has none of its words; without it the index is as it was."""
    before, target = library.generation, bikes(library)
    library.questions.written.write(
        [EntryQuestion("used", target, "fr", ODD), EntryQuestion("used", target, "en", "Qui vive?")]
    )
    assert library.is_stale()
    library.build(quiet)
    assert first(library, ODD) == target
    in_english = library.searcher().search(Query("Qui vive?", "Qui vive?", "en"), 3)
    assert {hit.passage.id: hit.question for hit in in_english}[target] == "Qui vive?"
    library.questions.written.write([EntryQuestion("off", target, "fr", ODD)])
    library.build(quiet)
    assert before and library.generation and library.generation.documents == before.documents


def test_a_question_leads_to_a_card(library: Library) -> None:
    """And teaches the classifier, as it is built anew."""
    library.questions.trained.write([EntryQuestion("trained", "opening", "fr", ODD, "key")])
    library.build(quiet)
    assert first(library, ODD) == "opening"


def test_questions_of_a_changed_document_are_dropped(library: Library, tmp_path: Path) -> None:
    """From the file as well; those of other documents stay."""
    (tmp_path / "other.md").write_text(HALL.replace("vélos", "skis").replace("Vélos", "Skis"), encoding="utf-8")
    add(library, tmp_path / "other.md")
    other = next(one.id for one in library.searcher().passages() if "skis" in one.text)
    lines = [EntryQuestion("used", bikes(library), "fr", ODD), EntryQuestion("used", other, "fr", "Où skier ?")]
    library.questions.written.write(lines)
    library.build(quiet)
    (tmp_path / "hall.md").write_text(HALL.replace("cour", "cave"), encoding="utf-8")
    add(library, tmp_path / "hall.md")
    assert [one.text for one in library.questions.written.read()] == ["Où skier ?"]
    assert first(library, "Où skier ?") == other


def test_questions_to_nothing_are_left_out(library: Library) -> None:
    """As those of a card that is gone, or of a passage that its document does not have."""
    document = bikes(library).rpartition("-")[0]
    library.questions.trained.write(
        [EntryQuestion("trained", "gone", "fr", ODD), EntryQuestion("trained", f"{document}-099", "fr", ODD)]
    )
    library.build(quiet)
    assert library.searcher().search(Query(ODD, ODD, "fr"), 3)
