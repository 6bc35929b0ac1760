"""A question to a process that has answered before.

The floors are the bare embedding of the same question and a bare query of Chroma. Beside them stands what the tutorials
build: LangChain's Chroma with the same texts and the same model.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.answering.inquiry import Inquiry
from bot.container import Container
from bot.evaluation.retrieval import pieces
from bot.settings import Settings
from index.library import Library
from tests.bench.figures import Figure, percentile, to_lines
from tests.bench.processes import timed, used_by
from tests.bench.questions import questions

_FIRST = 5  # questions that load what is loaded when first used
_HITS = 6


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures of `size` questions that all differ."""
    asked = questions(_FIRST + 2 * size)
    with Container(Settings(home=home)) as container:
        advisor, library = container.advisor, container.library
        whole = _each(lambda question: advisor.advise(Inquiry(question)), asked[: _FIRST + size])
        memory = used_by_this()
        embedding = _each(lambda question: library.embeddings.embed_queries([question]), asked[: _FIRST + size])
        plain = _plain(library, asked[-size - _FIRST :])
        chroma = _each(_chroma_query(library), asked[: _FIRST + size])
    floor = "embedding call, same share"
    figures = [
        Figure(f"a question, {name}", percentile(whole, share), "ms", floor, percentile(embedding, share))
        for name, share in (("median", 0.5), ("95th percentile", 0.95), ("99th percentile", 0.99))
    ]
    median = percentile(whole, 0.5)
    return [
        *figures,
        Figure("a question, median", median, "ms", "Chroma query", percentile(chroma, 0.5)),
        Figure("a question, median", median, "ms", "plain LangChain and Chroma", percentile(plain, 0.5)),
        Figure("memory after all of them", memory, "MB"),
    ]


def used_by_this() -> float:
    """Return the memory of this process in MB."""
    import os

    return used_by(os.getpid()).memory


def _each(act: Callable[[str], Any], asked: list[str]) -> list[float]:
    """Return the milliseconds of processor time of each act but the first ones."""
    found = []
    for question in asked:
        started = time.process_time()
        act(question)
        found.append(timed(started))
    return found[_FIRST:]


def _plain(library: Library, asked: list[str]) -> list[float]:
    """Return the milliseconds that LangChain's Chroma takes with the same texts and model."""
    from langchain_chroma import Chroma

    with tempfile.TemporaryDirectory() as folder:
        store = Chroma("plain", embedding_function=library.embeddings, persist_directory=folder)
        store.add_texts([piece.text for text in library.searcher().passages() for piece in pieces(text)])
        return _each(lambda question: store.similarity_search(question, k=_HITS), asked)


def _chroma_query(library: Library) -> Callable[[str], Any]:
    """Return a function that asks Chroma alone, with one vector that is known."""
    generation = library.generation
    collection = library._store.open(generation.collection) if generation else None
    vector = library.embeddings.embed_query("Qui paie ?")
    assert collection
    return lambda _: collection.nearest(vector, "passage-fr", _HITS, lambda key: True)


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
