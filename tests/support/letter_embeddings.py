"""An embedding model made of letters, for tests that need an index and no meaning: no file, no time."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from index.text.folding import fold

_DIMENSION = 64


class LetterEmbeddings:
    """Counts runs of four letters; texts that share words are near. It has the methods of `SentenceEmbeddings`."""

    name, is_packaged, dimension, window = "letters", False, _DIMENSION, 512

    def prepare(self) -> None:
        """Do nothing: there is nothing to unpack."""

    def count(self, text: str) -> int:
        """Return about the number of tokens that a model would see."""
        return len(text) // 4

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, of length 1."""
        return [_vector(text) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, of length 1."""
        return [_vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return _vector(text)

    def recall(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a message."""
        return self.embed_queries(texts)


def _vector(text: str) -> list[float]:
    letters, row = fold(text), [0.01] * _DIMENSION
    for start in range(max(len(letters) - 3, 1)):
        row[zlib.crc32(letters[start : start + 4].encode()) % _DIMENSION] += 1.0
    length = sum(value * value for value in row) ** 0.5
    return [value / length for value in row]
