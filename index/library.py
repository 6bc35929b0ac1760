"""The index as its users see it: build it, add to it, take away from it, search it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from filelock import FileLock

from corpus.collection import Corpus
from corpus.language import Language
from index.build import Plan, Progress, build, is_stale, plan
from index.chroma_store import Store
from index.document import Document
from index.document_store import DocumentStore, StoreChanges
from index.errors import MissingIndex, StaleIndex
from index.generation import Generation, classifier_file, read_generation, read_spreads
from index.models.cross_encoder import PairModel
from index.models.danger_classifier import DangerClassifier, count, train
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import read_classifier
from index.search.query import QueryReader
from index.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds and whether it is up to date."""

    generation: Generation | None
    stale: bool
    cards: int
    documents: tuple[Document, ...]


class Library:
    """The cards of a corpus and the added documents, indexed below `home`.

    `chroma_url` names a Chroma server instead of the in-process one; `model` an embedding model instead of the
    packaged one, `reranker` a CrossEncoder that orders what was found.
    """

    def __init__(self, corpus: Corpus, home: Path, chroma_url: str = "", model: str = "", reranker: str = "") -> None:
        self.corpus = corpus
        self.embeddings = SentenceEmbeddings(model, home / "models")
        self.shelf = DocumentStore(home / "documents")
        self.reader = QueryReader(corpus.glossary, self._correct)
        self._folder, self._models, self._chroma_url = home / "index", home / "models", chroma_url
        self._reranker = PairModel(reranker, "reranker") if reranker else None
        self._lock = Lock()
        self._open: tuple[Generation, Searcher] | None = None
        self._danger_classifier: DangerClassifier | None = None

    @cached_property
    def _store(self) -> Store:
        return Store(self._folder / "chroma", self._chroma_url)

    @property
    def generation(self) -> Generation | None:
        """The generation that answers, or None before the first build."""
        return read_generation(self._folder)

    def status(self) -> Status:
        """Return what the index holds."""
        documents = tuple(self.shelf.documents())
        return Status(self.generation, self.is_stale(), len({card.id for card in self.corpus.cards}), documents)

    def is_stale(self) -> bool:
        """Tell whether a build is due: none yet, another model, a changed card or document."""
        return is_stale(self.generation, self._plan()) or count(self._models, self.embeddings) > 0

    def build(self, progress: Progress) -> Generation:
        """Build a new generation and switch to it; learn what tells of danger, if that is not known yet.

        Of two processes that build at once one waits for the other.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / "build.lock"):
            return self._build(progress)

    def _build(self, progress: Progress) -> Generation:
        planned, first = self._plan(), count(self._models, self.embeddings)
        train(self._models, self.embeddings, progress, len(planned.entries))
        made = build(
            planned,
            self._store,
            self._folder,
            self.embeddings,
            lambda done, total: progress(first + done, first + total),
        )
        self._danger_classifier = None
        return made

    def danger_classifier(self) -> DangerClassifier:
        """Return the danger classifier, trained if needed."""
        if self._danger_classifier is None:
            self._danger_classifier = train(self._models, self.embeddings, lambda done, total: None)
        return self._danger_classifier

    def add(self, documents: Iterable[Document], progress: Progress) -> StoreChanges:
        """Put documents on the shelf and rebuild if that changed anything."""
        done = self.shelf.put(documents)
        if self.is_stale():
            self.build(progress)
        return done

    def remove(self, name: str, progress: Progress) -> list[Document]:
        """Take documents off the shelf by id, path, file name or title, and rebuild; return them."""
        gone = self.shelf.remove(name)
        if gone:
            self.build(progress)
        return gone

    def check_model(self) -> None:
        """Raise StaleIndex if the index was built with another model: whoever misspelt one doesn't want it replaced."""
        generation = self.generation
        if generation and generation.model != self.embeddings.name:
            raise StaleIndex(
                f"The index was built with {generation.model}, not {self.embeddings.name}.",
                "Rebuild it: `relais index build`.",
            )

    def searcher(self) -> Searcher:
        """Return the searcher of the present generation, opened again after a build by any process.

        Raise MissingIndex before the first build, StaleIndex if it was built with another model.
        """
        with self._lock:
            generation = self.generation
            if generation is None:
                raise MissingIndex("There is no index yet.", "Run `relais index build`.")
            self.check_model()
            if self._open is None or self._open[0] != generation:
                self._open = (generation, self._searcher(generation))
            return self._open[1]

    def _searcher(self, generation: Generation) -> Searcher:
        collection = self._store.open(generation.id, self.embeddings)
        if collection is None:
            raise MissingIndex("The index is incomplete.", "Rebuild it: `relais index build`.")
        classifier = read_classifier(classifier_file(self._folder, generation.id))
        spreads = read_spreads(self._folder, generation.id)
        return Searcher(collection, self.embeddings, spreads, classifier, self._reranker)

    def _correct(self, text: str, language: Language) -> str:
        return self.searcher().speller.correct(text, language)

    def _plan(self) -> Plan:
        return plan(self.corpus, self.shelf.documents(), self.embeddings)
