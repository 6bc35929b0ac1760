"""The door to Chroma: collections of entries with their vectors, through LangChain's vector store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from corpus.language import Language
from index.entry import Entry, Kind
from index.errors import IndexFault
from index.passage import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

_PREFIX = "relais-"
_PAGE = 500


class Store:
    """Chroma in-process below `folder`, or the server at `url`; one collection a generation of the index."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self._client = _connect(folder, url)

    def create(self, generation: str, embeddings: Embeddings, metadata: dict[str, Any]) -> Collection:
        """Make an empty collection that records `metadata` (model, dimension)."""
        return Collection(self._open(generation, embeddings, metadata))

    def open(self, generation: str, embeddings: Embeddings) -> Collection | None:
        """Return the collection of `generation`, or None if there is no such collection."""
        return Collection(self._open(generation, embeddings)) if generation in self.generations() else None

    def generations(self) -> list[str]:
        """Return the generations that have a collection, complete or not."""
        names = [collection.name for collection in self._client.list_collections()]
        return [name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)]

    def drop(self, generation: str) -> None:
        """Delete the collection of `generation`."""
        self._client.delete_collection(_PREFIX + generation)

    def _open(self, generation: str, embeddings: Embeddings, metadata: dict[str, Any] | None = None) -> Chroma:
        from langchain_chroma import Chroma

        return Chroma(
            _PREFIX + generation,
            embedding_function=embeddings,
            client=self._client,
            collection_metadata=metadata,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}} if metadata else None,
        )


class Collection:
    """The entries of one generation."""

    def __init__(self, chroma: Chroma) -> None:
        self._chroma = chroma

    def add(self, entries: Sequence[Entry]) -> None:
        """Embed and keep `entries`; an entry whose key is there already is replaced."""
        self._chroma.add_documents([_document(e) for e in entries], ids=[e.key for e in entries])

    def entries(self) -> list[Entry]:
        """Return every entry."""
        found: list[Entry] = []
        while True:
            page = self._chroma.get(limit=_PAGE, offset=len(found), include=["documents", "metadatas"])
            rows = zip(page["ids"], page["documents"], page["metadatas"], strict=True)
            found += [_entry(key, text, metadata) for key, text, metadata in rows]
            if len(page["ids"]) < _PAGE:
                return found

    def vectors(self) -> dict[str, list[float]]:
        """Return the vector of each entry by `kind` and text, to be used again by the next generation."""
        known: dict[str, list[float]] = {}
        offset = 0
        while True:
            page = self._chroma.get(limit=_PAGE, offset=offset, include=["documents", "metadatas", "embeddings"])
            for text, metadata, vector in zip(page["documents"], page["metadatas"], page["embeddings"], strict=True):
                known[vector_key(metadata["kind"], text)] = [float(x) for x in vector]
            offset += len(page["ids"])
            if len(page["ids"]) < _PAGE:
                return known

    def nearest(self, vector: list[float], group: str, count: int) -> list[tuple[str, float]]:
        """Return keys and cosines of the `count` entries of `group` nearest to `vector`, best first."""
        found = self._chroma.similarity_search_by_vector_with_relevance_scores(vector, k=count, filter={"group": group})
        return [(str(document.id), 1.0 - distance) for document, distance in found]


def group_of(kind: Kind, language: Language) -> str:
    """Return the group in which entries are searched together; one name, since Chroma tests two more slowly.

    >>> group_of("gap", "fr"), group_of("passage", "en")
    ('example-fr', 'passage-en')
    """
    return f"{'passage' if kind == 'passage' else 'example'}-{language}"


def vector_key(kind: str, text: str) -> str:
    """Return the name under which a vector is reused: passages are embedded as documents, all else as queries.

    >>> vector_key("gap", "préavis ?")
    'query préavis ?'
    """
    return f"{'document' if kind == 'passage' else 'query'} {text}"


def _connect(folder: Path, url: str) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not url:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder), settings=quiet)
    parts = urlsplit(url)
    try:
        return chromadb.HttpClient(
            parts.hostname or "localhost", parts.port or 8000, parts.scheme == "https", settings=quiet
        )
    except (ValueError, OSError) as error:
        raise IndexFault(f"No Chroma server answers at {url}.", "Start it, or correct RELAIS_CHROMA_URL.") from error


def _document(entry: Entry) -> Document:
    metadata = {"kind": entry.kind, "target": entry.target, "language": entry.language}
    metadata["group"] = group_of(entry.kind, entry.language)
    if entry.passage:
        passage = entry.passage
        metadata |= {"owner": passage.owner, "title": passage.title, "section": passage.section}
        metadata |= {"document": passage.document, "text": passage.text}
    return Document(page_content=entry.text, metadata=metadata)


def _entry(key: str, text: str, metadata: dict[str, Any]) -> Entry:
    passage = None
    if metadata["kind"] == "passage":
        kept = {name: str(metadata[name]) for name in ("text", "owner", "title", "section", "document")}
        passage = Passage(id=metadata["target"], language=metadata["language"], **kept)
    return Entry(key, metadata["kind"], metadata["target"], metadata["language"], text, passage)
