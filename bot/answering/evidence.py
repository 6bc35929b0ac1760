"""The evidence for each passage that may answer a question: named numbers, from which the gate's odds are made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, log1p

from bot.answering.copies import without_copies
from bot.answering.facts import LOOSE, LOOSE_IN_DOCUMENTS, asked_kinds, holds, unknown_names
from bot.answering.owners import is_said_by
from bot.answering.votes import ExampleVotes
from index.library import Searcher
from index.passage import Hit
from index.search.query import Query
from index.text.folding import terms

_CARDS, _PASSAGES = 4, 8  # hits of each kind that are read
_OWN = 3  # hits that are read of those whose word is asked for
_SEARCHED = 200  # hits among which they are looked for
_STRONGEST = 8.0  # log-odds of the reader beyond which nothing more is said
_LEAST_SHARE = 1e-4
_MOST_COUNTED = 2
_FAR = 8.0  # a lead beyond which nothing more is said

Evidence = dict[str, float]  # by name
# What is weighed; docs/gate.md tells what each is worth.
_OF_BOTH = (
    "reader",  # log-odds by the passage reader
    "reader_lead",  # the same, less those of the best other candidate
    "search_lead",  # standard score of the search, less that of the best other candidate
    "words",  # standard score of BM25
    "covered",  # share of the question's rare words that the passage holds
    "facts_held",  # kinds of fact asked for and held
    "facts_lacking",
    "unknown_names",
    "length",  # log of the number of content words
)
CARD_EVIDENCE = (
    *_OF_BOTH,
    "learned",  # log of the share that the examples give to the card, among all cards
    "learned_lead",
    "weakest",  # how well the passage bears the words of the question that it bears least, by the reader
    "text_length",  # log of the number of characters of the text that was judged
    "gap",  # share of the examples that the texts leave open
    "no_question",  # share of the examples that are no question
)
DOCUMENT_EVIDENCE = (*_OF_BOTH, "search", "other_language")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, the text of it that was judged best, and the evidence."""

    hit: Hit
    text: str
    evidence: Evidence

    @property
    def is_card(self) -> bool:
        """Whether the passage is a card."""
        return not self.hit.passage.document


def candidate_hits(query: Query, searcher: Searcher, shown: Collection[str] = ()) -> list[Hit]:
    """Return the first cards and the first passages of added documents, together, best first.

    The first of those whose word the query asks for are among them, and of those that were `shown` before, by their
    ids, what is found at all.
    """
    first = 2 * (_CARDS + _PASSAGES)
    hits = searcher.search(query, _SEARCHED if query.said_by or shown else first)
    distinct = without_copies(hits[:first])
    cards = [hit for hit in distinct if not hit.passage.document][:_CARDS]
    added = [hit for hit in distinct if hit.passage.document][:_PASSAGES]
    own = [hit for hit in hits if is_said_by(hit.passage, query.said_by)][:_OWN]
    before = [hit for hit in hits if hit.passage.id in shown]
    found = {hit.passage.id: hit for hit in (*cards, *added, *own, *before)}
    return sorted(found.values(), key=lambda hit: -hit.scores["fused"])


def gather(part: str, query: Query, hits: Sequence[Hit], searcher: Searcher, votes: ExampleVotes) -> list[Candidate]:
    """Return a candidate for each of `hits`, found for `part`, which is read for search as `query`."""
    read = [max(-_STRONGEST, min(_STRONGEST, hit.scores["reader"])) for hit in hits]
    shares = [log(share) for share in _shares(hits, query, searcher)]
    scores = [hit.scores["fused"] for hit in hits]
    asked = asked_kinds(query.text)
    wanted = {term: searcher.rarity(term, query.language) for term in dict.fromkeys(terms(query.text, query.language))}
    shared: Evidence = {
        "unknown_names": float(min(len(unknown_names(part, searcher)), _MOST_COUNTED)),
        "gap": votes.gap,
        "no_question": sum(votes.intents.values()),
        "length": log1p(len(wanted)),
    }
    found = []
    for at, hit in enumerate(hits):
        text = hit.texts[0] if hit.texts else hit.passage.text
        is_foreign = hit.passage.language != query.language
        kinds = asked - (LOOSE_IN_DOCUMENTS if hit.passage.document else LOOSE)
        evidence: Evidence = {
            "reader": read[at],
            "reader_lead": _lead(read, at),
            "search": scores[at],
            "search_lead": _lead(scores, at),
            "learned": shares[at],
            "learned_lead": _lead(shares, at),
            "words": hit.scores["bm25"],
            "weakest": hit.scores["weakest"],
            "text_length": log1p(len(text)),
            "covered": 0.0 if is_foreign else _covered(wanted, hit, text),
            "other_language": float(is_foreign),
            "facts_held": float(sum(holds(text, kind) for kind in kinds)),
            "facts_lacking": float(sum(not holds(text, kind) for kind in kinds)),
        }
        found.append(Candidate(hit, text, evidence | shared))
    return found


def _lead(values: Sequence[float], at: int) -> float:
    """Return by how much the value at that place leads the best of the others, at most _FAR either way."""
    others = [value for place, value in enumerate(values) if place != at]
    return max(-_FAR, min(_FAR, values[at] - max(others))) if others else _FAR


def _covered(wanted: dict[str, float], hit: Hit, text: str) -> float:
    """Return the share of the `wanted` words, by rarity, that stand in the passage's headings or in `text`."""
    held = set(terms(f"{hit.passage.title} {hit.passage.section} {text}", hit.passage.language))
    return sum(rarity for term, rarity in wanted.items() if term in held) / (sum(wanted.values()) or 1.0)


def _shares(hits: Sequence[Hit], query: Query, searcher: Searcher) -> list[float]:
    """Return for each hit the share among all cards that the examples give it; the least for what is no card."""
    predicted = searcher.predict(searcher.embed(query)).shares
    total = sum(share for (kind, _), share in predicted.items() if kind == "question") or 1.0
    return [max(predicted.get(("question", hit.passage.id), 0.0) / total, _LEAST_SHARE) for hit in hits]
