"""Plan an index: which entries the corpus has, and which documents it needs besides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.collection import Corpus
from corpus.language import LANGUAGES
from index.document import Document
from index.entry import EntryKind, IndexEntry, of_card, of_document, of_examples
from index.generation import Generation
from index.ingest.passage_splitting import split
from index.models.embedding import SentenceEmbeddings

_FORMAT = 8  # of segments and collections; another one makes the index stale


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What the index should hold: the entries of the corpus, and documents by the digest of their segment.

    A digest changes with the text, the source, the model and the format; documents are split when they are indexed.
    """

    corpus: tuple[IndexEntry, ...]
    corpus_digest: str
    documents: Mapping[str, Document]

    def needs_full_build(self, generation: Generation | None) -> bool:
        """Tell whether the corpus or the model is another one than that of `generation`."""
        return generation is None or generation.corpus != self.corpus_digest

    def is_met_by(self, generation: Generation | None) -> bool:
        """Tell whether `generation` answers from just what is planned."""
        return (
            generation is not None
            and generation.corpus == self.corpus_digest
            and set(generation.documents) == set(self.documents)
        )


def plan(corpus: Corpus, documents: Iterable[Document], model: str) -> IndexPlan:
    """Plan an index of `corpus` and `documents` with the embedding model of that name."""
    entries = corpus_entries(corpus)
    return IndexPlan(
        entries,
        _digest(model, map(repr, entries)),
        {_digest(model, [repr(document)]): document for document in documents},
    )


def corpus_entries(corpus: Corpus) -> tuple[IndexEntry, ...]:
    """Return the entries of cards, gaps and intents."""
    entries = [entry for card in corpus.cards for entry in of_card(card)]
    gaps = {gap.id: gap.questions for gap in corpus.gaps.values()}
    intents = {intent.id: intent.examples for intent in corpus.intents}
    kinds: tuple[EntryKind, ...] = ("gap", "intent")
    for kind, examples in zip(kinds, (gaps, intents), strict=True):
        for target, texts in examples.items():
            for language in LANGUAGES:
                entries += of_examples(kind, target, language, texts[language])
    return tuple(entries)


def document_entries(document: Document, embeddings: SentenceEmbeddings) -> tuple[IndexEntry, ...]:
    """Return the entries of the passages of `document`, split to the model's window."""
    passages = split(document, embeddings.count, embeddings.window)
    return tuple(entry for passage in passages for entry in of_document(passage))


def _digest(model: str, parts: Iterable[str]) -> str:
    state = hashlib.sha256(f"{_FORMAT} {model}".encode())
    for part in parts:
        state.update(part.encode())
    return state.hexdigest()[:16]
