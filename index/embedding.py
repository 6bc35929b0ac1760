"""Vectors by sentence-transformers, behind LangChain's Embeddings type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from index import weights
from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16
_REMEMBERED = 256


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model, loaded when first used; safe to share between threads.

    `name` is a model name or folder; empty means the packaged multilingual-e5-small, unpacked below `models`.
    Vectors are normalised lists of floats, so that their dot product is their cosine.
    """

    def __init__(self, name: str, models: Path) -> None:
        self.name = name or weights.NAME
        self._own, self._models = not name, models
        self._lock = Lock()
        self._query = lru_cache(_REMEMBERED)(self._encode_one)
        self._model: SentenceTransformer | None = None

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model. Raise ModelError if it can't be loaded."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> SentenceTransformer:
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers annotates in part
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the same
        where = str(weights.unpack(self._models)) if self._own else self.name
        try:
            return SentenceTransformer(where, device="cpu", local_files_only=self._own)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The embedding model {where} can't be loaded ({type(error).__name__}).",
                "Name a sentence-transformers folder or hub model in RELAIS_EMBEDDING_MODEL, or leave it empty.",
            ) from error

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        """The longest text, in tokens, that a vector takes in whole."""
        return int(self.model.max_seq_length or weights.WINDOW)

    def count(self, text: str) -> int:
        """Return how many tokens `text` has, the prompt and the two special tokens included."""
        return len(self.model.tokenizer("passage: " + text, truncation=False, verbose=False)["input_ids"])

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts to be found."""
        return [[float(x) for x in row] for row in self.model.encode_document(list(texts), batch_size=_BATCH)]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts that are themselves questions or messages."""
        return [[float(x) for x in row] for row in self.model.encode_query(list(texts), batch_size=_BATCH)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; the last few are remembered."""
        return list(self._query(text))

    def _encode_one(self, text: str) -> tuple[float, ...]:
        return tuple(float(x) for x in self.model.encode_query(text))
