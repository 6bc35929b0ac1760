"""Compare the advisor's search with each of its retrievers alone and with a plain search by LangChain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, partial

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.answering.asked import asked_in
from bot.answering.understanding import understand
from bot.evaluation.question_sets import EvaluationQuestion
from index.library import Library
from index.passage import Hit, Passage
from index.search.query import Query

SIZE, OVERLAP = 1000, 200  # characters, as in LangChain's tutorials
_AHEAD = 3  # pieces fetched for each one returned: both languages and all pieces of one card count once
HYBRID = "hybrid"
_ALONE = ("bm25", "dense")
_SHOWN = 6  # hits that the advisor considers


class PlainSearch:
    """Finds pieces of `texts` by the cosine of question and piece, whatever their language and the history."""

    def __init__(self, texts: Iterable[Passage], embeddings: Embeddings) -> None:
        self._pieces: dict[str, Passage] = {}
        self._store = InMemoryVectorStore(embeddings)
        self._store.add_documents([self._document(piece) for text in texts for piece in pieces(text)])

    def _document(self, piece: Passage) -> Document:
        key = str(len(self._pieces))
        self._pieces[key] = piece
        return Document(piece.text, id=key)

    def find(self, question: str, count: int) -> list[Passage]:
        """Return the `count` pieces nearest to `question`, best first; a card comes once, in either language."""
        near = [self._pieces[str(found.id)] for found in self._store.similarity_search(question, count * _AHEAD)]
        distinct = {piece.text if piece.document else piece.id: piece for piece in reversed(near)}
        return list(reversed(distinct.values()))[:count]


class Retrieval:
    """Finds the ranks of the gold passages in the results of each retriever.

    The retrievers are the bot's own "hybrid"; "bm25" and "dense", which are its two halves alone; and "langchain",
    the plain search over the same texts, if it is asked for.
    """

    def __init__(self, library: Library, with_plain: bool = True) -> None:
        self._library, self._searcher, self._with_plain = library, library.searcher(), with_plain
        self._passages = self._searcher.passages()

    @cached_property
    def _plain(self) -> PlainSearch:
        """The plain search, built when first used, since it embeds every text again."""
        return PlainSearch(_whole(self._library, self._passages), self._library.embeddings)

    def places(self, question: EvaluationQuestion) -> dict[str, tuple[int, ...]]:
        """Return by retriever the rank of each gold part, 0 if not in the first six; empty if the index lacks it."""
        if not question.gold.is_among(self._passages):
            return {}
        rankings = {name: question.gold.places(found) for name, found in self._halves(question).items()}
        if self._with_plain:
            rankings["langchain"] = question.gold.places([self._plain.find(question.text, _SHOWN)])
        return rankings

    def queries(self, question: EvaluationQuestion) -> list[Query]:
        """Return the advisor's queries: one for each part, with the question that it follows up."""
        asked = partial(asked_in, model=self._library.message_model)
        return [query for _, query in understand(question.inquiry, self._library.reader, asked).parts]

    def _halves(self, question: EvaluationQuestion) -> dict[str, list[list[Passage]]]:
        found: dict[str, list[list[Passage]]] = {name: [] for name in (HYBRID, *_ALONE)}
        for query in self.queries(question):
            vector = self._searcher.embed(query)
            found[HYBRID].append([hit.passage for hit in self._searcher.search(query, _SHOWN, vector)])
            everything = self._searcher.search(query, len(self._passages), vector)
            for name in _ALONE:
                found[name].append(_first(everything, name))
        return found


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


def _first(hits: list[Hit], name: str) -> list[Passage]:
    """Return the first passages in the order of the retriever `name`."""
    ranked = sorted((hit for hit in hits if name in hit.ranks), key=lambda hit: hit.ranks[name])
    return [hit.passage for hit in ranked[:_SHOWN]]


def _whole(library: Library, passages: Sequence[Passage]) -> list[Passage]:
    """Return each card in both languages, and each added document in one piece."""
    documents = [Passage(d.id, d.markdown, d.language, d.owner, d.title, "", d.id) for d in library.documents.all()]
    return [*(passage for passage in passages if not passage.document), *documents]
