"""Find the published answer to a question, before any passage is searched for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING

from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from corpus.language import LANGUAGES, Language
from index.library import Library, Searcher
from index.passage import Passage

if TYPE_CHECKING:
    from index.library import Vector

# Cosines from which a question is the one that was answered. On the tuning half of our own questions 9 of 10 such
# neighbours in the same language, and as many across languages, ask for the same card.
SAME, ACROSS = 0.93, 0.9


class FaqFinder:
    """Holds the vectors of what is published; a new or changed entry is read at the next question."""

    def __init__(self, shelf: FaqRepository, library: Library) -> None:
        self._shelf, self._library = shelf, library
        self._lock = Lock()
        self._digests: tuple[Searcher | None, dict[str, str]] = (None, {})
        self._vectors: dict[tuple[Language, str], Vector] = {}

    def find(self, text: str, language: Language) -> FaqEntry | None:
        """Return the published entry that answers `text`, if one surely does.

        It must be nearer than every example that leads elsewhere. An entry whose day has come or whose cards have
        changed is taken back first, and says nothing until someone has reviewed it.
        """
        entries = self.current()
        if not entries:
            return None
        searcher = self._library.searcher()
        vector = searcher.embed(self._library.reader.read(text, language))
        scored = [(self._nearness(vector, entry, language), entry) for entry in entries]
        best, entry = max(scored, key=lambda pair: pair[0])
        rival = searcher.by_meaning(vector, 1)
        return entry if best >= 1 and best * SAME >= (rival[0].nearness if rival else 0.0) else None

    def current(self) -> list[FaqEntry]:
        """Return what is published and holds today, the most asked first."""
        self._shelf.expire(self._present_digests(), _today())
        return self._shelf.entries("published")

    def _present_digests(self) -> dict[str, str]:
        """Return the digests of the cards as they are indexed now, by whichever process built the index."""
        searcher = self._library.searcher()
        with self._lock:
            if self._digests[0] is not searcher:
                self._digests = (searcher, digests_of(searcher.passages()))
            return self._digests[1]

    def _nearness(self, vector: Vector, entry: FaqEntry, asked_in: Language) -> float:
        """Return the best cosine as a multiple of what is needed."""
        found = [
            float(vector @ self._vector(language, wording)) / (SAME if language == asked_in else ACROSS)
            for language in LANGUAGES
            for wording in entry.wordings(language)
            if wording
        ]
        return max(found, default=0.0)

    def _vector(self, language: Language, wording: str) -> Vector:
        with self._lock:
            if (language, wording) not in self._vectors:
                query = self._library.reader.read(wording, language)
                self._vectors[language, wording] = self._library.searcher().embed(query)
            return self._vectors[language, wording]


def card_digests(library: Library) -> dict[str, str]:
    """Return for each card that is indexed a digest of its texts in both languages."""
    return digests_of(library.card_passages())


def digests_of(passages: Iterable[Passage]) -> dict[str, str]:
    """Return for each card among `passages` a digest of its texts in both languages.

    >>> digests_of([Passage("grounds", "Four grounds.", "en", "", "", ""), Passage("d-1", "…", "en", "", "", "", "d")])
    {'grounds': 'e608fca2b8d2acb7'}
    """
    states: dict[str, hashlib._Hash] = {}
    cards = [passage for passage in passages if not passage.document]
    for card in sorted(cards, key=lambda card: (card.id, card.language)):
        states.setdefault(card.id, hashlib.sha256()).update(card.text.encode())
    return {card: state.hexdigest()[:16] for card, state in states.items()}


def _today() -> date:
    return datetime.now(UTC).date()
