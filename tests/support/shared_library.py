"""Libraries on machines that share a Chroma server and a database; each machine is a folder with a home of its own."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from bot.storage.database import Database, open_database
from bot.storage.document_rows import DocumentRows, QuestionTextRow
from bot.storage.index_records import DatabaseIndexRecords
from corpus.collection import read_corpus
from index.library import ChromaAddress, Library
from index.shared_index import SharedStorage
from tests.support.letter_embeddings import LetterEmbeddings
from tests.support.letter_reader import LetterReader
from tests.support.small_library import add, quiet, small_corpus


def library_on(machine: Path, database: Database, url: str, records: DatabaseIndexRecords | None = None) -> Library:
    """Return the library on a machine: one card, models made of letters."""
    place = machine / "corpus"
    corpus = read_corpus(place if place.exists() else small_corpus(place))
    home = machine / "home"
    documents = DocumentRows(database, home / "index" / "originals")
    shared = SharedStorage(records or DatabaseIndexRecords(database), documents, partial(QuestionTextRow, database))
    library = Library(corpus, home, ChromaAddress(url), "letters", shared)
    library.embeddings = LetterEmbeddings()  # type: ignore[assignment]  # has the methods that are used
    library.passage_reader = LetterReader()  # type: ignore[assignment]  # the same
    return library


def titles(library: Library, question: str = "Quand ferme le hangar ?") -> set[str]:
    """Return the titles of what is found."""
    hits = library.searcher().search(library.reader.read(question, "fr"), 6)
    return {hit.passage.title for hit in hits}


def main(machine: str, place: str, url: str, note: str) -> None:
    """Add a document in a process of its own; "hang" as the machine's file `hang` says: before it is published."""
    database = open_database(Path(place) if "://" not in place else place)
    library = library_on(Path(machine), database, url)
    state = library._state
    if (Path(machine) / "hang").exists():

        def hang(*_: object) -> None:
            print("written", flush=True)
            sys.stdin.read()

        state.publish = hang  # type: ignore[assignment,method-assign]  # all is written, and not published
    if note:
        add(library, Path(note))
    else:
        library.build(quiet)


if __name__ == "__main__":
    main(*sys.argv[1:])
