"""Embed texts, and group those whose vectors are near each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.embeddings import Embeddings

from corpus.language import LANGUAGES, Language
from index.models import packaged_model
from index.models.encoder import Encoder
from index.models.sentence_model import load, set_cores
from index.models.token_counter import TokenCounter
from index.text.recent import Recent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

VectorRole = Literal["document", "query"]  # a text to be found, or a message: an e5 model embeds them differently
_BATCH = 16  # texts
_REMEMBERED = 256  # vectors of queries
# Cosine, once the mean of each language is subtracted, from which two questions ask about the same thing. Raw cosines
# of the model lie too close together. At 0.4 most groups of our own questions only share their subject; at 0.6 wordings
# of one question in both languages come apart.
ALIKE = 0.55
LEAST = 2  # questions that make a group
_ROWS = 1024  # compared with all others at once
_FEW = 8  # vectors of a language, below which their mean says little


class SentenceEmbeddings(Embeddings):
    """The packaged model, or a sentence-transformers model; loaded when first used, safe to share between threads.

    `name` is a model name or folder; empty means the packaged multilingual-e5-small, unpacked below `models`. The
    `encoder` is that one, whichever embeds. Vectors are normalised lists of floats, so that their dot product is their
    cosine.
    """

    def __init__(self, name: str, models: Path) -> None:
        self.name = name or packaged_model.NAME
        self.is_packaged = not name
        self.encoder = Encoder(models)
        self._lock = Lock()
        self._recent = Recent[list[float]](_REMEMBERED)
        self._model: SentenceTransformer | None = None

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return packaged_model.DIMENSION if self.is_packaged else int(self._other.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        """The longest text, in tokens, that a vector takes in whole."""
        return packaged_model.WINDOW if self.is_packaged else int(self._other.max_seq_length or packaged_model.WINDOW)

    def prepare(self) -> None:
        """Unpack the packaged model, which reads messages whichever model embeds, so that no question waits for it.

        Raise ModelError if that fails.
        """
        self.encoder.unpack()

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, the prompt and the two special tokens included."""
        return self._counter(text)

    @cached_property
    def _counter(self) -> TokenCounter:
        return TokenCounter(
            self.encoder.lengths if self.is_packaged else self._lengths, packaged_model.PROMPTS["document"]
        )

    def _lengths(self, texts: Sequence[str], is_whole: bool) -> list[int]:
        tokenizer = self._other.tokenizer
        rows = tokenizer(list(texts), add_special_tokens=is_whole, truncation=False, verbose=False)["input_ids"]
        return [len(row) for row in rows]

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts to be found."""
        return self._encode("document", texts)

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts that are themselves questions or messages."""
        return self._encode("query", texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, from memory if it was asked lately."""
        return self.recall([text])[0]

    def recall(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a message; those of the last 256 messages come from memory."""
        return self._recent.of(texts, self.embed_queries)

    def _encode(self, role: VectorRole, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, of length 1."""
        import numpy as np

        if not texts:
            return []
        if self.is_packaged:
            read = self.encoder.read([packaged_model.PROMPTS[role] + text for text in texts])
            rows = np.stack([one.states.mean(axis=0) for one in read])
        else:
            rows = self._encode_with_other(role, list(texts))
        vectors: list[list[float]] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).tolist()
        return vectors

    def _encode_with_other(self, role: VectorRole, texts: list[str]) -> NDArray[np.float32]:
        model = self._other
        set_cores(len(texts))
        encode = model.encode_document if role == "document" else model.encode_query
        found: NDArray[np.float32] = encode(texts, batch_size=_BATCH, convert_to_tensor=True).float().numpy()
        return found

    @property
    def _other(self) -> SentenceTransformer:
        """The model that is set instead of the packaged one. Raise ModelError if it can't be loaded."""
        with self._lock:
            if self._model is None:
                self._model = load(self.name)
            return self._model


def group_similar(vectors: Any, languages: Sequence[Language], means: dict[Language, Any]) -> list[list[int]]:
    """Return groups of places in `vectors`, an array-like (n, d): the largest first, each led by its most central one.

    `means` (d,) are those of many questions in each language, used where there are few here. Every place is in one
    group at most.
    """
    import numpy as np

    if len(languages) < LEAST:
        return []
    rows = np.array(vectors, dtype=np.float32)
    for language in LANGUAGES:
        own = np.array([spoken == language for spoken in languages])
        if own.any():
            mean = means.get(language)
            rows[own] -= rows[own].mean(axis=0) if mean is None or own.sum() >= _FEW else mean
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return _communities(rows)


def _communities(rows: NDArray[np.float32]) -> list[list[int]]:
    """Return groups of `rows` (n, d), of length 1, around the rows with most others as near as ALIKE.

    They are those of `community_detection` in sentence-transformers, which loads torch.
    """
    import numpy as np

    around = [
        np.flatnonzero(row >= ALIKE)
        for start in range(0, len(rows), _ROWS)
        for row in rows[start : start + _ROWS] @ rows.T
    ]
    free, found = np.ones(len(rows), dtype=bool), list[list[int]]()
    for centre in sorted(range(len(rows)), key=lambda place: -len(around[place])):
        near = around[centre][free[around[centre]]]
        if free[centre] and len(near) >= LEAST:
            nearest = near[np.argsort(-(rows[near] @ rows[centre]), kind="stable")]
            found.append([centre, *(int(place) for place in nearest if place != centre)])
            free[near] = False
    return sorted(found, key=len, reverse=True)
