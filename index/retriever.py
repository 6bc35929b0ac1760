"""Hybrid search as a LangChain retriever, for chains and for evaluation."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.library import Library
from index.text.language_detection import detect


class HybridRetriever(BaseRetriever):
    """Returns the `count` best passages as LangChain documents, their source in the metadata, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    library: Library
    count: int = 6

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        prepared = self.library.reader.read(query, detect(query))
        return [
            Document(
                page_content=hit.passage.text,
                id=hit.passage.id,
                metadata={
                    "owner": hit.passage.owner,
                    "title": hit.passage.title,
                    "section": hit.passage.section,
                    "language": hit.passage.language,
                    "scores": hit.scores,
                },
            )
            for hit in self.library.searcher().search(prepared, self.count)
        ]
