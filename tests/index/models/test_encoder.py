"""The encoder as ONNX Runtime computes it: what torch computes, without torch."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from threadpoolctl import threadpool_info

from index.library import Library
from index.models import packaged_model, sentence_model
from index.models.embedding import SentenceEmbeddings
from index.models.encoder import Encoder
from index.models.low_rank import DOWN, UP
from index.models.passage_reader import SHIPPED

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
    monkeypatch.setattr(sentence_model, "_HALVED", ())


@pytest.mark.usefixtures("_full_precision")
@pytest.mark.parametrize("is_updated", [False, True])
def test_states_are_those_of_torch(library: Library, is_updated: bool) -> None:
    """For texts of all lengths, and with the low-rank updates of a shipped model."""
    import torch  # not at the top: each process of a run imports all modules of tests

    updates: dict[str, NDArray[np.float16]] = {}
    if is_updated:
        with np.load(SHIPPED) as held:
            updates = {name: held[name] for name in held if name.endswith((DOWN, UP))}
    folder = str(packaged_model.unpack(library.home / "models"))
    encoder: Any = sentence_model.load(folder, is_local=True)[0].auto_model
    layers = dict(encoder.named_modules())
    for layer in {name.removesuffix(UP) for name in updates if name.endswith(UP)}:
        up, down = (torch.from_numpy(updates[layer + end]).float() for end in (UP, DOWN))
        layers[layer].weight.data += up @ down
    for one in library.embeddings.encoder.read(TEXTS, 144, "reader" if is_updated else "", updates):
        with torch.inference_mode():
            theirs = encoder(input_ids=torch.from_numpy(one.ids[None])).last_hidden_state[0].numpy()
        assert _cosines(one.states, theirs).min() > 0.99


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


@pytest.fixture
def _linked(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the model linked where it is unpacked; `test_packaged_model` really unpacks it."""
    monkeypatch.setattr(packaged_model, "_write", lambda data, target: link(library, target))


def test_matrices_are_multiplied_on_one_core(library: Library) -> None:
    """Those of a question are small, and cores that share one wait for each other."""
    library.embeddings.embed_query("Qui paie ?")
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def link(library: Library, folder: Path) -> None:
    """Fill a new folder with links to the files of the model: they are large."""
    whole = packaged_model.unpack(library.home / "models").resolve()
    shutil.copytree(whole, folder, copy_function=os.symlink)


@pytest.mark.usefixtures("_linked")
@pytest.mark.parametrize("damaged", [packaged_model.GRAPH, "model.safetensors", "tokenizer.json"])
def test_a_damaged_model_is_unpacked_anew(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: str
) -> None:
    """And the log tells it."""
    folder = tmp_path / packaged_model.NAME
    link(library, folder)
    (folder / damaged).unlink()
    (folder / damaged).write_bytes(b"no graph")
    with caplog.at_level(logging.WARNING):
        (read,) = Encoder(tmp_path).read(TEXTS[:1])
    assert "is damaged" in caplog.text
    (expected,) = library.embeddings.encoder.read(TEXTS[:1])
    assert np.abs(read.states - expected.states).max() < 1e-3


@pytest.mark.usefixtures("_linked")
def test_a_model_without_its_graph_is_unpacked_anew(library: Library, tmp_path: Path) -> None:
    """As one from before the graph was kept with it."""
    folder = tmp_path / packaged_model.NAME
    link(library, folder)
    (folder / packaged_model.GRAPH).unlink()
    assert len(Encoder(tmp_path).read(TEXTS)) == len(TEXTS)
    assert (folder / packaged_model.GRAPH).exists()
