"""Gold is found in cards by id and in documents by quote, never the other way round."""

from __future__ import annotations

from bot.evaluation.question_sets import Gold, holds
from tests.support.evaluation import card, excerpt, gold

QUOTE = "il faudra convenir d’un calendrier"


def test_a_card_is_gold_by_its_id() -> None:
    """Its text does not matter; a passage of a document is no card, whatever its id."""
    assert gold("a|b").is_in(frozenset({"a", "b"}), card("b"))
    assert not gold("a").is_in(frozenset({"a"}), card("c"))
    assert not gold("d-1").is_in(frozenset({"d-1"}), excerpt("…"))


def test_a_documents_passage_is_gold_by_the_quote_in_it() -> None:
    """Punctuation, accents and line ends are no difference; whole words are."""
    part = frozenset({QUOTE})
    assert gold(QUOTE, quoted=True).is_in(part, excerpt("Alors IL FAUDRA convenir\n- d'un calendrier, et…"))
    assert not gold(QUOTE, quoted=True).is_in(part, excerpt("il faudra convenir d’un calendriers"))
    assert not gold("Un texte.", quoted=True).is_in(frozenset({"Un texte."}), card("a"))


def test_the_last_heading_counts_as_text() -> None:
    """It is shown over the passage, and some gold is a heading."""
    assert holds(excerpt("Deux mots.", "Guide › Plaidoyer renforcé"), "plaidoyer renforcé")
    assert not holds(excerpt("Deux mots.", "Guide › Plaidoyer renforcé"), "guide")


def test_each_part_has_its_best_place_in_any_ranking() -> None:
    """Zero for what no ranking holds."""
    rankings = [[card("x"), card("a")], [card("a"), card("b")]]
    assert gold("a", "b|x", "z").places(rankings) == (1, 1, 0)
    assert Gold().places(rankings) == ()


def test_gold_is_measurable_only_where_its_texts_are() -> None:
    """Quotes need a document, cards need one card of every part."""
    assert gold("a|z", "b").is_among([card("a"), card("b")])
    assert not gold("a", "z").is_among([card("a"), excerpt("…")])
    assert gold("x", quoted=True).is_among([excerpt("…")])
    assert not gold("x", quoted=True).is_among([card("x")])
    assert not Gold().is_among([card("a")])
