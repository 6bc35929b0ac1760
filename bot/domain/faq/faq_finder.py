"""Find the published answer to a question, before any passage is searched for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from bot.clock import now
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_form import ask_alike
from corpus.language import LANGUAGES, Language
from index.library import Library, Searcher
from index.passage import Passage
from index.text.folding import words
from index.text.shortening import shorten

if TYPE_CHECKING:
    from index.library import Vector

# Cosine thresholds for two wordings of one question, in one language and across two. In the tuning half of our own
# questions 9 of 10 such neighbours ask for the same card, in either case.
SAME, ACROSS = 0.93, 0.9
MAYBE = 0.95  # of the threshold: an entry that a colleague is offered to choose
_RIVALS = 10  # nearest examples, of which those of gaps do not count


class FaqFinder:
    """Holds the vectors of the published entries; a new or changed entry is embedded at the next question."""

    def __init__(self, repository: FaqRepository, library: Library) -> None:
        self._repository, self._library = repository, library
        self._lock = Lock()
        self._digests: tuple[Searcher | None, dict[str, str]] = (None, {})
        self._vectors: dict[tuple[Language, str], Vector] = {}

    def find(self, text: str, language: Language) -> FaqEntry | None:
        """Return the published entry that answers `text`, if one surely does.

        One with its exact words always does. Else it must be nearer than every example of an intent or a card; a known
        gap is no reason against it: that is what entries are published for. Entries due for review are withdrawn first.
        """
        entries = self.current()
        if not entries:
            return None
        if exact := self.exact(text, entries):
            return exact
        vector = self._embedded(text, language)
        best, entry = self._scored(text, language, entries)[0]
        rivals = [one.nearness for one in self._library.searcher().by_meaning(vector, _RIVALS) if one.kind != "gap"]
        return entry if best >= 1 and best * SAME >= max(rivals, default=0.0) else None

    def exact(self, text: str, entries: Iterable[FaqEntry] | None = None) -> FaqEntry | None:
        """Return the published entry that is asked for in one of its own wordings, in either language."""
        asked = words(text)
        for entry in self.current() if entries is None else entries:
            if asked and any(words(one) == asked for language in LANGUAGES for one in entry.wordings(language)):
                return entry
        return None

    def near(self, text: str, language: Language, count: int) -> list[FaqEntry]:
        """Return the published entries that may answer `text`, the nearest first, `count` at most."""
        entries = self.current() if words(text) else []
        if not entries:
            return []
        scored = self._scored(text, language, entries)
        return [entry for nearness, entry in scored[:count] if nearness >= MAYBE]

    def _embedded(self, text: str, language: Language) -> Vector:
        reader = self._library.reader
        return self._library.searcher().embed(reader.read(shorten(reader.as_usually_typed(text)).text, language))

    def _scored(self, text: str, language: Language, entries: Iterable[FaqEntry]) -> list[tuple[float, FaqEntry]]:
        """Return the entries with their nearness, the nearest first."""
        vector = self._embedded(text, language)
        scored = [(self._nearness(text, vector, entry, language), entry) for entry in entries]
        return sorted(scored, key=lambda pair: -pair[0])

    def current(self) -> list[FaqEntry]:
        """Return the published entries that are not due for review, the most asked first."""
        self._repository.expire(self._current_digests(), _today())
        return self._repository.entries("published")

    def _current_digests(self) -> dict[str, str]:
        """Return the digests of the cards as they are indexed now, by whichever process built the index."""
        searcher = self._library.searcher()
        with self._lock:
            if self._digests[0] is not searcher:
                self._digests = (searcher, digests_of(searcher.passages()))
            return self._digests[1]

    def _nearness(self, text: str, vector: Vector, entry: FaqEntry, asked_in: Language) -> float:
        """Return the best cosine as a multiple of the threshold; 0 where none of its wordings asks in the same way."""
        found = [
            float(vector @ self._vector(language, wording)) / (SAME if language == asked_in else ACROSS)
            for language in LANGUAGES
            for wording in entry.wordings(language)
            if wording and ask_alike(text, wording)
        ]
        return max(found, default=0.0)

    def _vector(self, language: Language, wording: str) -> Vector:
        with self._lock:
            if (language, wording) not in self._vectors:
                query = self._library.reader.read(wording, language)
                self._vectors[language, wording] = self._library.searcher().embed(query)
            return self._vectors[language, wording]


def card_digests(library: Library) -> dict[str, str]:
    """Return a digest of each indexed card's texts in both languages, by card id."""
    return digests_of(library.card_passages())


def digests_of(passages: Iterable[Passage]) -> dict[str, str]:
    """Return a digest of each card's texts in both languages, by card id; passages of documents are left out.

    >>> digests_of([Passage("grounds", "Four grounds.", "en", "", "", ""), Passage("d-1", "…", "en", "", "", "", "d")])
    {'grounds': 'e608fca2b8d2acb7'}
    """
    states: dict[str, hashlib._Hash] = {}
    cards = [passage for passage in passages if not passage.document]
    for card in sorted(cards, key=lambda card: (card.id, card.language)):
        states.setdefault(card.id, hashlib.sha256()).update(card.text.encode())
    return {card: state.hexdigest()[:16] for card, state in states.items()}


def _today() -> date:
    return now().date()
