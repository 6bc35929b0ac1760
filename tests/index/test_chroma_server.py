"""A Chroma server that goes away while its index is searched, and one that comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.collection import read_corpus
from index import chroma_store
from index.errors import UnreachableStore
from index.library import ChromaAddress, Library
from index.search import stored_vectors
from index.search.stored_vectors import StoredVectors
from tests.support.chroma_server import ChromaServer
from tests.support.letter_embeddings import LetterEmbeddings
from tests.support.letter_reader import LetterReader
from tests.support.small_library import quiet, small_corpus

QUESTION = "Quand ouvre la salle ?"


def library_at(folder: Path, port: int) -> Library:
    """Return a library of one card whose vectors a server keeps."""
    place = folder / "corpus"
    corpus = read_corpus(place if place.exists() else small_corpus(place))
    library = Library(corpus, folder / "home", ChromaAddress(f"http://127.0.0.1:{port}"), "letters")
    library.embeddings = LetterEmbeddings()  # type: ignore[assignment]  # has the methods that are used
    library.passage_reader = LetterReader()  # type: ignore[assignment]  # the same
    return library


def found(library: Library, question: str) -> list[tuple[str, float]]:
    """Return the entries found, with their nearness."""
    hits = library.searcher().search(library.reader.read(question, "fr"), 4)
    return [(hit.passage.id, round(hit.scores["dense"], 4)) for hit in hits]


def test_a_server_that_goes_away_is_done_without(tmp_path: Path) -> None:
    """What it held is in the segments too, and the same is found."""
    with ChromaServer(tmp_path / "server") as server:
        library = library_at(tmp_path, server.port)
        library.build(quiet)
        before = found(library, QUESTION)
        other = found(library_at(tmp_path, server.port), "La salle ouvre-t-elle à neuf heures ?")
    assert found(library, QUESTION) == before
    assert found(library, "La salle ouvre-t-elle à neuf heures ?") == other


def test_a_server_that_is_not_there_at_the_start_is_done_without(tmp_path: Path) -> None:
    """A new process answers too, from the segments."""
    with ChromaServer(tmp_path / "server") as server:
        library = library_at(tmp_path, server.port)
        library.build(quiet)
        before = found(library, QUESTION)
    assert found(library_at(tmp_path, server.port), QUESTION) == before


def test_a_server_that_comes_back_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a restart of the bot."""
    monkeypatch.setattr(stored_vectors, "RETRY_SECONDS", 0.0)
    other = "La salle ouvre-t-elle à neuf heures ?"  # the answer to the same question would be remembered

    def fail(*_: object) -> None:
        raise AssertionError("the segments were asked")

    with ChromaServer(tmp_path / "server") as server:
        library = library_at(tmp_path, server.port)
        library.build(quiet)
        server.stop()
        assert found(library, QUESTION)
        server.start()
        monkeypatch.setattr(StoredVectors, "_nearest_in_memory", fail)
        assert found(library, other)


def test_a_server_that_hangs_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it for ever, whether it was asked before or is to be asked for the first time."""
    monkeypatch.setattr(chroma_store, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(chroma_store, "CONNECT_SECONDS", 1.0)
    with ChromaServer(tmp_path / "server") as server:
        library = library_at(tmp_path, server.port)
        library.build(quiet)
        expected = found(library, QUESTION)
        server.hang()
        assert found(library, "La salle ouvre-t-elle à neuf heures ?")
        assert found(library_at(tmp_path, server.port), QUESTION) == expected


def test_the_state_of_a_server_is_told(tmp_path: Path) -> None:
    """Its version, and whether it has as many entries as the index says."""
    with ChromaServer(tmp_path / "server") as server:
        library = library_at(tmp_path, server.port)
        library.build(quiet)
        told = library.store_state()
        assert told is not None
        state, expected = told
        assert state.version and state.entries == expected > 0
    with pytest.raises(UnreachableStore):
        library_at(tmp_path, server.port).store_state()
