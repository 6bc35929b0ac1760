"""The generation that answers, opened for searches: read once, and again after each change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING, Protocol

from index.chroma_store import ChromaStore, Collection
from index.entry import IndexEntry
from index.errors import IndexFailure, MissingIndex, StaleIndex, UnreachableStore, reading_index
from index.generation import (
    Generation,
    classifier_file,
    read_statistics,
    segment_file,
    statistics_file,
)
from index.index_state import IndexState
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

_log = logging.getLogger(__name__)


class Models(Protocol):
    """The models that searches ask."""

    embeddings: SentenceEmbeddings
    passage_reader: PassageReader


@dataclass(frozen=True, slots=True)
class _Opened:
    generation: Generation
    searchers: dict[frozenset[Audience], Searcher]


class OpenIndex:
    """The searchers over the generation that answers, by who may read; safe to use from several threads.

    Inside a block of `pinned` a thread sees one generation, so that no answer mixes two. While a new one can't be
    opened, the one that is open answers on.
    """

    def __init__(
        self,
        state: IndexState,
        store: Callable[[], ChromaStore],
        models: Models,
        dictionary: Dictionary,
        is_shared: bool,
    ) -> None:
        self._state, self._store, self._models, self._dictionary = state, store, models, dictionary
        self._is_shared = is_shared
        self._segments: dict[str, Segment] = {}
        self._open: _Opened | None = None
        self._lock, self._local = Lock(), local()

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Have this thread see one generation until the end of the block: the one of its first look."""
        outer = self._pin()
        self._local.pin = outer or _Pin()
        try:
            yield
        finally:
            self._local.pin = outer

    def generation(self) -> Generation | None:
        """Return the generation that answers, or None before the first build."""
        pin = self._pin()
        if pin and pin.opened:
            return pin.opened.generation
        try:
            return self._state.current()
        except UnreachableStore:
            if self._open is None:
                raise
            return self._open.generation

    def searcher(self, readers: frozenset[Audience]) -> Searcher:
        """Return the searcher over what `readers` may see. Raise as `Library.searcher` does."""
        pin = self._pin()
        opened = pin.opened if pin and pin.opened else self._present()
        if pin:
            pin.opened = opened
        return opened.searchers[readers]

    def _pin(self) -> _Pin | None:
        pin: _Pin | None = getattr(self._local, "pin", None)
        return pin

    def _present(self) -> _Opened:
        """Return the generation that answers, opened; the one that is open if no newer one can be."""
        with self._lock:
            try:
                self._open = self._brought_up_to_date(self._open)
            except (MissingIndex, StaleIndex):
                raise
            except IndexFailure as error:
                if self._open is None:
                    raise
                _log.warning("The index of %s answers on: %s", self._open.generation.built, error)
            return self._open

    def _brought_up_to_date(self, opened: _Opened | None) -> _Opened:
        while True:
            generation = self._state.current()
            if generation is None:
                raise MissingIndex("There is no index yet.")
            check_model(generation, self._models)
            if opened and opened.generation == generation:
                return opened
            try:
                with reading_index():
                    return _Opened(generation, self._searchers(generation))
            except IndexFailure:
                if self._state.current() == generation:
                    raise  # else it was replaced, and deleted, while it was being read

    def _searchers(self, generation: Generation) -> dict[frozenset[Audience], Searcher]:
        """Return the searchers by their readers; they are one where every document is for all."""
        held, folder = self._segments, self._state.folder_of(generation)
        self._segments = {n: held.get(n) or read_segment(segment_file(folder, n)) for n in generation.segments}
        for_all = [name for name in generation.segments if self._segments[name].is_for(EVERYONE)]
        whole = self._searcher(generation, folder, generation.segments)
        if len(for_all) == len(generation.segments):
            return {EVERYONE: whole, STAFF: whole}
        return {EVERYONE: self._searcher(generation, folder, for_all), STAFF: whole}

    def _searcher(self, generation: Generation, folder: Path, names: Sequence[str]) -> Searcher:
        held = {name: (self._segments[name], segment_file(folder, name)) for name in names}
        stored = (pair for name in names if name in generation.stored for pair in _rows(*held[name]))
        collection = StoredVectors(lambda: self._collection(generation), stored)
        added = [pair for name in names if name not in generation.stored for pair in _rows(*held[name])]
        segments = [self._segments[name] for name in names]
        entries = {entry.key: entry for segment in segments for entry in segment.entries}
        tokens = {key: own for n in names for key, own in read_tokens(segment_file(folder, n)).items()}
        return Searcher(
            segments,
            DenseSearch(collection, entries, added),
            self._models.embeddings,
            read_statistics(statistics_file(folder, generation.id)),
            self._dictionary,
            read_classifier(classifier_file(folder, generation.collection)),
            TokenIndex(self._models.passage_reader, entries.values(), tokens),
        )

    def _collection(self, generation: Generation) -> Collection | None:
        """Return the collection in Chroma, None if there is no such one in the folder of this installation alone."""
        found = self._store().open(generation.collection)
        if found is None and self._is_shared:
            raise UnreachableStore(f"The Chroma server has no collection {generation.collection}.")
        return found


@dataclass(slots=True)
class _Pin:
    """The generation that a block has looked at, None before its first look."""

    opened: _Opened | None = None


def _rows(segment: Segment, path: Path) -> Iterable[tuple[IndexEntry, NDArray[np.float32]]]:
    return zip(segment.entries, read_vectors(path), strict=True)


def check_model(generation: Generation | None, models: Models) -> None:
    """Raise StaleIndex if the generation was built with another model."""
    if generation and generation.model != models.embeddings.name:
        raise StaleIndex(f"The index was built with {generation.model}, not {models.embeddings.name}.")
