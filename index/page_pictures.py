"""The page of an added PDF that passages stand on, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.document_store import DocumentStore
from index.ingest.page_picture import page_picture
from index.passage import Passage


def picture_of(store: DocumentStore, passages: Sequence[Passage]) -> bytes | None:
    """Return the page of an added PDF that all of `passages` name, as JPEG, with their words marked.

    None if it can't be drawn, as its file is gone or no longer the one that was added.
    """
    first = passages[0]
    document = store.find(first.document) if first.document and first.page else None
    if document is None or document.readers != first.readers:  # what is told of it has changed meanwhile
        return None
    original = store.original(document)
    if original is None:
        return None
    words = "\n".join(passage.text for passage in passages)
    return page_picture(replace(document, path=str(original)), first.page, words)
