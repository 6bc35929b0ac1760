"""The names of what answers rest on: the theme and the text of a passage, and the known gaps of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.replies.texts import say
from corpus.card import Card
from corpus.example import UNNAMED, Gap
from corpus.language import LANGUAGES, Language, Texts
from corpus.theme import Theme, theme_of
from index.text.folding import fold

_DOCUMENT_ID = 16  # letters of the id of an added document, with which those of its passages begin


@dataclass(frozen=True, slots=True)
class AddedText:
    """An added document: its id, its title, and whether the file that it was read from is gone."""

    id: str
    title: str
    is_gone: bool = False


class TextCatalogue:
    """Finds the theme and the text of a passage by its id. A key stands for each; `name` tells what it is called.

    Of an added document theme and text are the document itself. What is no longer known has an empty key.
    """

    def __init__(
        self, cards: Iterable[Card], themes: Sequence[Theme], gaps: Iterable[Gap], documents: Iterable[AddedText] = ()
    ) -> None:
        self._themes = themes
        self.documents = {one.id: one for one in documents}
        self._sources = {card.id: card.source for card in cards}
        self._gaps = {gap.id: gap for gap in gaps}
        self._names: dict[str, Texts] = {theme.id: theme.name for theme in themes}
        self._names |= {source.id: source.title for source in self._sources.values()}
        self._names |= {one.id: dict.fromkeys(LANGUAGES, one.title) for one in self.documents.values()}
        self._refusals = {language: _refusals(self._gaps.values(), language) for language in LANGUAGES}

    def topic_of(self, passage: str) -> str:
        """Return the key of what a passage is about."""
        return self._document(passage) or theme_of([passage], self._themes) or self.text_of(passage)

    def text_of(self, passage: str) -> str:
        """Return the key of the text that a passage is of."""
        source = self._sources.get(passage)
        return self._document(passage) or (source.id if source else "")

    def gaps_in(self, answer: str, language: Language) -> Iterator[str]:
        """Yield the ids of the gaps that an answer names."""
        if answer:
            yield from (gap for gap, refusal in self._refusals[language].items() if refusal in answer)

    def name(self, key: str, language: Language) -> str:
        """Return the name of a theme or text by its key; the key itself if it has none."""
        return self._names[key][language] if key in self._names else key

    def refusals(self, gap: str) -> tuple[str, ...]:
        """Return the sentences by which answers name a gap, in each language; none if there is no such gap."""
        return tuple(refusals[gap] for refusals in self._refusals.values() if gap in refusals)

    def gap(self, identity: str, language: Language) -> str:
        """Return the topic of a gap, as it completes "The texts do not specify …"."""
        return self._gaps[identity].topic[language] if identity in self._gaps else identity

    def settling_words(self, identity: str, language: Language, most: int) -> tuple[str, ...]:
        """Return words that a document which closes a gap would use, as people write them, `most` at most.

        They are taken from all of the list, in which those of each side of the gap stand together: its deadline, its
        cost.
        """
        if identity not in self._gaps:
            return ()
        gap = self._gaps[identity]
        said = " ".join((gap.topic[language], *gap.questions.get(language, ())))
        found = tuple(filter(None, (_as_written(term, said) for term in gap.terms.get(language, ()))))
        return tuple(found[place * len(found) // most] for place in range(most)) if len(found) > most else found

    def called_by(self, identity: str, question: str, language: Language) -> tuple[str, ...]:
        """Return the words of a gap that a question in `language` uses; the others may be about another side of it."""
        gap = self._gaps.get(identity)
        used = (term for term in gap.terms.get(language, ()) if fold(term) in fold(question)) if gap else ()
        return tuple(filter(None, (_as_written(term, question) for term in used)))

    def _document(self, passage: str) -> str:
        identity = passage[:_DOCUMENT_ID]
        return identity if identity in self.documents else ""


def _refusals(gaps: Iterable[Gap], language: Language) -> dict[str, str]:
    """Return the sentence by which an answer names each gap."""
    return {gap.id: say(language, "not_covered.named", topic=gap.topic[language]) for gap in gaps if gap.id != UNNAMED}


def _as_written(term: str, said: str) -> str:
    """Return a term as it stands in what people said; empty if it is the beginning of a word alone.

    >>> _as_written("hact", "Le formulaire HACT"), _as_written("rembours", "Qui rembourse ?"), _as_written("a b", "")
    ('HACT', '', 'a b')
    """
    found = re.search(rf"\b{re.escape(term)}\b", said, re.IGNORECASE)
    return found[0] if found else term * (" " in term)
