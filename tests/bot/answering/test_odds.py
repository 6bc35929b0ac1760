"""The shipped odds: a weight for each piece of evidence, in the direction that its name says."""

from __future__ import annotations

from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE
from bot.answering.odds import LogisticOdds, MeanOdds, Tree, TreeOdds, shipped_odds

SHARES = (0.0, 0.1, 0.3, 0.6, 1.0)


def names_in(tree: Tree) -> set[str]:
    """Return the pieces of evidence that a tree asks for."""
    return set() if isinstance(tree, int | float) else {tree[0]} | names_in(tree[2]) | names_in(tree[3])


def test_what_is_weighed_is_the_evidence() -> None:
    """For cards as for documents; trees need not ask for each piece."""
    shipped = shipped_odds()
    card, document = shipped["card"], shipped["document"]
    assert isinstance(card, MeanOdds)
    assert isinstance(document, LogisticOdds)
    assert set().union(*map(names_in, card.boosted.trees)) <= set(CARD_EVIDENCE)
    assert tuple(card.linear.weights) == CARD_EVIDENCE
    assert tuple(document.weights) == DOCUMENT_EVIDENCE


def test_what_the_reader_finds_counts_for_a_passage() -> None:
    """For both kinds of passage: of documents through the score of the search, in which it has the largest share."""
    for name, kinds in (("card", CARD_EVIDENCE), ("document", DOCUMENT_EVIDENCE)):
        odds = shipped_odds()[name]  # type: ignore[index]  # one of both names
        low, high = (dict.fromkeys(kinds, 0.0) | dict.fromkeys(("reader", "search"), value) for value in (-4.0, 4.0))
        assert odds.of(high) > odds.of(low)


def test_what_the_examples_leave_open_counts_against_a_card() -> None:
    """Whatever else is known of it, by as much as it is like those examples."""
    odds = shipped_odds()["card"]
    by_share = [odds.of(dict.fromkeys(CARD_EVIDENCE, 1.0) | {"gap": share, "no_question": 0.0}) for share in SHARES]
    assert by_share == sorted(by_share, reverse=True)
    assert by_share[0] > by_share[-1]


def test_odds_are_a_weighted_sum() -> None:
    """Of what has a weight; other evidence changes nothing."""
    assert LogisticOdds(-1.0, {"a": 2.0}).of({"a": 0.75, "b": 9.0}) == 0.5


def test_odds_are_a_sum_over_trees() -> None:
    """A value at the limit takes the lower way."""
    trees: list[Tree] = [("a", 0.5, 1.0, ("b", 2.0, 0.25, 4.0)), -0.5]
    assert [TreeOdds(1.0, trees).of({"a": a, "b": b}) for a, b in ((0.5, 9), (0.6, 2), (0.6, 3))] == [1.5, 0.75, 4.5]


def test_both_voices_count_alike() -> None:
    """The mean of their log-odds."""
    assert MeanOdds(LogisticOdds(0.0, {"a": 2.0}), TreeOdds(0.0, [("a", 0.5, -1.0, 1.0)])).of({"a": 1.0}) == 1.5
