"""The origin of cited passages: the page that a card restates, with its address and its words, or the added file."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from corpus.card import Source
from corpus.language import Language
from index.library import Library
from index.passage import Passage
from index.text.file_names import readable

_ENDS = 5  # words at each end of a quote that find it on its page


class Origins:
    """Finds the origin of each passage of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def link(self, passage: Passage) -> str:
        """Return the address of the page behind a card, at the words that bear it; "" where none is known."""
        return "" if passage.document else self.card_link(passage.id)

    def card_link(self, card: str) -> str:
        """Return `link` of the card with this id."""
        source = self._sources.get(card)
        if source is None or not source.address:
            return ""
        words = self._library.corpus.quotes.get(card)
        return at_words(source.address, words[0]) if words else source.address

    def words(self, passage: Passage) -> tuple[str, ...]:
        """Return the words of the page that bear a card, in the language of the page; none for a document."""
        return () if passage.document else self._library.corpus.quotes.get(passage.id, ())

    def language(self, passage: Passage) -> Language:
        """Return the language of what a passage is cited from."""
        source = self._source(passage)
        return source.language if source else passage.language

    def note(self, passage: Passage, language: Language) -> str:
        """Return the remark on the page behind a card, such as that it is old; "" if there is none."""
        source = self._source(passage)
        return source.note[language] if source else ""

    def file(self, passage: Passage) -> str:
        """Return the name of the added file that a passage is from, unless its title holds it; "" for a card."""
        document = self._library.documents.find(passage.document) if passage.document else None
        name = readable(Path(document.path).name) if document else ""
        return "" if name in passage.title else name

    def page(self, address: str) -> Source | None:
        """Return the source at a web address, however its beginning and end are written."""
        wanted = _bare(address)
        return next((one for one in self._library.corpus.sources.values() if _bare(one.address) == wanted), None)

    def _source(self, passage: Passage) -> Source | None:
        return None if passage.document else self._sources.get(passage.id)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {card.id: card.source for card in self._library.corpus.cards}


def at_words(address: str, words: str) -> str:
    """Return the address of a page at some words of it, which a browser then shows and marks.

    They are named as a text fragment (WICG, URL Fragment Text Directives): all of them, or both ends.

    >>> at_words("https://example.org/a", "• Un accord-cadre, deux")
    'https://example.org/a#:~:text=Un%20accord%2Dcadre%2C%20deux'
    >>> at_words("https://example.org/a#b", "un deux trois quatre cinq six sept huit neuf dix onze")
    'https://example.org/a#b:~:text=un%20deux%20trois%20quatre%20cinq,sept%20huit%20neuf%20dix%20onze'
    """
    listed = words.lstrip("• ").split()
    ends = [listed] if len(listed) <= 2 * _ENDS else [listed[:_ENDS], listed[-_ENDS:]]
    named = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{address}{'' if '#' in address else '#'}:~:text={named}"


def _bare(address: str) -> str:
    """Return an address without what may be left out or differ: scheme, "www.", fragment, last slash.

    >>> _bare("https://www.Example.org/a/#b"), _bare("example.org/a")
    ('example.org/a', 'example.org/a')
    """
    plain = address.partition("#")[0].strip().casefold()
    return plain.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
