"""A library over one card and a folder of documents, with models made of letters."""

from __future__ import annotations

from pathlib import Path

from corpus.collection import read_corpus
from index.library import ChromaAddress, DocumentDetails, Library, StoreChanges
from tests.support.letter_embeddings import LetterEmbeddings
from tests.support.letter_reader import LetterReader

_SOURCES = """- id: charter
  owner: {owner}
  title: {{fr: La charte, en: The charter}}
  language: fr
"""
_CARD = "---\nsource: charter\nsection: {section}\nquestions: [{question}]\n---\n\n# {heading}\n\n{text}\n"


def quiet(done: int, total: int) -> None:
    """Show no progress."""


def small_corpus(folder: Path, owner: str = "Les Tisserands") -> Path:
    """Write a corpus of one card, and return its folder."""
    cards = {
        "fr": ("Locaux", "Quand ouvre la salle ?", "Ouverture", "La salle ouvre à neuf heures."),
        "en": ("Rooms", "When does the hall open?", "Opening", "The hall opens at nine."),
    }
    for language, (section, question, heading, text) in cards.items():
        (folder / "texts" / language).mkdir(parents=True)
        card = _CARD.format(section=section, question=question, heading=heading, text=text)
        (folder / "texts" / language / "opening.md").write_text(card, encoding="utf-8")
    (folder / "sources.yaml").write_text(_SOURCES.format(owner=owner), encoding="utf-8")
    (folder / "intents.yaml").write_text("- {id: thanks, examples: {fr: [Merci], en: [Thanks]}}\n", encoding="utf-8")
    return folder


def small_library(folder: Path, chroma: ChromaAddress | None = None) -> Library:
    """Return a library that is built on its first addition, below `folder`."""
    place = folder / "corpus"
    corpus = read_corpus(place if place.exists() else small_corpus(place))
    library = Library(corpus, folder / "home", chroma or ChromaAddress(), "letters")
    library.embeddings = LetterEmbeddings()  # type: ignore[assignment]  # has the methods that are used
    library.passage_reader = LetterReader()  # type: ignore[assignment]  # the same
    return library


def add(library: Library, *paths: Path, details: DocumentDetails | None = None) -> StoreChanges:
    """Add files that are known to be good."""
    changes, refusals = library.add_files(paths, details or DocumentDetails(), quiet)
    assert not refusals
    return changes
