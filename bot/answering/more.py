"""More than an answer tells at once: what a page leaves unsaid, long passages in full, related passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from bot.answering.answer import Answer, Finding
from bot.answering.facts import missing_kinds, tells_of_year
from bot.answering.nearness import ReadsPassages
from bot.answering.understanding import asking_sentence
from corpus.language import Language
from corpus.word_list import word_lists
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms, words

_LISTS = word_lists("unsaid")
_KINDS = ("counting", "which", "who", "why", "where")  # of question words
_JOINED = frozenset(_LISTS["joined"].of())  # question words right before what they ask for; else they open a clause
_KIND_OF = {word: kind for kind in _KINDS for word in _LISTS[kind].of()}
_CLEARLY = 0.11  # difference of cosines (docs/gate.md)
_REACH = 4  # words after a question word among which the thing that it asks for stands


def with_unsaid(finding: Finding, query: Query, reader: ReadsPassages) -> Finding:
    """Return `finding` with the cards whose `unsaid` is just what is asked for.

    So it is if the answer isn't sure, if the question asks for a kind of fact that no passage holds, if it has a word
    for what is unsaid, or one that this bears clearly better than the card does, by the reader. Cards that hold no fact
    of the kind that is asked for, or leave unsaid which of the things that are asked for, are the closest guidance, no
    answer.
    """
    asked = asking_sentence(query.text)
    lacking = bool(finding.passages and missing_kinds(asked, [one.text for one in finding.passages]))
    unsure = lacking or finding.outcome != "answered"
    borne = [one for one in finding.passages[:1] if one.unsaid and not unsure and _bears_better(query, one, reader)]
    wanted = (
        one
        for one in finding.passages
        if one.unsaid and (unsure or leaves_unsaid(query, one) or one in borne) and not tells_of_year(asked, one.text)
    )
    told = replace(finding, unsaid=tuple(dict.fromkeys((*finding.unsaid, *wanted))))
    is_open = lacking or (
        finding.passages and all(_leaves_open(asked, query.language, one) for one in finding.passages)
    )
    is_card = not any(one.document for one in finding.passages)
    return replace(told, outcome="closest") if finding.outcome == "answered" and is_card and is_open else told


def also_telling(finding: Finding, unsaid: Sequence[Passage]) -> Finding:
    """Return `finding` with those of `unsaid` that it quotes: another part of the question asked for them."""
    added = tuple(one for one in unsaid if one in finding.passages and one not in finding.unsaid)
    return replace(finding, unsaid=(*finding.unsaid, *added)) if added else finding


def with_more(finding: Finding) -> Finding:
    """Return `finding` for a request for more: what its cards leave unsaid, long passages in full, the related ones.

    A choice stays one. What was told already is repeated only if there is nothing else.
    """
    if finding.choices:
        return finding
    unsaid = tuple(one for one in finding.passages if one.unsaid and one not in finding.unsaid)
    long = tuple(one for one in finding.passages if one.document)
    further = tuple(one for one in finding.related if one not in finding.passages)
    fresh = (*long, *further)
    return replace(finding, passages=fresh if fresh or unsaid else finding.passages, unsaid=unsaid)


def has_more(answer: Answer) -> bool:
    """Tell whether a cited card leaves something unsaid that `answer` does not tell, or a passage is quoted in part."""
    told = {one.id for finding in answer.findings for one in finding.unsaid}
    is_cut = any(
        one.id in finding.excerpts and finding.excerpts[one.id].text != one.text
        for finding in answer.findings
        for one in finding.sources
    )
    return is_cut or any(one.unsaid and one.id not in told for one in answer.passages)


def _bears_better(query: Query, card: Passage, reader: ReadsPassages) -> bool:
    return reader.borne_better(query.text, card.text, card.unsaid) >= _CLEARLY


def leaves_unsaid(query: Query, card: Passage) -> bool:
    """Tell whether the question has a word for what `card` leaves unsaid and doesn't itself use."""
    if card.language != query.language:
        return False
    language = card.language

    def stems(said: str) -> frozenset[str]:
        return frozenset(terms(said, language))

    used = stems(f"{card.owner} {card.title} {card.section} {card.text}") | _neutral(language)
    return bool(stems(query.text) & stems(card.unsaid) - used) or _leaves_open(query.text, language, card)


def _leaves_open(asked: str, language: Language, card: Passage) -> bool:
    """Tell whether `card` leaves unsaid which of the things that are asked for: "which countries", "how many towns".

    What it tells of a span of years it tells of each of them: "who presided in 2018?".
    """
    if language != card.language or tells_of_year(asked, card.text):
        return False
    return not _asked_things(asked, language).isdisjoint(_asked_things(card.unsaid, language))


def _asked_things(text: str, language: Language) -> frozenset[tuple[str, str]]:
    """Return for each question word its kind, and the stem of what is asked for: of the first word with a meaning.

    In English the thing may stand after a word that tells which: "which African countries".

    >>> sorted(_asked_things("Quels gouvernements, et combien de villes ?", "fr"))
    [('counting', 'vill'), ('which', 'gouvern')]
    >>> sorted(_asked_things("Which African countries do what the page says?", "en"))
    [('which', 'african'), ('which', 'countri')]
    """
    said = words(text)
    found: set[tuple[str, str]] = set()
    for at, word in enumerate(said):
        kind = _KIND_OF.get(word)
        following = [terms(one, language) for one in said[at + 1 : at + 1 + _REACH]]
        if kind is None or not any(following) or (word in _JOINED and not following[0]):
            continue
        first = next(n for n, stems in enumerate(following) if stems)
        things = following[first : first + (2 if language == "en" else 1)]
        found |= {(kind, stems[0]) for stems in takewhile(bool, things)}
    return frozenset(found)


@cache
def _neutral(language: Language) -> frozenset[str]:
    return frozenset(terms(" ".join(_LISTS["neutral"].of(language)), language))
