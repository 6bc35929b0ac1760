"""The passages that an answer suggests: those to choose from, or else what was near beside those that it cites."""

from __future__ import annotations

from itertools import zip_longest

from bot.answering.answer import Answer, Finding
from index.passage import Passage
from index.text.emphasis_marks import without_emphasis

MOST = 3  # passages to choose from for one part of a question, and related passages under one answer


def suggestions(answer: Answer) -> tuple[Passage, ...]:
    """Return the suggested passages, once each, in the order of their buttons.

    They are the choices, part by part. If there is nothing to choose, they are the passages related to the parts, the
    first of each part before the second of any, without those that the answer cites.
    """
    offered = [passage for finding in answer.findings for passage in choices(finding)]
    if offered:
        return tuple({passage.id: passage for passage in offered}.values())
    cited = {passage.id for passage in answer.passages}
    ranks = zip_longest(*(finding.related for finding in answer.findings))
    near = {passage.id: passage for rank in ranks for passage in rank if passage and passage.id not in cited}
    return tuple(near.values())[:MOST]


def choices(finding: Finding) -> tuple[Passage, ...]:
    """Return the passages that `finding` gives to choose from."""
    return finding.choices[:MOST]


def heading(passage: Passage) -> str:
    """Return the last heading of the passage's section; the title of its text if it has none.

    >>> heading(Passage("c", "…", "fr", "", "Fin", "Clôture › Motifs")), heading(Passage("c", "…", "fr", "", "Fin", ""))
    ('Motifs', 'Fin')
    """
    return without_emphasis(passage.section.rpartition(" › ")[2] or passage.title)
