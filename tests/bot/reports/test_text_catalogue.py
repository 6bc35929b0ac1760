"""The words that are named for what the texts lack."""

from __future__ import annotations

from bot.reports.text_catalogue import TextCatalogue
from corpus.example import Gap
from corpus.language import LANGUAGES

TERMS = ("within six months", "deadline", "due date", "cost", "budget", "paid by")
GAP = Gap(
    "evaluation",
    dict.fromkeys(LANGUAGES, "the deadline or the cost"),
    dict.fromkeys(LANGUAGES, TERMS),
    dict.fromkeys(LANGUAGES, ("What is the deadline?", "The due date?", "What cost, what budget?")),
)


def test_a_few_words_stand_for_each_side_of_a_gap() -> None:
    """They are taken from the whole list, and all are where they are few."""
    catalogue = TextCatalogue((), (), [GAP])
    assert catalogue.settling_words("evaluation", "en", 3) == ("within six months", "due date", "budget")
    assert catalogue.settling_words("evaluation", "en", 9) == TERMS
    assert catalogue.settling_words("unknown", "en", 3) == ()


def test_a_question_calls_a_gap_by_the_words_it_uses() -> None:
    """As it spells them."""
    catalogue = TextCatalogue((), (), [GAP])
    assert catalogue.called_by("evaluation", "Is the COST in the budget?", "en") == ("COST", "budget")
    assert catalogue.called_by("evaluation", "Who pays?", "en") == ()
    assert catalogue.called_by("unknown", "What cost?", "en") == ()
