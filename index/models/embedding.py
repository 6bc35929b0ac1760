"""Embed texts through sentence-transformers, and group those whose vectors are near each other."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from corpus.language import LANGUAGES, Language
from index.errors import ModelError
from index.models import packaged_model
from index.models.token_counter import TokenCounter

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16  # texts
# Kernels that torch keeps compiled, some for each number of tokens that it has met: its default of 1024 takes hundreds
# of megabytes, and questions are as fast with few.
_KERNELS = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64", "LRU_CACHE_CAPACITY": "64"}
_REMEMBERED = 256  # vectors of queries
# Processors that calculate with bfloat16 are twice as fast with it, and the model takes half the memory: cosines to the
# vectors of full precision are above 0.996. Elsewhere it would be emulated, more slowly than full precision.
_HALVED = ("avx512_bf16", "amx_bf16", "bf16")
# Texts up to which one core computes alone: more take two cores half the time, but cores that have other work too wait
# for each other, and what takes one of them 40 ms then takes two 600.
_ALONE = 3
# Cosine, once the mean of each language is subtracted, from which two questions ask about the same thing. Raw cosines
# of the model lie too close together. At 0.4 most groups of our own questions only share their subject; at 0.6 wordings
# of one question in both languages come apart.
ALIKE = 0.55
LEAST = 2  # questions that make a group
_FEW = 8  # vectors of a language, below which their mean says little


class SentenceEmbeddings(Embeddings):
    """A sentence-transformers model, loaded when first used; safe to share between threads.

    `name` is a model name or folder; empty means the packaged multilingual-e5-small, unpacked below `models`.
    Vectors are normalised lists of floats, so that their dot product is their cosine.
    """

    def __init__(self, name: str, models: Path) -> None:
        self.name = name or packaged_model.NAME
        self.is_packaged = not name
        self._models = models
        self._lock = Lock()
        self._recent = OrderedDict[str, list[float]]()
        self._model: SentenceTransformer | None = None
        self._counter: TokenCounter | None = None
        self._cores = 1

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model. Raise ModelError if it can't be loaded."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> SentenceTransformer:
        os.environ.update(_KERNELS | os.environ)  # read when torch first calculates
        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers annotates in part
        transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the same
        where = str(packaged_model.unpack(self._models)) if self.is_packaged else self.name
        self._cores = torch.get_num_threads()
        able = torch.cpu.get_capabilities()
        kind = {"dtype": torch.bfloat16} if any(able.get(name) for name in _HALVED) else {}
        try:
            return SentenceTransformer(where, device="cpu", local_files_only=self.is_packaged, model_kwargs=kind)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The embedding model {where} can't be loaded ({type(error).__name__}).", purpose="embedding"
            ) from error

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        if self.is_packaged:
            return packaged_model.DIMENSION  # without loading it
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        """The longest text, in tokens, that a vector takes in whole."""
        return int(self.model.max_seq_length or packaged_model.WINDOW)

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, the prompt and the two special tokens included."""
        if self._counter is None:
            self._counter = TokenCounter(self.model.tokenizer, "passage: ")
        return self._counter(text)

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts to be found."""
        return self._encode(self.model.encode_document, texts)

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, for texts that are themselves questions or messages."""
        return self._encode(self.model.encode_query, texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question, from memory if it was asked lately."""
        return self.recall([text])[0]

    def recall(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a message; those of the last 256 messages come from memory."""
        with self._lock:
            known = {text: self._recent[text] for text in texts if text in self._recent}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known |= zip(fresh, self.embed_queries(fresh), strict=True)
        with self._lock:
            self._recent |= known
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return [known[text] for text in texts]

    def set_cores(self, texts: int) -> None:
        """Let torch compute so many texts on one core, or on all of them."""
        import torch

        torch.set_num_threads(1 if texts <= _ALONE else self._cores)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, normalised again: half precision leaves them a little shorter than 1."""
        import torch

        self.set_cores(len(texts))
        rows = encode(list(texts), batch_size=_BATCH, convert_to_tensor=True)
        vectors: list[list[float]] = torch.nn.functional.normalize(rows.float(), dim=1).tolist()
        return vectors


def group_similar(vectors: Any, languages: Sequence[Language], means: dict[Language, Any]) -> list[list[int]]:
    """Return groups of places in `vectors`, an array-like (n, d): the largest first, each led by its most central one.

    `means` (d,) are those of many questions in each language, used where there are few here. Every place is in one
    group at most.
    """
    import numpy as np
    from sentence_transformers.util import community_detection

    if len(languages) < LEAST:
        return []
    rows = np.array(vectors, dtype=np.float32)
    for language in LANGUAGES:
        own = np.array([spoken == language for spoken in languages])
        if own.any():
            mean = means.get(language)
            rows[own] -= rows[own].mean(axis=0) if mean is None or own.sum() >= _FEW else mean
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    found = community_detection(rows, threshold=ALIKE, min_community_size=LEAST)
    return [[int(place) for place in places] for places in found]
