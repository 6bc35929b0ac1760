"""Groups of questions that ask the same thing, by the vectors of a library's model."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.language import Language
from index.library import Library
from index.models.embedding import group_similar
from index.progress import Progress

_BATCH = 32  # questions embedded at once


def similar_groups(library: Library, questions: Sequence[tuple[str, Language]], progress: Progress) -> list[list[int]]:
    """Return groups of places in `questions`, each of those that ask the same thing, the largest group first.

    Each group is led by its most central question. Raise MissingIndex or StaleIndex.
    """
    vectors: list[list[float]] = []
    progress(0, len(questions))
    for start in range(0, len(questions), _BATCH):
        batch = questions[start : start + _BATCH]
        vectors += library.embeddings.embed_queries([library.reader.read(text, lang).text for text, lang in batch])
        progress(len(vectors), len(questions))
    return group_similar(vectors, [language for _, language in questions], library.searcher().question_means())
