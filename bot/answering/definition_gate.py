"""Decide who tells what a term means: the card that says it, a document that answers, or else the glossary."""

from __future__ import annotations

from bot.answering.answer import Finding
from bot.answering.definitions import Definition, all_names, defined_term, definition, terms_called, terms_named
from bot.answering.suggestions import MOST, heading
from bot.answering.understanding import Understood
from corpus.collection import Corpus
from corpus.glossary import Term
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import bears, words

_MISTAKEN = ("greeting", "thanks", "goodbye", "talk", "secrets", "personal_data", "language_switch")  # for a short word
_ANSWERED = ("answered", "closest")
_LONGEST_NAME = 4  # words of a name that the texts use and don't explain
_SEARCHED = 24  # passages that are looked through for such a name


class DefinitionGate:
    """Decides on messages that ask for the meaning of a term, or are nothing but a term."""

    def __init__(self, corpus: Corpus) -> None:
        self._glossary, self._sources, self._is_of_texts = corpus.glossary, corpus.sources, corpus.has_glossary

    def defined(self, finding: Finding, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding that tells what a term means, given what the gate found; None if that is to stand.

        The card that says what a term is answers, or else the glossary, with what was found beside it. What an added
        document says of it stands. Other names for a term may mean something else: by those it is told only where no
        passage answers, or one that has none of its names. Of a word that nobody explains the passage is shown that has
        it in its heading, and those are offered that have a part of it there.
        """
        name = next(filter(None, (defined_term(one, understood.written) for one in understood.spellings)), "")
        is_answered = finding.outcome in _ANSWERED
        asked = name or (_alone(understood) if understood.alone or not is_answered else "")
        is_told = is_answered and (_is_of_document(finding) or not (name or self._is_unborne(asked, finding)))
        if not asked or is_told:
            return None
        found = (
            terms_named(self._glossary, asked) if not (name and is_answered) else terms_called(self._glossary, asked)
        )
        if not (name or is_answered):  # a word alone may mean something else, but a card of its own tells
            called = terms_called(self._glossary, asked)
            found = [term for term in found if term.card or term in called]
        if found := self._of_these_texts(found, understood, searcher):
            return self._told(found, finding, understood, searcher)
        if name and finding.intent in _MISTAKEN:
            return Finding(finding.question, "not_covered")
        if not name or is_answered:
            return None
        using = _using(name, understood, searcher)
        headed = [one for one in using if bears(heading(one), name, one.language)]
        if headed:
            return Finding(finding.question, "answered", (headed[0],), tuple(headed[1:MOST]))
        partly = [one for one in using if any(bears(heading(one), word, one.language) for word in words(name))]
        if partly:
            return Finding(finding.question, "clarify", choices=tuple(partly[:MOST]), related=tuple(partly[:MOST]))
        return Finding(finding.question, "not_covered", related=_near(finding), unexplained=name) if using else None

    def _of_these_texts(self, found: list[Term], understood: Understood, searcher: Searcher) -> list[Term]:
        """Return the terms that the texts use: of the shipped glossary others tell nothing to those with own texts."""
        if self._is_of_texts:
            return found
        return [term for term in found if any(_using(name, understood, searcher) for name in all_names(term))]

    def _is_unborne(self, asked: str, finding: Finding) -> bool:
        """Tell whether a message is a term of the glossary that the passages found speak of by none of its names."""
        names = [name for term in terms_named(self._glossary, asked) for name in all_names(term)]
        if not names or not finding.passages:
            return False
        texts = [(f"{one.section} {one.text}", one.language) for one in finding.passages]
        return not any(bears(text, name, language) for text, language in texts for name in [asked, *names])

    def _told(self, found: list[Term], finding: Finding, understood: Understood, searcher: Searcher) -> Finding | None:
        """Return the finding by the card of the term that was asked for, or by the glossary."""
        card = searcher.passage(found[0].card, understood.language) if len(found) == 1 and found[0].card else None
        if card is None:
            meanings = tuple(self._meaning(term) for term in found)
            return Finding(finding.question, "answered", related=_near(finding), definitions=meanings)
        if finding.passages and finding.passages[0].id == card.id:
            return None
        further = tuple(one for one in _near(finding) if one.id != card.id)
        return Finding(finding.question, "answered", (card,), further)

    def _meaning(self, term: Term) -> Definition:
        return definition(term, self._sources)


def _near(finding: Finding) -> tuple[Passage, ...]:
    """Return the passages that were found, the best first, to be offered."""
    found = {one.id: one for one in (*finding.passages, *finding.choices, *finding.related)}
    return tuple(found.values())[:MOST]


def _is_of_document(finding: Finding) -> bool:
    return bool(finding.passages) and bool(finding.passages[0].document)


def _alone(understood: Understood) -> str:
    """Return the message if it may be the name of a term and nothing else."""
    said = understood.parts[0][1].text if len(understood.parts) == 1 else ""
    return said.strip(" ?!.") if 0 < len(words(said)) <= _LONGEST_NAME else ""


def _using(name: str, understood: Understood, searcher: Searcher) -> list[Passage]:
    """Return the passages that the search finds and that have every word of `name`."""
    if len(words(name)) > _LONGEST_NAME:
        return []
    found = (hit.passage for hit in searcher.search(Query(name, name, understood.written), _SEARCHED))
    return [one for one in found if bears(f"{one.section} {one.text}", name, one.language)]
