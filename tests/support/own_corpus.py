"""A small corpus of one's own with a built index, for tests that add, remove and edit texts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.answering.advisor import Advisor
from bot.container import Container
from corpus.collection import read_corpus, write_starter
from index.library import Library
from tests.support.desk import desk_container

GUIDE = """# Guide des salles

## Réserver

La grande salle se réserve par écrit, dix jours à l’avance, auprès du secrétariat.

## Payer

La location coûte 40 euros par demi-journée ; elle est gratuite pour les associations membres.
"""


def build_own(folder: Path) -> None:
    """Write the starter corpus and its index into `folder`: `cards` and `home`."""
    write_starter(folder / "cards")
    Library(read_corpus(folder / "cards"), folder / "home").build(lambda done, total: None)


@contextmanager
def own_corpus_desk(built: Path, folder: Path, **chosen: Any) -> Iterator[Container]:
    """Yield the services of a desk over a copy of what `build_own` made, with the real search."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    library = Library(read_corpus(folder / "cards"), folder / "home")
    parts = {"library": library, "text_advisor": Advisor(library)}
    with desk_container(folder / "home", parts=parts, corpus=str(folder / "cards"), **chosen) as container:
        yield container
