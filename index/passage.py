"""Passages, which the index holds, and hits, which a search returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from corpus.language import Language

Authority = Literal["official", "internal", "draft"]
Audience = Literal["all", "staff"]
EVERYONE: frozenset[Audience] = frozenset({"all"})  # what anybody may read
STAFF: frozenset[Audience] = frozenset({"all", "staff"})  # what the staff may read


@dataclass(frozen=True, slots=True)
class Passage:
    """A self-contained piece of text with its source.

    `id` is the card's id for a card (the same in both languages) and
    `<document id>-<position>` for a passage of an added document.
    `section` is the heading path, outermost first, joined by " › "; empty if none.
    `document` is the content hash of the added file, or empty for a card.
    `date` is that of the source: YYYY, YYYY-MM or YYYY-MM-DD, empty if unknown.
    `readers` may see it: everybody, or the staff alone.
    `page` and `last_page` are where it begins and ends in a printed file, from 1; 0 in others.
    `ocr` tells that a program read it from a picture, so that figures in it may be wrong.
    `unsaid` tells what the source of a card does not say; it is neither embedded nor searched.
    """

    id: str
    text: str
    language: Language
    owner: str
    title: str
    section: str
    document: str = ""
    date: str = ""
    authority: Authority = "official"
    readers: Audience = "all"
    page: int = 0
    last_page: int = 0
    ocr: bool = False
    unsaid: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a search, best first (`rank` starts at 1).

    `scores` maps each retriever ("dense", "bm25", "reader", "fused") to its score and
    `ranks` each retriever to the place it gave the passage (absent: not found by it).
    `question` is the entry question that led to a card, empty if its text did. `texts` are what was read of it, that
    which best answers first: a card, or the parts of a document's passage, each led by title and heading.
    """

    rank: int
    passage: Passage
    scores: dict[str, float] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    question: str = ""
    texts: tuple[str, ...] = ()
