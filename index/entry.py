"""Entries of the index: the texts that have a vector, which are passages, their parts, questions and examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.card import Card
from corpus.language import Language
from index.ingest.passage_splitting import parts
from index.models.embedding import VectorRole
from index.passage import Passage

EntryKind = Literal["passage", "part", "question", "gap", "intent"]
EXAMPLE_KINDS: tuple[EntryKind, ...] = ("question", "gap", "intent")
SEARCHED_KINDS: tuple[EntryKind, ...] = ("passage", "part", "question")  # what leads to a passage
_LEXICAL_KINDS: tuple[EntryKind, ...] = ("passage", "question")  # whose words make up a passage's text for BM25


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A text that the index holds a vector for.

    A "passage" entry carries its passage, a "part" leads to the passage that it is of, a "question" to the card named
    `target`, a "gap" and an "intent" example to the gap or intent of that name. `key` is unique in a collection.
    """

    key: str
    kind: EntryKind
    target: str
    language: Language
    text: str
    passage: Passage | None = None


def is_text(kind: EntryKind) -> bool:
    """Tell whether entries of `kind` are texts to be found; all others are messages, and embedded as such.

    >>> is_text("part"), is_text("gap")
    (True, False)
    """
    return kind in ("passage", "part")


def role_of(kind: EntryKind) -> VectorRole:
    """Return the role in which entries of `kind` are embedded.

    >>> role_of("part"), role_of("gap")
    ('document', 'query')
    """
    return "document" if is_text(kind) else "query"


def read_texts(entries: Iterable[IndexEntry]) -> dict[str, str]:
    """Return the texts that the passage reader reads, by the key of their entry: cards, and parts of documents.

    A part is led by the title of its document: who names the document asks for something in it.
    """
    held, texts = list(entries), dict[str, str]()
    titles = {entry.target: entry.passage.title for entry in held if entry.passage}
    for entry in held:
        if entry.kind == "part":
            texts[entry.key] = f"{titles[entry.target]}\n{entry.text}"
        elif entry.passage and not entry.passage.document:
            texts[entry.key] = entry.text
    return texts


def passage_entry(passage: Passage) -> IndexEntry:
    """Return the entry of `passage`: its last heading, which often names the subject, and its text."""
    heading = passage.section.rpartition(" › ")[2]
    text = f"{heading}\n{passage.text}" if heading else passage.text
    return IndexEntry(f"{passage.id}:{passage.language}", "passage", passage.id, passage.language, text, passage)


def document_passage_entries(passage: Passage) -> list[IndexEntry]:
    """Return the entries of a passage of an added document: the whole and each of its parts."""
    part_entries = [
        IndexEntry(f"part:{passage.id}:{n}", "part", passage.id, passage.language, text)
        for n, text in enumerate(parts(passage))
    ]
    return [passage_entry(passage), *part_entries]


def card_entries(card: Card) -> list[IndexEntry]:
    """Return the entries of `card`: its text and each of its questions."""
    passage = Passage(
        id=card.id,
        text=card.text,
        language=card.language,
        owner=card.source.owner,
        title=card.source.title[card.language],
        section=f"{card.section} › {card.heading}",
        date=card.source.date or "",
        unsaid=card.unsaid,
    )
    return [passage_entry(passage), *example_entries("question", card.id, card.language, card.questions)]


def example_entries(kind: EntryKind, target: str, language: Language, texts: tuple[str, ...]) -> list[IndexEntry]:
    """Return one entry for each example text that leads to `target`."""
    return [IndexEntry(f"{kind}:{target}:{language}:{n}", kind, target, language, text) for n, text in enumerate(texts)]


def lexical_texts(entries: Iterable[IndexEntry]) -> dict[str, str]:
    """Return for each passage among `entries`, by its id, the text that BM25 searches: its own and its questions."""
    texts: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind in _LEXICAL_KINDS:
            texts.setdefault(entry.target, []).append(entry.text)
    return {target: "\n".join(parts) for target, parts in texts.items()}
