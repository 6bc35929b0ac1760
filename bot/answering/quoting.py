"""Quote of each document's passage what bears on a question; a card is short and quoted whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from bot.answering.disagreement import in_order
from bot.answering.excerpt import Excerpt, excerpt
from bot.answering.facts import LOOSE_IN_DOCUMENTS, asked_kinds, holds
from bot.answering.mentioned import names_in, years_in
from bot.answering.nearness import ReadsPassages, nearness_to
from bot.answering.suggestions import MOST
from index.library import Searcher
from index.passage import Passage
from index.search.query import Query
from index.text.folding import spaced

_NAME_LETTERS = 4  # of a word that is part of a name


def excerpts_of(
    passages: Iterable[Passage], query: Query, searcher: Searcher, reader: ReadsPassages
) -> dict[str, Excerpt]:
    """Return the excerpt that bears on `query` of each passage of a document, by its id."""
    return {
        passage.id: excerpt(passage, nearness_to(query, searcher, reader, passage.language))
        for passage in passages
        if passage.document
    }


def quoted(finding: Finding, query: Query, searcher: Searcher, reader: ReadsPassages) -> Finding:
    """Return `finding` with the excerpts of what it quotes and offers.

    If what it quotes lacks the kind of fact that is asked for, or speaks of another year or of somebody else, the
    passages are only offered. Of texts that state it differently the one that counts most stands first.
    """
    shown = (*finding.passages, *finding.choices[:MOST], *finding.related[:MOST])
    excerpts = excerpts_of(shown, query, searcher, reader)
    excerpts |= _like_the_first(finding.passages, excerpts, searcher) | finding.excerpts
    finding = replace(finding, excerpts=excerpts)
    lacks_the_fact = _lacks_the_fact([excerpts[one.id].text for one in finding.passages if one.id in excerpts], query)
    if lacks_the_fact or _is_of_another(finding, query, searcher):
        choices = (*finding.passages, *finding.related)[:MOST]
        return replace(finding, outcome="clarify", passages=(), choices=choices, related=choices)
    passages, differing = in_order(query, finding.passages, excerpts, searcher, reader)
    return replace(finding, passages=passages, differing=differing)


def quoted_together(
    findings: Sequence[Finding], query: Query, searcher: Searcher, reader: ReadsPassages
) -> list[Finding]:
    """Return the findings of several texts on one subject, each with its excerpt.

    Of those in the other language it is what says most nearly the same as the first in the asker's language.
    """
    found = [quoted(one, query, searcher, reader) for one in findings]
    own = [one for one in found if one.passages and one.passages[0].language == query.language]
    if not own:
        return found
    return [
        replace(
            one, excerpts=one.excerpts | _like_the_first((*own[0].passages, *one.passages), own[0].excerpts, searcher)
        )
        for one in found
    ]


def _like_the_first(
    passages: Sequence[Passage], excerpts: Mapping[str, Excerpt], searcher: Searcher
) -> dict[str, Excerpt]:
    """Return the excerpts of passages in another language than the first one that say most nearly what it says.

    What answers is told more surely by an answer in another language than by the question.
    """
    if not passages:
        return {}
    first, *others = passages
    said = excerpts[first.id].text if first.id in excerpts else first.text

    def nearness(texts: Sequence[str]) -> list[float]:
        return searcher.likeness([said], texts)[0]

    across = [one for one in others if one.document and one.language != first.language]
    return {one.id: excerpt(one, nearness) for one in across}


def _is_of_another(finding: Finding, query: Query, searcher: Searcher) -> bool:
    """Tell whether a year or a name in the question stands neither in a document's passage nor at that one's head.

    Names are compared within a language alone.
    """
    first = finding.passages[0] if finding.passages else None
    if first is None or not first.document:
        return False
    text = f"{first.section}\n{first.text}"
    held = f"{spaced(text)}{searcher.document_heads.get(first.document, '')}"
    years = years_in(finding.question)
    named = names_in(finding.question) if first.language == query.language else []
    tokens = {token for name in named for token in spaced(name).split() if len(token) >= _NAME_LETTERS}
    return any(f" {one} " not in held for one in (*years, *tokens))


def _lacks_the_fact(texts: Sequence[str], query: Query) -> bool:
    """Tell whether a kind of fact is asked for, and none of the excerpts, if there are any, holds one."""
    facts = asked_kinds(query.text) - LOOSE_IN_DOCUMENTS
    return bool(facts and texts) and not any(holds(text, kind) for text in texts for kind in facts)
