"""Chroma, the vector database: collections of entries with their vectors, through LangChain's vector store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from corpus.language import Language
from index.entry import EntryKind, IndexEntry, is_text, role_of
from index.errors import UnreachableStore
from index.models.embedding import VectorRole
from index.models.text_vectors import TextVectors, vector_key

if TYPE_CHECKING:
    import chromadb
    import numpy as np
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma
    from numpy.typing import NDArray

EntryGroup = Literal["passage-fr", "passage-en", "part-fr", "part-en", "example-fr", "example-en"]
GROUPS: tuple[EntryGroup, ...] = get_args(EntryGroup)
_ROLES: dict[EntryGroup, VectorRole] = {
    group: "query" if group.startswith("example") else "document" for group in GROUPS
}
_PREFIX = "relais-"
_PAGE = 500


class ChromaStore:
    """Chroma in-process below `folder`, or the server at `url`.

    A collection is one Chroma collection a group of entries: Chroma searches a whole collection four times as fast as
    the part of one that a filter leaves.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._client = _connect(folder, url)

    def create(self, name: str, vectors: TextVectors, metadata: dict[str, Any]) -> Collection:
        """Create empty groups that record `metadata` (model, dimension); entries added later get their `vectors`."""
        groups = {
            group: self._chroma(_chroma_name(name, group), _Embeddings(vectors, _ROLES[group]), metadata)
            for group in GROUPS
        }
        return Collection(groups, self._plain(name))

    def open(self, name: str) -> Collection | None:
        """Return the collection called `name`, to be searched; None if any of its groups is missing."""
        if not {_chroma_name(name, group) for group in GROUPS} <= set(self._names()):
            return None
        return Collection({}, self._plain(name))

    def collections(self) -> list[str]:
        """Return the names of all collections, complete or not, those of earlier layouts included."""
        return sorted({_collection(name) for name in self._names()})

    def vectors(self, model: str, dimension: int) -> dict[bytes, NDArray[np.float32]]:
        """Return by `vector_key` all vectors of `model` that any collection holds, an unfinished one included."""
        known: dict[bytes, NDArray[np.float32]] = {}
        for held in self._held():
            if (held.metadata or {}).get("model") != model or held.metadata.get("dimension") != dimension:
                continue
            for page in _pages(held, "documents", "metadatas", "embeddings"):
                for text, metadata, vector in zip(
                    page["documents"], page["metadatas"], page["embeddings"], strict=True
                ):
                    known[vector_key(role_of(metadata["kind"]), text)] = vector
        return known

    def drop(self, collection: str) -> None:
        """Delete `collection`."""
        for name in self._names():
            if _collection(name) == collection:
                self._client.delete_collection(name)

    def _held(self) -> list[chromadb.Collection]:
        return [held for held in self._client.list_collections() if held.name.startswith(_PREFIX)]

    def _names(self) -> list[str]:
        return [held.name for held in self._held()]

    def _plain(self, name: str) -> dict[EntryGroup, chromadb.Collection]:
        return {group: self._client.get_collection(_chroma_name(name, group)) for group in GROUPS}

    def _chroma(self, name: str, embeddings: Embeddings, metadata: dict[str, Any]) -> Chroma:
        from langchain_chroma import Chroma

        return Chroma(
            name,
            embedding_function=embeddings,
            client=self._client,
            collection_metadata=metadata,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        )


class _Embeddings(Embeddings):
    """Known vectors in the shape that LangChain's vector store asks for."""

    def __init__(self, vectors: TextVectors, role: VectorRole) -> None:
        self._vectors, self._role = vectors, role

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in self._vectors.of(self._role, texts)]

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError("Searches bring their own vector.")


class Collection:
    """The entries of one full build, by group.

    They are added through LangChain's vector store and asked for in Chroma itself, three times as fast: the texts of
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

    def nearest(
        self, vector: list[float], group: EntryGroup, count: int, counts: Callable[[str], bool]
    ) -> list[tuple[str, float]]:
        """Return keys and cosines of the `count` entries of `group` nearest to `vector`, best first.

        Only keys that `counts` accepts are returned; the more others there are, the more is asked for.
        """
        wanted = count
        while True:
            near = _query(self._plain[group], vector, wanted)
            found = [(key, cosine) for key, cosine in near if counts(key)]
            if len(found) >= count or len(near) < wanted:
                return found[:count]
            wanted *= 2


def _query(held: chromadb.Collection, vector: list[float], count: int) -> list[tuple[str, float]]:
    query: list[Sequence[float] | Sequence[int]] = [vector]
    found = held.query(query_embeddings=query, n_results=count, include=["distances"])
    keys, distances = found["ids"][0], (found["distances"] or [[]])[0]
    return [(key, 1.0 - distance) for key, distance in zip(keys, distances, strict=True)]


def group_of(kind: EntryKind, language: Language) -> EntryGroup:
    """Return the group in which entries are searched together.

    >>> group_of("gap", "fr"), group_of("passage", "en")
    ('example-fr', 'passage-en')
    """
    group: EntryGroup = f"{kind if is_text(kind) else 'example'}-{language}"  # type: ignore[assignment]  # the members of EntryGroup
    return group


def _chroma_name(collection: str, group: EntryGroup) -> str:
    return f"{_PREFIX}{collection}-{group}"


def _collection(name: str) -> str:
    """Return the collection that the Chroma collection `name` is a group of.

    >>> _collection("relais-1a2b3c4d-passage-fr"), _collection("relais-1a2b3c4d")
    ('1a2b3c4d', '1a2b3c4d')
    """
    return name.removeprefix(_PREFIX).partition("-")[0]


def _pages(chroma: chromadb.Collection, *include: Literal["documents", "metadatas", "embeddings"]) -> Iterator[Any]:
    """Yield all records of `chroma`, some at a time, as the mappings of lists that Chroma returns."""
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
        raise UnreachableStore(f"No Chroma server answers at {url}.") from error


def _document(entry: IndexEntry) -> Document:
    metadata = {"kind": entry.kind, "target": entry.target, "language": entry.language}
    if entry.passage:
        passage = entry.passage
        metadata |= {"owner": passage.owner, "title": passage.title, "section": passage.section}
        metadata |= {"document": passage.document, "text": passage.text}
    return Document(page_content=entry.text, metadata=metadata)
