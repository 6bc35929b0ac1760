"""Build a generation: every card, example and document passage gets a vector, then the new collection takes over."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.embeddings import Embeddings

from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from index.chroma_store import Collection, Store, vector_key
from index.document import Document
from index.entry import EntryKind, IndexEntry, is_text, of_card, of_document, of_examples
from index.generation import (
    Generation,
    classifier_file,
    drop_side_files,
    now,
    read_generation,
    switch_to,
    write_spreads,
)
from index.ingest.passage_splitting import split
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import fit, write_classifier
from index.search.score_calibration import GroupStatistics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[int, int], None]  # done, total: entries whose vectors are ready
_BATCH = 32
_FORMAT = 7  # of what a generation keeps beside its collection; another one makes the index stale


@dataclass(frozen=True, slots=True)
class Plan:
    """What the index should hold, and a digest that tells one content from another."""

    entries: tuple[IndexEntry, ...]
    digest: str


def plan(corpus: Corpus, documents: Iterable[Document], embeddings: SentenceEmbeddings) -> Plan:
    """Return the entries for `corpus` and `documents`, split to the model's window."""
    entries = [entry for card in corpus.cards for entry in of_card(card)]
    for kind, examples in (
        ("gap", {g.id: g.questions for g in corpus.gaps.values()}),
        ("intent", {i.id: i.examples for i in corpus.intents}),
    ):
        for target, texts in examples.items():
            for language in LANGUAGES:
                entries += of_examples(kind, target, language, texts[language])  # type: ignore[arg-type]  # a Kind by the tuple above
    for document in documents:
        for passage in split(document, embeddings.count, embeddings.window):
            entries += of_document(passage)
    return Plan(tuple(entries), _digest(entries, embeddings.name))


def is_stale(generation: Generation | None, planned: Plan) -> bool:
    """Tell whether the index must be built before it can answer from what is planned."""
    return generation is None or generation.digest != planned.digest


def build(planned: Plan, store: Store, folder: Path, embeddings: SentenceEmbeddings, progress: Progress) -> Generation:
    """Fill a new collection and switch to it; return the new generation.

    The old collection answers until the switch, whenever the build is killed. It is deleted by the next build, so that
    a running bot can finish with it. Vectors of unchanged texts are taken over from all that is there: the old
    collection, the one before it, and what a killed build has left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = read_generation(folder)
    known = store.vectors(embeddings.name, embeddings.dimension)
    _sweep(store, folder, keep={old.id} if old else set())
    generation = Generation(
        secrets.token_hex(4),
        embeddings.name,
        embeddings.dimension,
        planned.digest,
        now(),
        len(planned.entries),
    )
    metadata = {"model": generation.model, "dimension": generation.dimension, "digest": generation.digest}
    remembered = _Remembered(known)
    collection = store.create(generation.id, remembered, metadata)
    _fill(collection, planned.entries, remembered, embeddings, progress)
    write_spreads(folder, generation.id, _spreads(planned.entries, known))
    vectors = [known[vector_key(entry.kind, entry.text)] for entry in planned.entries]
    write_classifier(classifier_file(folder, generation.id), fit(planned.entries, vectors))
    switch_to(generation, folder)
    return generation


class _Remembered(Embeddings):
    """Vectors that are known already, in the shape that LangChain's vector store asks for."""

    def __init__(self, known: dict[str, NDArray[np.float32]]) -> None:
        self.known, self.kinds = known, dict[str, str]()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.known[self.kinds[text]].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError("A build asks no questions.")


def _fill(
    collection: Collection,
    entries: Sequence[IndexEntry],
    remembered: _Remembered,
    embeddings: SentenceEmbeddings,
    progress: Progress,
) -> None:
    progress(0, len(entries))
    for kind in sorted({entry.kind for entry in entries}):
        group = [entry for entry in entries if entry.kind == kind]
        done = sum(1 for entry in entries if entry.kind < kind)
        for start in range(0, len(group), _BATCH):
            batch = group[start : start + _BATCH]
            _embed(batch, remembered, embeddings)
            collection.add(batch)
            progress(done + start + len(batch), len(entries))


def _embed(batch: Sequence[IndexEntry], remembered: _Remembered, embeddings: SentenceEmbeddings) -> None:
    import numpy as np

    remembered.kinds = {entry.text: vector_key(entry.kind, entry.text) for entry in batch}
    fresh = [text for text, key in remembered.kinds.items() if key not in remembered.known]
    if fresh:
        embed = embeddings.embed_documents if is_text(batch[0].kind) else embeddings.embed_queries
        for text, vector in zip(fresh, embed(fresh), strict=True):
            remembered.known[remembered.kinds[text]] = np.asarray(vector, dtype=np.float32)


def _spreads(
    entries: Sequence[IndexEntry], vectors: dict[str, NDArray[np.float32]]
) -> dict[tuple[EntryKind, Language], GroupStatistics]:
    groups: dict[tuple[EntryKind, Language], list[NDArray[np.float32]]] = {}
    for entry in entries:
        groups.setdefault((entry.kind, entry.language), []).append(vectors[vector_key(entry.kind, entry.text)])
    return {group: GroupStatistics.of(rows) for group, rows in groups.items()}


def _sweep(store: Store, folder: Path, keep: set[str]) -> None:
    for generation in set(store.generations()) - keep:
        store.drop(generation)
        drop_side_files(folder, generation)


def _digest(entries: Iterable[IndexEntry], model: str) -> str:
    state = hashlib.sha256(f"{_FORMAT} {model}".encode())
    for entry in entries:
        state.update(repr(entry).encode())
    return state.hexdigest()[:16]
