"""The gate, where an added document speaks of what the examples take for foreign."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.answering.gate import Gate
from corpus.collection import Corpus
from corpus.language import Language
from index.library import Library
from index.passage import Hit, Passage
from index.search.query import Query
from index.search.searcher import Example


@dataclass
class Found:
    """A search that finds one passage, and takes every message for foreign."""

    hit: Hit
    size: int = 100

    def search(self, query: Query, count: int = 6) -> list[Hit]:
        """Find the one passage."""
        return [self.hit]

    def by_meaning(self, vector: object, count: int) -> list[Example]:
        """Find nothing nearer than a foreign message."""
        return [Example("intent", "out_of_scope", 0.95, "Where can I buy a boat?")]

    def by_letters(self, query: Query, count: int) -> list[Example]:
        """Find nothing alike."""
        return []

    def __getattr__(self, name: str) -> object:
        from index.models.example_classifier import Prediction

        return {"embed": lambda query: None, "predict": lambda vector: Prediction({}, {})}.get(name, lambda *_: True)


def hit(document: str, fused: float, bm25: int) -> Hit:
    """Return the best hit: of a document or, without one, of a card; BM25 puts it in place `bm25`."""
    passage = Passage("p", "Canoes are inspected in May.", "en", "", "Canoes", "", document)
    return Hit(1, passage, {"fused": fused, "dense": fused, "bm25": 5.0}, {"dense": 1, "bm25": bm25}, "")


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (hit("doc", 5.6, 1), "closest"),
        (hit("doc", 3.5, 1), "clarify"),
        (hit("doc", 5.6, 4), "clarify"),
        (hit("", 5.6, 1), "out_of_scope"),
    ],
    ids=["a document that stands out", "one that does not", "one that shares no words", "a card"],
)
def test_a_document_of_that_very_subject_is_the_closest_guidance(library: Library, found: Hit, outcome: str) -> None:
    """The examples know our cards alone; whoever adds a document on canoes is asked about canoes."""
    corpus: Corpus = library.corpus
    query = Query("When are canoes inspected?", "when are canoes inspected", "en")
    assert Gate(corpus).judge(query.text, query, Found(found)).outcome == outcome  # type: ignore[arg-type]  # a stand-in


@pytest.mark.parametrize(
    ("question", "language", "outcome"),
    [
        ("When are canoes inspected?", "en", "clarify"),
        ("When are rockets of the space agency launched?", "en", "out_of_scope"),
        ("Quand les pirogues sont-elles inspectées ?", "fr", "clarify"),
        ("Merci", "fr", "out_of_scope"),
    ],
)
def test_what_an_added_document_bears_is_offered_instead_of_a_refusal(
    library: Library, question: str, language: Language, outcome: str
) -> None:
    """If it holds most of the question's rare words; of the other language's words nothing is known."""
    found = Found(hit("doc", 3.0, 2))
    finding = Gate(library.corpus).judge(question, Query(question, question, language), found)  # type: ignore[arg-type]  # a stand-in
    assert (finding.outcome, [passage.id for passage in finding.choices]) == (outcome, ["p"] * (outcome == "clarify"))
