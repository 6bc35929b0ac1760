"""The door to Chroma: entries with their vectors, through LangChain's vector store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from corpus.language import Language
from index.entry import EntryKind, IndexEntry, is_text
from index.errors import IndexFailure
from index.passage import Passage

if TYPE_CHECKING:
    import chromadb
    import numpy as np
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma
    from numpy.typing import NDArray

EntryGroup = Literal["passage-fr", "passage-en", "part-fr", "part-en", "example-fr", "example-en"]
GROUPS: tuple[EntryGroup, ...] = get_args(EntryGroup)
_PREFIX = "relais-"
_PAGE = 500


class Store:
    """Chroma in-process below `folder`, or the server at `url`.

    A generation has one Chroma collection a group of entries: Chroma searches a whole collection four times as fast as
    the part of one that a filter leaves.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._client = _connect(folder, url)

    def create(self, generation: str, embeddings: Embeddings, metadata: dict[str, Any]) -> Collection:
        """Make empty groups that record `metadata` (model, dimension)."""
        return self._collection(generation, embeddings, metadata)

    def open(self, generation: str, embeddings: Embeddings) -> Collection | None:
        """Return the collection of `generation`, or None if any of its groups is missing."""
        if not {_name(generation, group) for group in GROUPS} <= set(self._names()):
            return None
        return self._collection(generation, embeddings)

    def generations(self) -> list[str]:
        """Return the generations that have a collection, complete or not, those of former layouts among them."""
        return sorted({_generation(name) for name in self._names()})

    def vectors(self, model: str, dimension: int) -> dict[str, NDArray[np.float32]]:
        """Return by `vector_key` all vectors of `model` that any generation holds, one cut short among them."""
        known: dict[str, NDArray[np.float32]] = {}
        for held in self._held():
            if (held.metadata or {}).get("model") != model or held.metadata.get("dimension") != dimension:
                continue
            for page in _pages(self._chroma(held.name), "documents", "metadatas", "embeddings"):
                for text, metadata, vector in zip(
                    page["documents"], page["metadatas"], page["embeddings"], strict=True
                ):
                    known[vector_key(metadata["kind"], text)] = vector
        return known

    def drop(self, generation: str) -> None:
        """Delete the collections of `generation`."""
        for name in self._names():
            if _generation(name) == generation:
                self._client.delete_collection(name)

    def _held(self) -> list[chromadb.Collection]:
        return [held for held in self._client.list_collections() if held.name.startswith(_PREFIX)]

    def _names(self) -> list[str]:
        return [held.name for held in self._held()]

    def _collection(
        self, generation: str, embeddings: Embeddings, metadata: dict[str, Any] | None = None
    ) -> Collection:
        groups = {group: self._chroma(_name(generation, group), embeddings, metadata) for group in GROUPS}
        plain = {group: self._client.get_collection(_name(generation, group)) for group in GROUPS}
        return Collection(groups, plain)

    def _chroma(
        self, name: str, embeddings: Embeddings | None = None, metadata: dict[str, Any] | None = None
    ) -> Chroma:
        from langchain_chroma import Chroma

        return Chroma(
            name,
            embedding_function=embeddings,
            client=self._client,
            collection_metadata=metadata,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}} if metadata else None,
        )


class Collection:
    """The entries of one generation, by group.

    They are kept through LangChain's vector store and asked for in Chroma itself, three times as fast: the texts of
    what is found are in memory already, and LangChain can't leave them out.
    """

    def __init__(self, groups: dict[EntryGroup, Chroma], plain: dict[EntryGroup, chromadb.Collection]) -> None:
        self._groups, self._plain = groups, plain

    def add(self, entries: Sequence[IndexEntry]) -> None:
        """Embed and keep `entries`; an entry whose key is there already is replaced."""
        for group, chroma in self._groups.items():
            held = [entry for entry in entries if group_of(entry.kind, entry.language) == group]
            if held:
                chroma.add_documents([_document(e) for e in held], ids=[e.key for e in held])

    def entries(self) -> list[IndexEntry]:
        """Return every entry."""
        return [
            _entry(key, text, metadata)
            for chroma in self._groups.values()
            for page in _pages(chroma, "documents", "metadatas")
            for key, text, metadata in zip(page["ids"], page["documents"], page["metadatas"], strict=True)
        ]

    def nearest(self, vector: list[float], group: EntryGroup, count: int) -> list[tuple[str, float]]:
        """Return keys and cosines of the `count` entries of `group` nearest to `vector`, best first."""
        query: list[Sequence[float] | Sequence[int]] = [vector]
        found = self._plain[group].query(query_embeddings=query, n_results=count, include=["distances"])
        keys, distances = found["ids"][0], (found["distances"] or [[]])[0]
        return [(key, 1.0 - distance) for key, distance in zip(keys, distances, strict=True)]


def group_of(kind: EntryKind, language: Language) -> EntryGroup:
    """Return the group in which entries are searched together.

    >>> group_of("gap", "fr"), group_of("passage", "en")
    ('example-fr', 'passage-en')
    """
    group: EntryGroup = f"{kind if is_text(kind) else 'example'}-{language}"  # type: ignore[assignment]  # spelt out above
    return group


def vector_key(kind: EntryKind, text: str) -> str:
    """Return the name under which a vector is reused: what is embedded as a document differs from a message.

    >>> vector_key("gap", "préavis ?")
    'query préavis ?'
    """
    return f"{'document' if is_text(kind) else 'query'} {text}"


def _name(generation: str, group: EntryGroup) -> str:
    return f"{_PREFIX}{generation}-{group}"


def _generation(name: str) -> str:
    """Return the generation whose collection `name` is.

    >>> _generation("relais-1a2b3c4d-passage-fr"), _generation("relais-1a2b3c4d")
    ('1a2b3c4d', '1a2b3c4d')
    """
    return name.removeprefix(_PREFIX).partition("-")[0]


def _pages(chroma: Chroma, *include: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while (page := chroma.get(limit=_PAGE, offset=offset, include=list(include)))["ids"]:
        yield page
        offset += len(page["ids"])


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
        raise IndexFailure(f"No Chroma server answers at {url}.", "Start it, or correct RELAIS_CHROMA_URL.") from error


def _document(entry: IndexEntry) -> Document:
    metadata = {"kind": entry.kind, "target": entry.target, "language": entry.language}
    if entry.passage:
        passage = entry.passage
        metadata |= {"owner": passage.owner, "title": passage.title, "section": passage.section}
        metadata |= {"document": passage.document, "text": passage.text}
    return Document(page_content=entry.text, metadata=metadata)


def _entry(key: str, text: str, metadata: dict[str, Any]) -> IndexEntry:
    passage = None
    if metadata["kind"] == "passage":
        kept = {name: str(metadata[name]) for name in ("text", "owner", "title", "section", "document")}
        passage = Passage(id=metadata["target"], language=metadata["language"], **kept)
    return IndexEntry(key, metadata["kind"], metadata["target"], metadata["language"], text, passage)
