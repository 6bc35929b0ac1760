"""The shipped odds: a weight for each piece of evidence, in the direction that its name says."""

from __future__ import annotations

from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE
from bot.answering.odds import LogisticOdds, shipped_odds


def test_each_piece_of_evidence_has_a_weight() -> None:
    """For cards as for documents."""
    shipped = shipped_odds()
    assert tuple(shipped["card"].weights) == CARD_EVIDENCE
    assert tuple(shipped["document"].weights) == DOCUMENT_EVIDENCE


def test_what_the_reader_finds_counts_for_a_passage() -> None:
    """For both kinds of passage: of documents through the score of the search, in which it has the largest share."""
    card, document = (shipped_odds()[name].weights for name in ("card", "document"))
    assert card["reader"] > 0
    assert document["search"] > 0
    assert document["reader"] + document["search"] > 0


def test_odds_are_a_weighted_sum() -> None:
    """Of what has a weight; other evidence changes nothing."""
    assert LogisticOdds(-1.0, {"a": 2.0}).of({"a": 0.75, "b": 9.0}) == 0.5
