"""The vectors that are shipped with the corpus."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from index.library import Library
from index.models.embedding import VectorRole
from index.models.text_vectors import TextVectors, shipped_vectors, vector_key, write_vectors
from index.vectors import missing_texts, shipped_texts

SAMPLE = 24


def test_every_text_of_the_corpus_is_shipped_with_its_vector() -> None:
    """After an edit of the corpus, the file is written again."""
    assert missing_texts() == [], "run `python -m index.vectors` and commit the file"


def test_shipped_vectors_are_those_that_the_model_computes(library: Library) -> None:
    """Up to the precision of the processor that wrote the file."""
    roles: tuple[VectorRole, ...] = ("document", "query")
    for role in roles:
        texts = [text for kind, text in dict.fromkeys(shipped_texts()) if kind == role]
        sample = random.Random(role).sample(texts, SAMPLE)
        embed = library.embeddings.embed_documents if role == "document" else library.embeddings.embed_queries
        shipped = [shipped_vectors()[vector_key(role, text)] for text in sample]
        assert min(map(np.dot, embed(sample), shipped)) > 0.999


def test_an_unknown_text_is_computed_once(library: Library) -> None:
    """An edited card or another corpus needs no shipped file."""
    vectors = TextVectors(library.embeddings)
    text = "Cette phrase n'est dans aucun corpus."
    assert vectors.missing("query", [text, text]) == [text]
    (computed,) = vectors.of("query", [text])
    assert np.dot(computed, library.embeddings.embed_query(text)) > 0.999
    assert vectors.missing("query", [text]) == []
    assert vectors.missing("document", [text]) == [text]


def test_a_written_file_holds_what_was_given(tmp_path: Path) -> None:
    """Rows of length 1, whatever half precision makes of them."""
    rows = {vector_key("query", name): np.eye(4, dtype=np.float32)[place] for place, name in enumerate("ab")}
    write_vectors(rows, tmp_path / "vectors.npz")
    read = shipped_vectors(tmp_path / "vectors.npz")
    assert {key: row.tolist() for key, row in read.items()} == {key: row.tolist() for key, row in rows.items()}
    assert shipped_vectors(tmp_path / "none.npz") == {}
