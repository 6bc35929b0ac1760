"""Vectors of texts that are known already: shipped with the corpus, or computed by an earlier build.

The vectors of the cards, questions and examples are the same on every machine, so that a file with them is shipped;
`make vectors` writes it. It is looked up by text, so that an edited text computes its own vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.models import packaged_model
from index.models.batches import in_batches
from index.models.embedding import SentenceEmbeddings, VectorRole
from index.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).parents[2] / "corpus" / "vectors" / f"{packaged_model.NAME}.npz"
_KEY = 12  # bytes: two of a million texts share a key with a probability of 1e-17


def vector_key(role: VectorRole, text: str) -> bytes:
    """Return the key under which the vector of `text` is kept: 12 bytes of the SHA-256 of role and text.

    >>> vector_key("query", "préavis ?").hex()
    'd2f2098796ce87d36de5b82f'
    """
    return hashlib.sha256(f"{role} {text}".encode()).digest()[:_KEY]


class TextVectors:
    """Looks vectors up by role and text; computes the unknown ones with `embeddings` and remembers them.

    Vectors are float32 (d,), of length 1. The shipped ones are known if `embeddings` is the packaged model.
    """

    def __init__(
        self, embeddings: SentenceEmbeddings, known: Mapping[bytes, NDArray[np.float32]] = MappingProxyType({})
    ) -> None:
        self._embeddings = embeddings
        self._known = dict(shipped_vectors()) if embeddings.is_packaged else {}
        self._known |= known

    def missing(self, role: VectorRole, texts: Sequence[str]) -> list[str]:
        """Return the distinct `texts` whose vectors have to be computed."""
        return [text for text in dict.fromkeys(texts) if vector_key(role, text) not in self._known]

    def of(
        self, role: VectorRole, texts: Sequence[str], progress: Progress = lambda done, total: None
    ) -> list[NDArray[np.float32]]:
        """Return one vector a text; `progress` is told the tokens of the unknown ones."""
        import numpy as np

        if fresh := self.missing(role, texts):
            embed = self._embeddings.embed_documents if role == "document" else self._embeddings.embed_queries

            def compute(batch: list[str]) -> list[NDArray[np.float32]]:
                return list(np.asarray(embed(batch), dtype=np.float32))

            rows = in_batches(fresh, self._embeddings.count, compute, progress)
            self._known |= zip((vector_key(role, text) for text in fresh), rows, strict=True)
        return [self._known[vector_key(role, text)] for text in texts]


@cache
def shipped_vectors(path: Path = SHIPPED) -> dict[bytes, NDArray[np.float32]]:
    """Return the shipped vectors by key; empty if the file is missing."""
    import numpy as np

    if not path.exists():
        return {}
    with np.load(path) as held:
        keys, vectors = held["keys"], held["vectors"].astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}


def write_vectors(vectors: Mapping[bytes, NDArray[np.float32]], path: Path = SHIPPED) -> None:
    """Write `vectors` as half-precision rows, in the order of their keys."""
    import numpy as np

    keys = sorted(vectors)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez(
            file,
            keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY),
            vectors=np.stack([vectors[key] for key in keys]).astype(np.float16),
        )
