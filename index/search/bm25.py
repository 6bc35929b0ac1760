"""BM25 over stemmed words and their letter runs (Robertson & Zaragoza 2009), one index a language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.language import Language
from index.text.folding import grams

if TYPE_CHECKING:
    import bm25s
    import numpy as np
    from numpy.typing import NDArray


class Bm25:
    """BM25 scores of a fixed list of texts in one language.

    Scores are those of `bm25s` with its default k1 = 1.5 and b = 0.75; a text that shares no term with the query
    scores 0.
    """

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        self.language, self.size = language, len(texts)
        self._tokens = [grams(text, language) for text in texts]
        self.vocabulary = frozenset(term for tokens in self._tokens for term in tokens)
        self._model = self._fit() if self.vocabulary else None

    def _fit(self) -> bm25s.BM25:
        import bm25s

        bm25s.logger.setLevel(logging.WARNING)  # it turns its own logger up to DEBUG when it is imported
        model = bm25s.BM25()
        model.index(self._tokens, show_progress=False)
        return model

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return one score a text, float32, in the order that the texts were given."""
        import numpy as np

        known = [term for term in grams(query, self.language) if term in self.vocabulary]
        if not known or self._model is None:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)
