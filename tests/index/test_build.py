"""Builds: what changes them, what does not, and what a kill leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.document import Document
from index.errors import IndexFailure, MissingIndex, StaleIndex
from index.ingest.reader import read_files
from index.library import Library
from index.progress import STEPS

ROOT = Path(__file__).parents[2]
CARDS = ("termination-timeline", "evaluation-overview")
FIRST = "# Délais\n\nLe préavis de résiliation est de trente jours à compter de la lettre recommandée.\n"
SECOND = FIRST.replace("trente", "soixante")
# Builds with so slow a model that it is killed between two batches.
SLOW = """
import sys, time
from pathlib import Path
from corpus.collection import read_corpus
from index.library import Library
library = Library(read_corpus(Path(sys.argv[1])), Path(sys.argv[2]))
def slowly(done, total):
    print(done, flush=True)
    time.sleep(60 if done else 0)
library.build(slowly)
"""


def quiet(done: int, total: int) -> None:
    """Show no progress."""


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """Return a small corpus: two of our cards, no gaps, one intent."""
    folder = tmp_path / "cards"
    for language in ("fr", "en"):
        (folder / "texts" / language).mkdir(parents=True)
        for card in CARDS:
            text = (BUNDLED_CORPUS / "texts" / language / f"{card}.md").read_text(encoding="utf-8")
            (folder / "texts" / language / f"{card}.md").write_text(text, encoding="utf-8")
    (folder / "sources.yaml").write_text(
        (BUNDLED_CORPUS / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (folder / "intents.yaml").write_text("- {id: thanks, examples: {fr: [Merci], en: [Thanks]}}\n", encoding="utf-8")
    return folder


@pytest.fixture
def small(cards: Path, tmp_path: Path, library: Library, home: Path) -> Library:
    """Return a library of its own over the small corpus, with the session's model."""
    library.embeddings.embed_query("Bonjour")  # unpacks the model
    place = tmp_path / "home"
    place.mkdir()
    (place / "models").symlink_to(home.absolute() / "models")
    other = Library(read_corpus(cards), place)
    other.embeddings = library.embeddings
    return other


@pytest.fixture
def home_folder(tmp_path: Path) -> Path:
    """Return the folder of the small library's index."""
    return tmp_path / "home" / "index"


def documents(*paths: Path) -> list[Document]:
    """Read files that are known to be good."""
    return [found for found in read_files(list(paths), "Bureau") if isinstance(found, Document)]


def texts(small: Library, question: str = "Quel est le préavis ?") -> list[str]:
    """Return the texts of the hits of a search."""
    hits = small.searcher().search(small.reader.read(question, "fr"), 10)
    return [hit.passage.text for hit in hits]


def test_a_search_before_the_first_build_says_to_build(small: Library) -> None:
    """In one line, with the command."""
    with pytest.raises(MissingIndex, match=r"There is no index yet\."):
        small.searcher()


def test_a_build_is_due_once(small: Library) -> None:
    """Until something changes."""
    assert small.is_stale()
    small.build(quiet)
    assert not small.is_stale()


def test_progress_goes_from_nothing_to_all(small: Library) -> None:
    """In steps that never go back."""
    seen: list[tuple[int, int]] = []
    small.build(lambda done, total: seen.append((done, total)))
    assert (seen[0], seen[-1]) == ((0, STEPS), (STEPS, STEPS))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_adding_again_changes_nothing(small: Library, tmp_path: Path) -> None:
    """The same bytes are the same document, whatever the file is called; no build follows."""
    (tmp_path / "delais.md").write_text(FIRST)
    (tmp_path / "copie.md").write_text(FIRST)
    first = small.add(documents(tmp_path / "delais.md"), quiet)
    generation = small.generation
    again = small.add(documents(tmp_path / "delais.md", tmp_path / "copie.md"), quiet)
    assert (len(first.added), len(again.added), len(again.replaced), len(again.unchanged)) == (1, 0, 0, 1)
    assert [(Path(copy.path).name, Path(held.path).name) for copy, held in again.copies] == [("copie.md", "delais.md")]
    assert small.generation == generation


def test_an_edited_file_replaces_its_passages(small: Library, tmp_path: Path) -> None:
    """What the file held before is found no more."""
    file = tmp_path / "delais.md"
    file.write_text(FIRST)
    small.add(documents(file), quiet)
    assert "trente jours" in "".join(texts(small))
    file.write_text(SECOND)
    done = small.add(documents(file), quiet)
    assert (len(done.added), len(done.replaced)) == (0, 1)
    assert ("trente jours" in "".join(texts(small)), "soixante jours" in "".join(texts(small))) == (False, True)


def test_removing_removes(small: Library, tmp_path: Path) -> None:
    """By file name; a second time there is nothing left to remove."""
    (tmp_path / "delais.md").write_text(FIRST)
    small.add(documents(tmp_path / "delais.md"), quiet)
    assert [document.title for document in small.remove("delais.md", quiet)] == ["Délais"]
    assert "trente jours" not in "".join(texts(small))
    assert small.remove("delais.md", quiet) == []


def test_adding_a_page_leaves_all_else_as_it_is(small: Library, tmp_path: Path, home_folder: Path) -> None:
    """One segment more; no file is written again, and Chroma is not touched."""
    before = small.build(quiet)
    kept = {path: path.stat().st_mtime_ns for path in home_folder.glob("segments/*")}
    (tmp_path / "delais.md").write_text(FIRST)
    small.add(documents(tmp_path / "delais.md"), quiet)
    after = small.generation
    assert after is not None
    assert (after.collection, after.corpus, after.stored) == (before.collection, before.corpus, before.stored)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(list(home_folder.glob("segments/*.npz"))) == len([path for path in kept if path.suffix == ".npz"]) + 1


def test_an_added_page_scores_as_if_built_with_the_cards(small: Library, tmp_path: Path) -> None:
    """Whether it came after the last full build or before makes no difference to the hits."""
    small.build(quiet)
    (tmp_path / "delais.md").write_text(FIRST)
    small.add(documents(tmp_path / "delais.md"), quiet)
    question = small.reader.read("Quel est le préavis ?", "fr")
    added = small.searcher().search(question)
    (tmp_path / "home" / "index" / "generation.json").unlink()
    small.build(quiet)
    built = small.searcher().search(question)
    assert [hit.passage for hit in added] == [hit.passage for hit in built]
    assert [hit.scores["fused"] for hit in added] == pytest.approx([hit.scores["fused"] for hit in built], abs=1e-3)


def test_a_removed_page_of_a_full_build_is_found_no_more(small: Library, tmp_path: Path) -> None:
    """Its entries stay in Chroma until the next full build, unseen; the group statistics forget it."""
    small.build(quiet)
    question = small.reader.read("Quel est le préavis ?", "fr")
    before = small.searcher().search(question)
    (tmp_path / "delais.md").write_text(FIRST)
    small.documents.put(documents(tmp_path / "delais.md"))
    (tmp_path / "home" / "index" / "generation.json").unlink()
    small.build(quiet)
    assert "trente jours" in "".join(texts(small))
    small.remove("delais.md", quiet)
    after = small.searcher().search(question)
    assert [hit.passage for hit in after] == [hit.passage for hit in before]
    assert [hit.scores["fused"] for hit in after] == pytest.approx([hit.scores["fused"] for hit in before], abs=1e-3)


def test_a_searcher_sees_the_build_of_another_process(small: Library, cards: Path, tmp_path: Path) -> None:
    """A running bot answers from the new index at its next question."""
    small.build(quiet)
    (tmp_path / "delais.md").write_text(FIRST)
    assert "trente jours" not in "".join(texts(small))
    environ = os.environ | {"RELAIS_HOME": str(tmp_path / "home"), "RELAIS_CORPUS": str(cards)}
    command = [sys.executable, "-m", "bot", "index", "add", str(tmp_path / "delais.md")]
    subprocess.run(command, env=environ, cwd=ROOT, check=True, capture_output=True)
    assert "trente jours" in "".join(texts(small))


def test_a_killed_build_leaves_the_old_index_answering(small: Library, cards: Path, tmp_path: Path) -> None:
    """`kill -9` between two batches; the next build is whole and sweeps the rest away."""
    small.build(quiet)
    generation, before = small.generation, texts(small)
    (tmp_path / "delais.md").write_text(FIRST)
    small.documents.put(documents(tmp_path / "delais.md"))
    command = [sys.executable, "-c", SLOW, str(cards), str(tmp_path / "home")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [int(process.stdout.readline()) > 0 for _ in range(2)] == [False, True]
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert (small.generation, texts(small)) == (generation, before)
    assert small.is_stale()
    small.build(quiet)
    assert "trente jours" in "".join(texts(small))


def test_another_model_is_an_error_that_says_rebuild(small: Library, cards: Path, tmp_path: Path) -> None:
    """Vectors of two models can't be compared; the error names both."""
    small.build(quiet)
    other = Library(read_corpus(cards), tmp_path / "home", model="some/other-model")
    with pytest.raises(StaleIndex, match=r"multilingual-e5-small, not some/other-model\."):
        other.searcher()


def test_a_model_that_cannot_be_had_is_an_error_with_a_remedy(cards: Path, tmp_path: Path) -> None:
    """The error names what was asked for."""
    other = Library(read_corpus(cards), tmp_path / "home", model="/nowhere/model")
    with pytest.raises(IndexFailure, match="/nowhere/model can't be loaded"):
        other.build(quiet)


def test_a_small_index_says_how_small_it_is(small: Library) -> None:
    """The best of few passages is less far above the mean than the best of many."""
    small.build(quiet)
    assert small.searcher().size == 2


def test_a_build_leaves_no_question_to_wait_for_the_model(small: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The packaged model is unpacked by the first build, though no text has to be computed."""
    prepared = []
    monkeypatch.setattr(small.embeddings, "prepare", lambda: prepared.append(True))
    small.build(quiet)
    assert prepared
