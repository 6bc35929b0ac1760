"""Bring the index up to date: build all of it, or add and remove documents, then switch to the new generation.

The old generation answers until the switch, whenever the work is killed. What it alone refers to is deleted by the next
change, so that a running bot can finish with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.chroma_store import GROUPS, ChromaStore, group_of
from index.document import Document
from index.entry import (
    IndexEntry,
    read_texts,
    role_of,
)
from index.errors import CorruptIndex, reading_index
from index.generation import (
    Generation,
    GroupName,
    classifier_file,
    delete_unused,
    read_statistics,
    segment_file,
    statistics_file,
    write_statistics,
)
from index.index_state import IndexState
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import fitted, write_classifier
from index.models.passage_reader import PassageReader
from index.models.text_tokens import TextTokens
from index.models.text_vectors import TextVectors, vector_key
from index.plan import IndexPlan, document_entries
from index.progress import Progress, Stages
from index.search.scoring import GroupStatistics
from index.segment import Segment, read_segment, read_tokens, read_vectors, write_segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 512  # entries embedded and added to Chroma at once


@dataclass(frozen=True, slots=True)
class Builder:
    """Changes the index; `folder` is the one that `state.changing` yields, and whoever calls it is inside of that."""

    folder: Path
    state: IndexState
    store: Callable[[], ChromaStore]  # opened for a full build alone
    embeddings: SentenceEmbeddings
    reader: PassageReader

    def build(self, planned: IndexPlan, stages: Stages) -> Generation:
        """Index all that is planned into a new collection and switch to it; return the new generation.

        Vectors of unchanged texts are taken over from all collections there are, also those of killed builds.
        """
        self.embeddings.prepare()
        old, store = self.state.current(), self.store()
        read = self.state.collections_to_read(store.collections())
        known = store.vectors(self.embeddings.name, self.embeddings.dimension, read)
        tokens = TextTokens(self.reader)
        with suppress(CorruptIndex), reading_index():  # what can't be read is computed again
            known |= self._vectors_of_segments(old, read)
            tokens = TextTokens(self.reader, self._tokens_of(old))
        drop_unused(store, self.state)
        delete_unused(self.folder, old)
        sources = {planned.corpus_digest: planned.corpus}
        sources |= self._split(planned, planned.documents, stages)
        generation = self._generation(planned, sum(map(len, sources.values())), tuple(sources), secrets.token_hex(4))
        vectors = TextVectors(self.embeddings, known)
        self._fill(store, generation, sources.values(), vectors, stages.at("embedding"))
        rows = {name: _vectors(vectors, entries) for name, entries in sources.items()}
        self._write_segments(sources, rows, tokens, stages)
        taught = rows[planned.corpus_digest]
        classifier = fitted(planned.corpus, taught, is_packaged=self.embeddings.is_packaged)
        write_classifier(classifier_file(self.folder, generation.collection), classifier)
        everything = [entry for entries in sources.values() for entry in entries]
        statistics = _statistics(everything, [row for name in sources for row in rows[name]])
        return self._switch_to(generation, statistics)

    def update(self, old: Generation, planned: IndexPlan, stages: Stages) -> Generation:
        """Add new documents and leave out removed ones; all else is taken over from `old`. Return the new generation.

        The new documents' entries go to segments of their own, whose vectors are searched in memory: the time depends
        on the new documents alone. The next full build moves them to Chroma.
        """
        delete_unused(self.folder, old)
        statistics = read_statistics(statistics_file(self.folder, old.id))
        entries = old.entries
        known: dict[bytes, NDArray[np.float32]] = {}
        read: dict[str, NDArray[np.int8]] = {}
        for name in set(old.documents) - set(planned.documents):
            path = segment_file(self.folder, name)
            removed, taken = read_segment(path).entries, read_vectors(path)
            statistics = _without(statistics, _statistics(removed, taken))
            entries -= len(removed)
            # An edited file shares most of its texts with the version that it replaces.
            known |= zip([vector_key(role_of(entry.kind), entry.text) for entry in removed], taken, strict=True)
            read |= _read(path)
        fresh = {name: document for name, document in planned.documents.items() if name not in old.documents}
        added = self._split(planned, fresh, stages)
        everything = [entry for own in added.values() for entry in own]
        vectors, tokens = TextVectors(self.embeddings, known), TextTokens(self.reader, read)
        _vectors(vectors, everything, stages.at("embedding"))  # of all documents at once: in batches of like length
        rows = {name: _vectors(vectors, own) for name, own in added.items()}
        self._write_segments(added, rows, tokens, stages)
        for name, own in added.items():
            statistics = _with_more(statistics, _statistics(own, rows[name]))
        generation = self._generation(planned, entries + len(everything), old.stored, old.collection)
        return self._switch_to(generation, statistics)

    def _split(
        self, planned: IndexPlan, documents: Mapping[str, Document], stages: Stages
    ) -> dict[str, tuple[IndexEntry, ...]]:
        """Return the entries of each of the `planned` documents by its name."""
        progress, found = stages.at("splitting"), dict[str, tuple[IndexEntry, ...]]()
        done, total = 0, sum(len(document.markdown) for document in documents.values())
        for name, document in documents.items():
            found[name] = document_entries(document, self.embeddings, planned.questions)
            done += len(document.markdown)
            progress(done, total)
        return found

    def _generation(self, planned: IndexPlan, entries: int, stored: tuple[str, ...], collection: str) -> Generation:
        return Generation(
            secrets.token_hex(4),
            self.embeddings.name,
            self.embeddings.dimension,
            self.reader.digest,
            datetime.now(UTC).isoformat(timespec="seconds"),
            entries,
            collection,
            planned.corpus_digest,
            tuple(planned.documents),
            stored,
        )

    def _switch_to(self, generation: Generation, statistics: dict[GroupName, GroupStatistics]) -> Generation:
        write_statistics(statistics_file(self.folder, generation.id), statistics)
        self.state.publish(generation, self.folder)
        return generation

    def _write_segments(
        self,
        sources: Mapping[str, Sequence[IndexEntry]],
        rows: Mapping[str, Sequence[NDArray[np.float32]]],
        tokens: TextTokens,
        stages: Stages,
    ) -> None:
        texts = [text for entries in sources.values() for text in read_texts(entries).values()]
        tokens.of(texts, stages.at("words"))  # of all documents at once: in batches of like length
        progress, done, total = stages.at("writing"), 0, sum(map(len, sources.values()))
        for name, entries in sources.items():
            self._write_segment(name, entries, rows[name], tokens)
            done += len(entries)
            progress(done, total)

    def _write_segment(
        self, name: str, entries: Sequence[IndexEntry], rows: Sequence[NDArray[np.float32]], tokens: TextTokens
    ) -> None:
        pairs = sorted(zip(entries, rows, strict=True), key=lambda pair: _order(pair[0]))
        segment = Segment.of([entry for entry, _ in pairs])
        texts = read_texts(segment.entries)
        held = dict(zip(texts, tokens.of(list(texts.values())), strict=True))
        write_segment(segment_file(self.folder, name), segment, [row for _, row in pairs], held)

    def _tokens_of(self, generation: Generation | None) -> dict[str, NDArray[np.int8]]:
        """Return by text the tokens that the segments of `generation` hold, if the same reader made them."""
        if generation is None or generation.reader != self.reader.digest:
            return {}
        files = (segment_file(self.folder, name) for name in generation.segments)
        return {text: tokens for file in files for text, tokens in _read(file).items()}

    def _vectors_of_segments(
        self, generation: Generation | None, read: Sequence[str]
    ) -> dict[bytes, NDArray[np.float32]]:
        """Return by `vector_key` the vectors of the segments, but of those in a collection that was `read`."""
        known: dict[bytes, NDArray[np.float32]] = {}
        if generation and generation.model == self.embeddings.name:
            for name in set(generation.segments) - set(generation.stored if generation.collection in read else ()):
                path = segment_file(self.folder, name)
                keys = [vector_key(role_of(entry.kind), entry.text) for entry in read_segment(path).entries]
                known |= zip(keys, read_vectors(path), strict=True)
        return known

    def _fill(
        self,
        store: ChromaStore,
        generation: Generation,
        sources: Iterable[Sequence[IndexEntry]],
        vectors: TextVectors,
        progress: Progress,
    ) -> None:
        metadata = {"model": generation.model, "dimension": generation.dimension}
        self.state.claim(generation.collection)
        collection, done = store.create(generation.collection, vectors, metadata), 0
        entries = sorted((entry for source in sources for entry in source), key=_order)
        work = [_work(entry, vectors) for entry in entries]
        for start in range(0, len(entries), _BATCH):
            collection.add(entries[start : start + _BATCH])  # a killed build leaves the vectors that it computed
            done += sum(work[start : start + _BATCH])
            progress(done, sum(work))


def drop_unused(store: ChromaStore, state: IndexState) -> None:
    """Delete the collections that nobody needs any more."""
    for unused in state.collections_to_drop(store.collections()):
        store.drop(unused)
        state.note_dropped(unused)


def _read(path: Path) -> dict[str, NDArray[np.int8]]:
    """Return by text the tokens that the segment in `path` holds."""
    tokens = read_tokens(path)
    return {text: tokens[key] for key, text in read_texts(read_segment(path).entries).items()}


def _order(entry: IndexEntry) -> tuple[int, str]:
    """Return the sorting key of `entry` in segments and collections: by group, then kind."""
    return GROUPS.index(group_of(entry.kind, entry.language)), entry.kind


def _work(entry: IndexEntry, vectors: TextVectors) -> int:
    """Return the characters to be embedded for `entry`; it counts for a few if its vector is known."""
    return len(entry.text) if vectors.missing(role_of(entry.kind), [entry.text]) else 2


def _vectors(
    vectors: TextVectors, entries: Sequence[IndexEntry], progress: Progress = lambda done, total: None
) -> list[NDArray[np.float32]]:
    """Return one vector an entry; `progress` is told the tokens of those that are computed."""
    rows: dict[str, NDArray[np.float32]] = {}
    for role in sorted({role_of(entry.kind) for entry in entries}):
        own = [entry for entry in entries if role_of(entry.kind) == role]
        rows |= zip((e.key for e in own), vectors.of(role, [e.text for e in own], progress), strict=True)
    return [rows[entry.key] for entry in entries]


def _statistics(entries: Sequence[IndexEntry], rows: Iterable[NDArray[np.float32]]) -> dict[GroupName, GroupStatistics]:
    groups: dict[GroupName, list[NDArray[np.float32]]] = {}
    for entry, row in zip(entries, rows, strict=True):
        groups.setdefault((entry.kind, entry.language), []).append(row)
    return {group: GroupStatistics.of(members) for group, members in groups.items()}


def _with_more(
    statistics: dict[GroupName, GroupStatistics], added: dict[GroupName, GroupStatistics]
) -> dict[GroupName, GroupStatistics]:
    more = {group: statistics[group].with_more(own) if group in statistics else own for group, own in added.items()}
    return statistics | more


def _without(
    statistics: dict[GroupName, GroupStatistics], removed: dict[GroupName, GroupStatistics]
) -> dict[GroupName, GroupStatistics]:
    return {
        group: own.without(removed[group]) if group in removed else own
        for group, own in statistics.items()
        if group not in removed or own.count > removed[group].count
    }
