"""Answer who asks what several owners say about one subject: one passage an owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.answering.answer import Finding
from bot.answering.attribution import Attribution
from bot.answering.owners import is_said_by
from bot.answering.span_gate import SpanGate
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations
from index.library import Searcher
from index.search.query import QueryReader
from index.text.folding import aligned, bears, plain, terms

_SEARCHED = 24  # passages that are looked through for one of an owner that has the words of the subject
_COMPARED, _OWNERS = alternations("comparisons"), alternations("owners")
_ASKED = re.compile(
    rf"\b(?:{_OWNERS['tells']}|{_OWNERS['asked_before']}\b.*\b{_OWNERS['asked_after']}|{_OWNERS['according']}"
    rf"|{_COMPARED['difference']}|{_COMPARED['compare']}|{_COMPARED['versus']}|{_OWNERS['more']})(?!\w)"
)
# What the names leave behind: what compares, joins them or says that it is they who say it.
_COMPARING = ("difference", "compare", "between", "versus", "joins", "around", "after_both")
_TELLING = ("tells", "asked_before", "asked_after", "according", "about", "beside")
_BETWEEN = "|".join([*(_COMPARED[name] for name in _COMPARING), *(_OWNERS[name] for name in _TELLING)])
_HEAD = re.compile(rf"(?:{_BETWEEN})(?=\W|$)|\W+")
_TAIL = re.compile(rf"(?:\W|^)(?:{_BETWEEN}|{_COMPARED['articles']})?\W*$")
_SAID_BEFORE = re.compile(rf"\b{_OWNERS['attributed']}\s+{_OWNERS['articles']}?$")


@dataclass(frozen=True, slots=True)
class OwnersCompared:
    """The owners whose word is asked for, in the order of the question, and the `subject` that it is asked about."""

    owners: tuple[Attribution, ...]
    subject: str


def owners_compared(text: str, known: Mapping[str, Attribution]) -> OwnersCompared | None:
    """Return the owners of which `text` asks what they say on one subject; None if it asks for no comparison.

    `known` are the `known_names`. Titles are compared where no owner is named: "the partnerships" may be a title too.

    >>> from bot.answering.attribution import known_names
    >>> from index.passage import Passage
    >>> texts = [Passage(name, "…", "fr", name, "Partenariats", "") for name in ("Hangar Nord", "Moulin Vert")]
    >>> known = known_names(texts, {})
    >>> found = owners_compared("Compare le préavis du Hangar Nord et du Moulin Vert", known)
    >>> [one.name for one in found.owners], found.subject
    (['Hangar Nord', 'Moulin Vert'], 'le préavis')
    >>> owners_compared("What do Hangar Nord and Moulin Vert say about the notice?", known).subject
    'the notice'
    >>> owners_compared("Does Hangar Nord work with Moulin Vert?", known)
    >>> owners_compared("Que dit Hangar Nord sur la fin des partenariats ?", known)
    """
    names = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(known, key=len, reverse=True))
    if not names:
        return None
    plain_text = aligned(text)
    pattern = rf"(?:\b{_OWNERS['articles']})?(?<!\w)(?P<name>{names})(?!\w)"
    named = [(one, known[plain(one["name"])]) for one in re.finditer(pattern, plain_text)]
    found = [(one, said) for one, said in named if not said.is_title] or named
    owners = {said.said_by: said for _, said in found}
    asked = sum(bool(_SAID_BEFORE.search(plain_text[: one.start()])) for one, _ in found)
    if len(owners) < 2 or not (asked > 1 or _ASKED.search(plain_text)):
        return None
    starts, ends = [one.start() for one, _ in found], [one.end() for one, _ in found]
    pieces = [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]
    subject = " ".join(filter(None, map(_bare, pieces)))
    if not any(terms(subject, language) for language in LANGUAGES):
        return None
    return OwnersCompared(tuple(owners.values()), subject)


def _bare(piece: str) -> str:
    """Return a piece of a question without what only compares at its ends.

    >>> _bare("Quelle est la différence entre "), _bare(" sur le préavis ?"), _bare("What do ")
    ('', 'le préavis', '')
    """
    before = None
    while piece != before:
        before = piece
        if found := _HEAD.match(aligned(piece)):
            piece = piece[found.end() :]
        if found := _TAIL.search(aligned(piece)):
            piece = piece[: found.start()]
    return piece


class OwnerComparison:
    """Decides what each owner says on a subject, with the `gate` for each of them."""

    def __init__(self, gate: SpanGate, reader: QueryReader) -> None:
        self._gate, self._reader = gate, reader

    def compared(self, asked: OwnersCompared, language: Language, searcher: Searcher) -> list[Finding]:
        """Return a finding for each owner, headed by their name; none if no owner says anything of the subject."""
        found = [self._said_by(owner, asked.subject, language, searcher) for owner in asked.owners]
        return found if any(one.passages for one in found) else []

    def _said_by(self, owner: Attribution, subject: str, language: Language, searcher: Searcher) -> Finding:
        query = replace(self._reader.read(subject, language), said_by=owner.said_by)
        judged = self._gate.judge(subject, query, searcher)
        found = [hit.passage for hit in searcher.search(query, _SEARCHED)]
        bearing = [one for one in found if bears(f"{one.section} {one.text}", subject, one.language)]
        said = [one for one in (*judged.passages, *judged.choices, *bearing) if is_said_by(one, owner.said_by)]
        if not said:
            return Finding(subject, "not_covered", side=owner.name)
        return Finding(
            subject, "answered", (said[0],), side=owner.name, score=judged.score, confidence=judged.confidence
        )
