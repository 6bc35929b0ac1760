"""More than an answer tells at once: what a page leaves unsaid, long passages in full, related passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from bot.answering.answer import Answer, Finding
from bot.answering.facts import missing_kinds
from corpus.language import Language
from corpus.word_list import word_lists
from index.passage import Passage
from index.search.query import Query
from index.text.folding import terms, words

_LISTS = word_lists("unsaid")
_ASKING = frozenset(_LISTS["asking"].of())


def with_unsaid(finding: Finding, query: Query) -> Finding:
    """Return `finding` with the cards whose `unsaid` is just what is asked for.

    So it is if the answer isn't sure, if the question asks for a kind of fact that no passage holds, or if it has a
    word for what is unsaid.
    """
    lacking = finding.outcome != "answered" or missing_kinds(query.text, [one.text for one in finding.passages])
    wanted = (one for one in finding.passages if one.unsaid and (lacking or leaves_unsaid(query, one)))
    return replace(finding, unsaid=tuple(dict.fromkeys((*finding.unsaid, *wanted))))


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


def leaves_unsaid(query: Query, card: Passage) -> bool:
    """Tell whether the question has a word for what `card` leaves unsaid and doesn't itself use."""
    if card.language != query.language:
        return False
    language = card.language

    def stems(said: str) -> frozenset[str]:
        return frozenset(terms(said, language))

    used = stems(f"{card.owner} {card.title} {card.section} {card.text}") | _neutral(language)
    shared = stems(query.text) & stems(card.unsaid) - used
    return bool(shared or _asked_things(query.text, language) & _asked_things(card.unsaid, language))


def _asked_things(text: str, language: Language) -> frozenset[str]:
    """Return the stem of the word after each question word, or both words if that word means nothing alone.

    >>> sorted(_asked_things("Quels gouvernements, et combien de villes ?", "fr"))
    ['combien de', 'gouvern']
    """
    asked = [(word, after) for word, after in pairwise(words(text)) if word in _ASKING]
    return frozenset(" ".join(terms(after, language)) or f"{word} {after}" for word, after in asked)


@cache
def _neutral(language: Language) -> frozenset[str]:
    return frozenset(terms(" ".join(_LISTS["neutral"].of(language)), language))
