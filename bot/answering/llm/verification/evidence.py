"""What the checks ask of the index: nearness in meaning, and which words its texts hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from corpus.language import LANGUAGES
from index.library import Library
from index.text.folding import terms


class Evidence(Protocol):
    """What the checks ask of the index."""

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `claim`."""

    def knows(self, word: str) -> bool:
        """Tell whether any text, in either language, bears `word`."""


_REMEMBERED = 1024  # vectors of sentences; passages come back, claims do not

Vector = list[float]


class IndexEvidence:
    """Evidence from the library's embedding model and vocabulary; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library, self._lock = library, Lock()
        self._vectors: OrderedDict[str, Vector] = OrderedDict()

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `claim`."""
        said, *rows = self._embedded([claim, *texts])
        return [sum(a * b for a, b in zip(said, row, strict=True)) for row in rows]

    def knows(self, word: str) -> bool:
        """Tell whether any text, in either language, bears `word`, or it is a word of grammar."""
        searcher = self._library.searcher()
        found = {language: terms(word, language) for language in LANGUAGES}
        return any(not stems or any(searcher.knows(stem, lang) for stem in stems) for lang, stems in found.items())

    def _embedded(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of `texts`; the new ones are made in one go."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        fresh = list(dict.fromkeys(text for text in texts if text not in known))
        known |= zip(fresh, self._library.embeddings.embed_documents(fresh) if fresh else [], strict=True)
        with self._lock:
            self._vectors.update(known)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return [known[text] for text in texts]
