"""The facade of the index: build it, add and remove documents, search it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.collection import Corpus
from corpus.language import Language
from index.build import Builder, drop_unused
from index.chroma_store import ChromaAddress, ChromaStore, StoreState, reaching_store
from index.document import Document
from index.document_details import DocumentDetails, is_date, is_too_late
from index.document_records import DocumentFiles
from index.document_store import DocumentStore, Refusal, StoreChanges, told_apart
from index.entry import card_entries
from index.entry_questions import EntryQuestion, HomeQuestions, QuestionFile
from index.errors import MissingIndex, reading_index
from index.folder_sync import state_of
from index.generation import Generation, GenerationFile, segment_file
from index.index_state import LocalIndexState
from index.index_status import Status
from index.ingest.ocr import missing_for_ocr
from index.ingest.preview import Preview, preview
from index.ingest.reader import KINDS, read_files
from index.ingest.sandbox import SandboxLimits
from index.models.cross_encoder import PairModel
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import Prediction
from index.models.message_model import (
    PERSONAL_LABELS,
    TOKEN_LABELS,
    MessageModel,
    MessageReading,
    TokenReading,
)
from index.models.passage_reader import PassageReader
from index.open_index import OpenIndex, check_model
from index.page_pictures import picture_of
from index.passage import EVERYONE, STAFF, Audience, Passage
from index.plan import IndexPlan, plan
from index.progress import Progress, Stage, Stages
from index.search.query import QueryReader
from index.search.searcher import Example, Searcher
from index.segment import read_segment
from index.shared_index import SharedIndexState, SharedStorage
from index.storage_folder import make_private
from index.text.spelling import Dictionary

__all__ = [
    "EVERYONE",
    "FILE_ENDINGS",
    "LARGEST_FILE",
    "PERSONAL_LABELS",
    "STAFF",
    "TOKEN_LABELS",
    "Audience",
    "ChromaAddress",
    "Document",
    "DocumentDetails",
    "EntryQuestion",
    "Example",
    "Library",
    "MessageModel",
    "MessageReading",
    "PairModel",
    "PassageReader",
    "Prediction",
    "Preview",
    "Progress",
    "QuestionFile",
    "Refusal",
    "Searcher",
    "SharedStorage",
    "Stage",
    "Status",
    "StoreChanges",
    "StoreState",
    "TokenReading",
    "is_date",
    "is_too_late",
    "missing_for_ocr",
]
FILE_ENDINGS = tuple(KINDS)  # of the files that are read, such as ".pdf"
LARGEST_FILE = SandboxLimits().size  # bytes
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]  # (d,), of length 1

_IN_PROCESS = ChromaAddress()


class Library:
    """The cards of a corpus and the added documents, indexed below `home`.

    `chroma` names a Chroma server instead of the in-process one; `model` an embedding model instead of the packaged
    one. What is `shared` with other machines is kept there; `home` is then for copies of it alone.
    """

    def __init__(
        self,
        corpus: Corpus,
        home: Path,
        chroma: ChromaAddress = _IN_PROCESS,
        model: str = "",
        shared: SharedStorage | None = None,
    ) -> None:
        self.corpus, self.home, self._model, self._shared = corpus, home, model, shared
        self.embeddings = SentenceEmbeddings(model, home / "models")
        self.documents = DocumentStore(shared.documents if shared else DocumentFiles(home / "documents"))
        self.questions = HomeQuestions(home, shared.text if shared else None)
        self.reader = QueryReader(corpus.glossary, self._correct, self._knows)
        self._folder, self._models, self._chroma = home / "index", home / "models", chroma
        self._state = SharedIndexState(self._folder, shared.index) if shared else LocalIndexState(self._folder)
        self._open = OpenIndex(self._state, lambda: self._store, self, Dictionary(self._models), bool(shared))
        self.message_model = MessageModel(self.embeddings)
        self.passage_reader = PassageReader(self.embeddings)

    @cached_property
    def _store(self) -> ChromaStore:
        return ChromaStore(self._folder / "chroma", self._chroma)

    @property
    def generation(self) -> Generation | None:
        """The generation that answers, or None before the first build; inside of `pinned`, the one that is seen."""
        return self._open.generation()

    def pinned(self) -> AbstractContextManager[None]:
        """Have this thread see one generation until the end of the block, so that no answer mixes two."""
        return self._open.pinned()

    def store_state(self) -> tuple[StoreState, int] | None:
        """Return the state of Chroma and the number of entries that it should have; None before the first build.

        Raise UnreachableStore if its server does not answer, MissingIndex if there is a server and no index yet,
        CorruptIndex if what is below the home can't be opened.
        """
        if (generation := self._state.current()) is None:
            if not self._chroma.url:
                return None
            raise MissingIndex("There is no index yet.")
        folder = self._state.folder_of(generation)
        with reading_index():
            expected = sum(len(read_segment(segment_file(folder, name)).entries) for name in generation.stored)
        with reaching_store(self._folder):
            return self._store.state(generation.collection), expected

    def variant(self, corpus: Corpus, home: Path) -> Library:
        """Return a library of other cards and the same documents in the new folder `home`, to be built and compared."""
        with self._state.changing():
            if self._shared:
                DocumentStore(DocumentFiles(home / "documents")).take_over(self._shared.documents)
            elif (self.home / "documents").exists():
                shutil.copytree(self.home / "documents", home / "documents", ignore=shutil.ignore_patterns("*.lock"))
            self.copy_to(home / "index")
        if self._models.exists():
            (home / "models").symlink_to(self._models.resolve(), target_is_directory=True)
        return Library(corpus, home, model=self._model)

    def status(self) -> Status:
        """Return the state of the index: its generation, cards and documents."""
        documents = tuple(self.titled_documents())
        cards = len({card.id for card in self.corpus.cards})
        return Status(self.generation, self.is_stale(), cards, documents, self._shared is not None)

    def titled_documents(self) -> list[Document]:
        """Return the added documents, with the file's name in each title that another one has too."""
        return told_apart(self.documents.all())

    def is_stale(self) -> bool:
        """Tell whether a build is due: none yet, another model, a changed card or document."""
        return not self._plan().is_met_by(self._state.current())

    def build(self, progress: Progress | Stages) -> Generation:
        """Bring the index up to date with corpus and documents.

        `progress` counts steps of the whole task; it is told the stages too if it has a method to show them.
        Of two processes that build at once one waits for the other.
        """
        return self._change(progress, self._build)

    def build_anew(self, progress: Progress | Stages) -> Generation:
        """Build all of the index, also what is up to date: the server may have lost its vectors, or a file is damaged.

        What can be read of the present index is not computed again.
        """
        return self._change(progress, lambda folder, stages: self._builder(folder).build(self._plan(), stages))

    def _change(self, progress: Progress | Stages, change: Callable[[Path, Stages], Generation]) -> Generation:
        with reaching_store(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with reaching_store(self._folder), self._state.changing() as folder:
            self._take_over()
            self.questions.keep_of(document.id for document in self.documents.all())
            stages = Stages.of(progress)
            built = change(folder, stages)
            make_private(self._folder)
            stages.finish()
            return built

    def _take_over(self) -> None:
        """Before the first build of a shared index, take over the documents and questions of this home."""
        if self._shared and self._state.current() is None:
            self.documents.take_over(DocumentFiles(self.home / "documents"))
            self.questions.take_over(HomeQuestions(self.home))

    def _build(self, folder: Path, stages: Stages) -> Generation:
        planned, old, builder = self._plan(), self._state.current(), self._builder(folder)
        if old is None or planned.needs_full_build(old):
            return builder.build(planned, stages)
        if planned.is_met_by(old):
            return old
        return builder.update(old, planned, stages)

    def _builder(self, folder: Path) -> Builder:
        return Builder(folder, self._state, lambda: self._store, self.embeddings, self.passage_reader)

    def tidy(self) -> None:
        """Delete what earlier generations left behind, which a build leaves for whoever still reads it."""
        with reaching_store(self._folder), self._state.changing():
            if self._state.current():
                drop_unused(self._store, self._state)
                self._state.tidy()

    def copy_to(self, folder: Path) -> None:
        """Copy the files of the generation that answers to `folder`, where they are those of an index of its own."""
        if (generation := self._state.current()) is not None:
            shutil.copytree(self._state.folder_of(generation), folder, dirs_exist_ok=True)
            GenerationFile(folder).replace(generation)

    def add(
        self, documents: Iterable[Document], progress: Progress | Stages, details: DocumentDetails | None = None
    ) -> StoreChanges:
        """Store documents with what is told of them, and index them if that changed anything."""
        with reaching_store(self._folder):
            done = self.documents.put(documents, details)
        if self.is_stale():
            self.build(progress)
        return done

    def add_files(
        self, paths: Sequence[Path], details: DocumentDetails, progress: Progress
    ) -> tuple[StoreChanges, tuple[Refusal, ...]]:
        """Read files and folders, and add the documents that can be read; return the others as refusals."""
        stages = Stages(progress)
        found = list(read_files(list(paths), details.owner, progress=stages.at("reading")))
        changes = self.add([document for document in found if isinstance(document, Document)], stages, details)
        stages.finish()
        return changes, tuple(refusal for refusal in found if isinstance(refusal, Refusal))

    def sync(
        self, folder: Path, details: DocumentDetails, progress: Progress
    ) -> tuple[StoreChanges, tuple[Refusal, ...]]:
        """Make the documents that come from `folder` those that it holds now; only changed files are read.

        Raise EmptyFolder as `state_of` does.
        """
        state = state_of(folder, self.documents.all())
        stages = Stages(progress)
        read = list(read_files(state.to_read, details.owner, progress=stages.at("reading")))
        found = [one for one in read if isinstance(one, Document)]
        offered = [*(replace(one, readers=state.readers_of_new(found)) for one in found), *state.same]
        with reaching_store(self._folder):
            done = self.documents.put(offered, details)
            moved = {document.id for document in (*done.moved, *done.replaced)}
            gone = tuple(document for document in state.gone if document.id not in moved)
            self.documents.drop(gone)
        if self.is_stale():
            self.build(stages)
        stages.finish()
        return replace(done, removed=gone), tuple(one for one in read if isinstance(one, Refusal))

    def replace(
        self, name: str, path: Path, details: DocumentDetails, progress: Progress
    ) -> tuple[StoreChanges, Refusal | None]:
        """Put a file in the place of the one document called `name`, whose details it keeps if they aren't told anew.

        If it can't be read, nothing changes. Raise AmbiguousName if `name` is that of several documents or of none.
        """
        old = self.documents.only(name)
        stages = Stages(progress)
        read = next(iter(read_files([path], details.owner, workers=1, progress=stages.at("reading"))))
        if isinstance(read, Refusal):
            return StoreChanges(), read
        with reaching_store(self._folder):
            done = self.documents.exchange(old, read, details)
        if self.is_stale():
            self.build(stages)
        stages.finish()
        return done, None

    def preview(self, path: Path, details: DocumentDetails) -> Preview | Refusal:
        """Return the document and passages that adding a file would index; nothing is stored."""
        return preview(path, details, self.embeddings.count, self.embeddings.window)

    def remove(self, name: str, progress: Progress) -> list[Document]:
        """Remove documents by id, path, file name or title, from the index as well; return them."""
        gone = self.documents.remove(name)
        if gone:
            self.build(progress)
        return gone

    def page_picture(self, passages: Sequence[Passage]) -> bytes | None:
        """Return the page of an added PDF that all of `passages` name, as JPEG, with their words marked.

        None if it can't be drawn, as its file is gone or no longer the one that was added.
        """
        return picture_of(self.documents, passages)

    def check_model(self) -> None:
        """Raise StaleIndex if the index was built with another model: whoever misspelt one doesn't want it replaced."""
        check_model(self._state.current(), self)

    def searcher(self, readers: frozenset[Audience] = EVERYONE) -> Searcher:
        """Return the searcher over what `readers` may see in the present generation, opened anew after each build.

        Raise MissingIndex before the first build, StaleIndex after one with another model, CorruptIndex for bad files.
        If a new generation can't be opened, the one before it answers on.
        """
        return self._open.searcher(readers)

    def card_passages(self) -> list[Passage]:
        """Return the passages of the cards, in both languages, as they are indexed; before the first build, as read.

        What is indexed is the same for every process at the same home, whichever cards it has read and when.
        """
        if self.generation is None:
            return [passage for card in self.corpus.cards if (passage := card_entries(card)[0].passage)]
        return [passage for passage in self.searcher().passages() if not passage.document]

    def _correct(self, text: str, language: Language) -> str:
        return self.searcher(STAFF).speller.correct(text, language)

    def _knows(self, stem: str, language: Language) -> bool:
        return self.searcher(STAFF).knows(stem, language)

    def _plan(self) -> IndexPlan:
        documents = self.titled_documents()
        questions = self.questions.in_use()
        return plan(self.corpus, documents, self.embeddings.name, self.passage_reader.digest, questions)
