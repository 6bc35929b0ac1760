"""What the index should hold: the entries of the corpus and of each document, by digests of what they are made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.collection import Corpus
from corpus.language import LANGUAGES
from index.document import Document
from index.entry import EntryKind, IndexEntry, card_entries, document_passage_entries, example_entries
from index.entry_questions import EntryQuestion, by_target, with_questions
from index.generation import Generation
from index.ingest.passage_splitting import split
from index.models.embedding import SentenceEmbeddings

_FORMAT = 10  # of segments and collections; another one makes the index stale


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """The content that the index should have: the entries of the corpus, and documents by the digest of their segment.

    A digest changes with the text, the source, the questions, the model and the format; documents are split when they
    are indexed.
    """

    corpus: tuple[IndexEntry, ...]
    corpus_digest: str
    documents: Mapping[str, Document]
    questions: tuple[EntryQuestion, ...] = ()  # for passages of the documents

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


def plan(
    corpus: Corpus, documents: Iterable[Document], model: str, reader: str, questions: Sequence[EntryQuestion] = ()
) -> IndexPlan:
    """Plan an index of `corpus` and `documents`, found by further `questions` too.

    `model` is the name of the embedding model, `reader` the digest of the passage reader.
    """
    entries, made_by = corpus_entries(with_questions(corpus, questions)), f"{model} {reader}"
    held = list(documents)
    ids = {document.id for document in held}
    own = tuple(replace(one, state="", origin="") for one in questions if one.document in ids)
    # A file that was only renamed is the same text.
    planned = {
        _digest(made_by, map(repr, [replace(document, path=""), *_of(document, own)])): document for document in held
    }
    return IndexPlan(entries, _digest(made_by, map(repr, entries)), planned, own)


def corpus_entries(corpus: Corpus) -> tuple[IndexEntry, ...]:
    """Return the entries of cards, gaps and intents."""
    entries = [entry for card in corpus.cards for entry in card_entries(card)]
    gaps = {gap.id: gap.questions for gap in corpus.gaps.values()}
    intents = {intent.id: intent.examples for intent in corpus.intents}
    kinds: tuple[EntryKind, ...] = ("gap", "intent")
    for kind, examples in zip(kinds, (gaps, intents), strict=True):
        for target, texts in examples.items():
            for language in LANGUAGES:
                entries += example_entries(kind, target, language, texts[language])
    return tuple(entries)


def document_entries(
    document: Document, embeddings: SentenceEmbeddings, questions: Sequence[EntryQuestion] = ()
) -> tuple[IndexEntry, ...]:
    """Return the entries of the passages of `document`, split to the model's window, and of the questions to them."""
    passages = [
        replace(passage, date=document.date, authority=document.authority, readers=document.readers)
        for passage in split(document, embeddings.count, embeddings.window)
    ]
    entries = [entry for passage in passages for entry in document_passage_entries(passage)]
    known, asked = {passage.id for passage in passages}, by_target(_of(document, questions))
    for (target, language), texts in asked.items():
        entries += example_entries("question", target, language, texts) if target in known else []
    return tuple(entries)


def _of(document: Document, questions: Iterable[EntryQuestion]) -> list[EntryQuestion]:
    return [one for one in questions if one.document == document.id]


def _digest(model: str, parts: Iterable[str]) -> str:
    state = hashlib.sha256(f"{_FORMAT} {model}".encode())
    for part in parts:
        state.update(part.encode())
    return state.hexdigest()[:16]
