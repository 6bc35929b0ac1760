"""Open the generation of an index: the searchers over what each audience may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.chroma_store import ChromaStore
from index.entry import IndexEntry
from index.generation import Generation, classifier_file, read_statistics, segment_file, statistics_file
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import read_classifier
from index.models.passage_reader import PassageReader
from index.passage import EVERYONE, STAFF, Audience
from index.search.scoring import DenseSearch
from index.search.searcher import Searcher
from index.search.stored_vectors import StoredVectors
from index.search.token_index import TokenIndex
from index.segment import Segment, read_segment, read_tokens, read_vectors
from index.text.spelling import Dictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]  # (d,), of length 1


class GenerationReader:
    """Opens generations below `folder`; segments that two of them share are read once."""

    def __init__(
        self,
        folder: Path,
        store: Callable[[], ChromaStore],
        embeddings: SentenceEmbeddings,
        dictionary: Dictionary,
        passage_reader: PassageReader,
    ) -> None:
        self._folder, self._store, self._embeddings = folder, store, embeddings
        self._dictionary, self._passage_reader = dictionary, passage_reader
        self._segments: dict[str, Segment] = {}

    def searchers(self, generation: Generation) -> dict[frozenset[Audience], Searcher]:
        """Return the searchers by their readers; they are one where every document is for all."""
        held = self._segments
        self._segments = {n: held.get(n) or read_segment(segment_file(self._folder, n)) for n in generation.segments}
        for_all = [name for name in generation.segments if self._segments[name].is_for(EVERYONE)]
        whole = self._searcher(generation, generation.segments)
        if len(for_all) == len(generation.segments):
            return {EVERYONE: whole, STAFF: whole}
        return {EVERYONE: self._searcher(generation, for_all), STAFF: whole}

    def _searcher(self, generation: Generation, names: Sequence[str]) -> Searcher:
        stored = (pair for name in names if name in generation.stored for pair in self._rows(name))
        collection = StoredVectors(lambda: self._store().open(generation.collection), stored)
        added = [pair for name in names if name not in generation.stored for pair in self._rows(name)]
        segments = [self._segments[name] for name in names]
        entries = {entry.key: entry for segment in segments for entry in segment.entries}
        tokens = {key: own for n in names for key, own in read_tokens(segment_file(self._folder, n)).items()}
        return Searcher(
            segments,
            DenseSearch(collection, entries, added),
            self._embeddings,
            read_statistics(statistics_file(self._folder, generation.id)),
            self._dictionary,
            read_classifier(classifier_file(self._folder, generation.collection)),
            TokenIndex(self._passage_reader, entries.values(), tokens),
        )

    def _rows(self, name: str) -> Iterable[tuple[IndexEntry, Vector]]:
        return zip(self._segments[name].entries, read_vectors(segment_file(self._folder, name)), strict=True)
