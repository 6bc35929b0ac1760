"""A Chroma server that goes away while its index is searched, and one that was never there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.collection import read_corpus
from index.errors import UnreachableStore
from index.library import Library
from tests.support.letter_embeddings import LetterEmbeddings
from tests.support.letter_reader import LetterReader
from tests.support.small_library import quiet, small_corpus

QUESTION = "Quand ouvre la salle ?"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        return int(endpoint.getsockname()[1])


@contextmanager
def chroma(folder: Path, port: int) -> Iterator[None]:
    """Run a Chroma server while the block runs."""
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1"]
    environ = os.environ | {"ANONYMIZED_TELEMETRY": "False"}
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, env=environ) as server:
        try:
            _wait_for(port)
            yield
        finally:
            server.kill()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as endpoint:
            if endpoint.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the Chroma server does not listen")


def library_at(folder: Path, port: int) -> Library:
    """Return a library of one card whose vectors a server keeps."""
    place = folder / "corpus"
    corpus = read_corpus(place if place.exists() else small_corpus(place))
    library = Library(corpus, folder / "home", chroma_url=f"http://127.0.0.1:{port}", model="letters")
    library.embeddings = LetterEmbeddings()  # type: ignore[assignment]  # has the methods that are used
    library.passage_reader = LetterReader()  # type: ignore[assignment]  # the same
    return library


def found(library: Library, question: str) -> list[tuple[str, float]]:
    """Return what is found, with its nearness."""
    hits = library.searcher().search(library.reader.read(question, "fr"), 4)
    return [(hit.passage.id, round(hit.scores["dense"], 4)) for hit in hits]


def test_a_server_that_goes_away_is_done_without(tmp_path: Path) -> None:
    """What it held is in the segments too, and the same is found."""
    port = free_port()
    with chroma(tmp_path / "server", port):
        library = library_at(tmp_path, port)
        library.build(quiet)
        before = found(library, QUESTION)
        other = found(library_at(tmp_path, port), "La salle ouvre-t-elle à neuf heures ?")
    assert found(library, QUESTION) == before
    assert found(library, "La salle ouvre-t-elle à neuf heures ?") == other


def test_a_server_that_was_never_there_is_told(tmp_path: Path) -> None:
    """More likely its address is misspelt."""
    port = free_port()
    with chroma(tmp_path / "server", port):
        library_at(tmp_path, port).build(quiet)
    with pytest.raises(UnreachableStore):
        library_at(tmp_path, port).searcher()
