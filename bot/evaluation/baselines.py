"""The plainest search that LangChain's own parts make: equal pieces, one model, an in-memory vector store."""

from __future__ import annotations

from collections.abc import Iterable

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from index.passage import Passage

SIZE, OVERLAP = 1000, 200  # characters, as in LangChain's tutorials
_AHEAD = 3  # pieces asked for each one shown, since twins and pieces of one card count once


class PlainSearch:
    """Finds pieces of `texts` by the cosine of question and piece, with no regard to language or context."""

    def __init__(self, texts: Iterable[Passage], embeddings: Embeddings) -> None:
        self._pieces: dict[str, Passage] = {}
        self._store = InMemoryVectorStore(embeddings)
        self._store.add_documents([self._document(piece) for text in texts for piece in pieces(text)])

    def _document(self, piece: Passage) -> Document:
        key = str(len(self._pieces))
        self._pieces[key] = piece
        return Document(piece.text, id=key)

    def find(self, question: str, count: int) -> list[Passage]:
        """Return the `count` pieces nearest to `question`, best first; a card comes once, whichever twin is nearer."""
        near = [self._pieces[str(found.id)] for found in self._store.similarity_search(question, count * _AHEAD)]
        distinct = {piece.text if piece.document else piece.id: piece for piece in reversed(near)}
        return list(reversed(distinct.values()))[:count]


def pieces(text: Passage) -> list[Passage]:
    """Cut `text` as LangChain's splitter does, without its headings.

    >>> len(pieces(Passage("a-card", "Un mot. " * 200, "fr", "", "", "")))
    2
    """
    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    return [
        Passage(text.id, piece, text.language, text.owner, text.title, "", text.document)
        for piece in splitter.split_text(text.text)
    ]
