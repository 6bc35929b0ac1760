"""What the texts of an installation are about, where they aren't the shipped ones; and what partners live with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.answering.excerpt import sections_of
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations
from index.library import EVERYONE, Audience, Library
from index.passage import Passage
from index.text.folding import fold

_EXAMPLES = 3
_OURS = re.compile(rf"\b{alternations('scope')['ours']}\b")


@dataclass(frozen=True, slots=True)
class Scope:
    """The texts of an installation.

    `questions` are those of cards, by language; `headings` are titles of documents, each with a heading in it or "".
    `titles` are those of all texts, by language, each with its owner.
    """

    questions: dict[Language, tuple[str, ...]] = field(default_factory=dict)
    headings: tuple[tuple[str, str], ...] = ()
    titles: dict[Language, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def scope_of(library: Library, readers: frozenset[Audience] = EVERYONE) -> Scope | None:
    """Return the scope of what `readers` may see; None for the shipped cards, whose scope is written in the replies."""
    corpus = library.corpus
    if corpus.is_bundled:
        return None
    documents = [passage for passage in library.searcher(readers).passages() if passage.document]
    added = dict.fromkeys((passage.title, passage.owner) for passage in documents)
    sources = {
        language: dict.fromkeys((source.title[language], source.owner) for source in corpus.sources.values())
        for language in LANGUAGES
    }
    return Scope(
        {language: _questions(corpus.cards, language) for language in LANGUAGES},
        _headings(documents),
        {language: tuple(sources[language] | added) for language in LANGUAGES},
    )


def _questions(cards: Iterable[Card], language: Language) -> tuple[str, ...]:
    """Return the first question of the first cards."""
    asked = [card.questions[0] for card in cards if card.language == language and card.questions]
    return tuple(asked[:_EXAMPLES])


def _headings(passages: Iterable[Passage]) -> tuple[tuple[str, str], ...]:
    """Return titles with a heading, of as many documents as there are, at most three.

    >>> _headings([Passage("1", "", "fr", "", "Guide", "Fin › Bilan"), Passage("2", "", "fr", "", "Guide", "Aide")])
    (('Guide', 'Bilan'), ('Guide', 'Aide'))
    """
    pairs = dict.fromkeys(
        (passage.title, heading or passage.section.rpartition(" › ")[2])
        for passage in passages
        for heading, _ in sections_of(passage.text)
    )
    first = {title: (title, heading) for title, heading in reversed(pairs)}
    ordered = dict.fromkeys([*reversed(first.values()), *(pair for pair in pairs if pair[1])])
    return tuple(ordered)[:_EXAMPLES]


def speaks_of_ours(text: str) -> bool:
    """Tell whether a text has a word of what partners and their towns live with: money, agreements, offices, titles.

    >>> [speaks_of_ours(text) for text in ("the bank refuses our transfer", "le maire", "Quel temps fait-il ?")]
    [True, True, False]
    """
    return bool(_OURS.search(fold(text)))
