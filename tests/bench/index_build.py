"""Adding documents to the index: passages a second of the processor.

The floor is the bare embedding of the same texts in batches; beside it stands LangChain's Chroma with the same model.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from bot.container import Container
from bot.settings import Settings
from index.library import DocumentDetails
from tests.bench.figures import Figure, to_lines
from tests.bench.made_texts import documents
from tests.bench.processes import run, timed
from tests.bench.warm_questions import used_by_this

_BATCH = 16


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures of adding about `size` passages, and of the first index of a new home."""
    with tempfile.TemporaryDirectory() as folder:
        first = run(Path(folder) / "new", "bot", "index", "build")
        own = Path(folder) / "home"
        shutil.copytree(home / "models", own / "models")
        shutil.copytree(home / "index", own / "index")
        paths = documents(Path(folder) / "texts", size)
        with Container(Settings(home=own)) as container:
            library = container.library
            library.embeddings.embed_query("Bonjour")
            before = len(library.searcher().passages())
            started = time.process_time()
            library.add_files(paths, DocumentDetails(), lambda done, total: None)
            added = timed(started) / 1000
            texts = [passage.text for passage in library.searcher().passages() if passage.document]
            count = len(library.searcher().passages()) - before
            started = time.process_time()
            for start in range(0, len(texts), _BATCH):
                library.embeddings.embed_documents(texts[start : start + _BATCH])
            embedded = timed(started) / 1000
            from langchain_chroma import Chroma

            store = Chroma("plain", embedding_function=library.embeddings, persist_directory=f"{folder}/plain")
            started = time.process_time()
            store.add_texts(texts)
            plain = timed(started) / 1000
    return [
        Figure("the first index of a new home", first.cpu, "s"),
        Figure("its memory", first.memory, "MB"),
        Figure("a passage, added", added / count * 1000, "ms", "bare embedding", embedded / count * 1000),
        Figure("a passage, added", added / count * 1000, "ms", "LangChain and Chroma", plain / count * 1000),
        Figure("passages a second of one core", count / added, "/s"),
        Figure("memory", used_by_this(), "MB"),
    ]


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
