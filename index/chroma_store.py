"""Chroma, the vector database: collections of entries with their vectors, through LangChain's vector store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from corpus.language import Language
from index.entry import EntryKind, IndexEntry, is_text, role_of
from index.errors import CorruptIndex, IndexFailure, IndexNotWritten, UnreachableStore
from index.models.embedding import VectorRole
from index.models.text_vectors import TextVectors, vector_key
from index.storage_folder import disk_fault

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
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 10.0  # of a server; chromadb itself waits for ever


@dataclass(frozen=True, slots=True)
class ChromaAddress:
    """A Chroma server, and the tenant and database there; Chroma Cloud wants a token. An empty `url`: no server."""

    url: str = ""
    token: str = field(default="", repr=False)
    tenant: str = "default_tenant"
    database: str = "default_database"


@dataclass(frozen=True, slots=True)
class StoreState:
    """A Chroma that answers: its server's address, or empty; its version; the entries in a collection, None without."""

    url: str
    version: str
    entries: int | None


class ChromaStore:
    """Chroma in-process below `folder`, or the server at `address`.

    A collection is one Chroma collection a group of entries: Chroma searches a whole collection four times as fast as
    the part of one that a filter leaves.
    """

    def __init__(self, folder: Path, address: ChromaAddress) -> None:
        self._address, self._client = address, _connect(folder, address)

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

    def state(self, collection: str) -> StoreState:
        """Return the version of Chroma, and the number of entries that `collection` has there."""
        names = {_chroma_name(collection, group) for group in GROUPS}
        held = [one for one in self._held() if one.name in names]
        entries = sum(one.count() for one in held) if len(held) == len(names) else None
        return StoreState(self._address.url, self._client.get_version(), entries)

    def vectors(self, model: str, dimension: int, collections: Sequence[str]) -> dict[bytes, NDArray[np.float32]]:
        """Return by `vector_key` all vectors of `model` that `collections` hold, unfinished ones included."""
        known: dict[bytes, NDArray[np.float32]] = {}
        for held in self._held():
            if (
                _collection(held.name) not in collections
                or (held.metadata or {}).get("model") != model
                or held.metadata.get("dimension") != dimension
            ):
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


def _connect(folder: Path, address: ChromaAddress) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not address.url:
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(folder), settings=quiet)
    parts = urlsplit(address.url)
    host, is_secure = parts.hostname or "localhost", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 8000)
    headers = {"x-chroma-token": address.token} if address.token else {}
    try:
        _ask_whether_it_is_there(f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}", headers)
        client = chromadb.HttpClient(
            host,
            port,
            is_secure,
            headers=headers,
            settings=quiet,
            tenant=address.tenant,
            database=address.database,
        )
    except Exception as error:  # chromadb has an error of its own for each refusal, and may quote headers
        raise UnreachableStore(f"No Chroma server can be used at {address.url} ({type(error).__name__}).") from error
    # chromadb has no setting for it, and would wait for ever for a server that hangs.
    client._server._session.timeout = (CONNECT_SECONDS, *[ANSWER_SECONDS] * 3)  # type: ignore[attr-defined]  # of its HTTP client alone
    return client


def _ask_whether_it_is_there(url: str, headers: dict[str, str]) -> None:
    """Raise OSError unless the server answers within seconds: chromadb asks as soon as its client is made."""
    request = Request(f"{url}/api/v2/heartbeat", headers=headers)  # noqa: S310 - http or https, as the settings check
    with urlopen(request, timeout=CONNECT_SECONDS):  # noqa: S310 - the same
        pass


@contextmanager
def reaching_store(folder: Path) -> Iterator[None]:
    """Raise IndexNotWritten if the disk refuses what is written inside, an error of the index if Chroma does."""
    try:
        yield
    except IndexFailure:
        raise
    except Exception as error:
        if fault := disk_fault(error, folder):
            raise IndexNotWritten(fault) from error
        library = type(error).__module__.partition(".")[0]
        if library in ("httpx", "httpcore"):
            raise UnreachableStore(f"The Chroma server does not answer ({type(error).__name__}).") from error
        if library == "chromadb":
            raise CorruptIndex(f"Chroma can't be opened or written ({type(error).__name__}).") from error
        raise


def _document(entry: IndexEntry) -> Document:
    metadata = {"kind": entry.kind, "target": entry.target, "language": entry.language}
    if entry.passage:
        passage = entry.passage
        metadata |= {"owner": passage.owner, "title": passage.title, "section": passage.section}
        metadata |= {"document": passage.document, "text": passage.text}
    return Document(page_content=entry.text, metadata=metadata)
