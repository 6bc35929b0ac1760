"""What stands out in a quotation: the figure that is asked for, or else the rarer words of the question."""

from __future__ import annotations

import pytest

from bot.answering.emphasis import emphasis
from corpus.language import Language

NOTICE_FR = "Le préavis est de trente (30) jours. La caution de 5\u202f000 € est rendue avant le 31 mars 2026."
NOTICE_EN = "Notice is thirty (30) calendar days. The deposit of USD 5,000 is returned before 31 March 2026."
CLUB = "Le bureau compte sept membres élus en 2024. Il se réunit deux fois par an. Écrire à club@ong.org."


@pytest.mark.parametrize(
    ("language", "question", "quote", "found"),
    [
        ("fr", "Quel est le délai de préavis ?", NOTICE_FR, ("trente (30) jours",)),
        ("en", "How long is the notice period?", NOTICE_EN, ("thirty (30) calendar days",)),
        ("fr", "Quel est le montant de la caution ?", NOTICE_FR, ("5\u202f000 €",)),
        ("en", "What amount is the deposit?", NOTICE_EN, ("USD 5,000",)),
        ("fr", "Jusqu’à quand est-elle rendue ?", NOTICE_FR, ("31 mars 2026",)),
        ("en", "By what date is it returned?", NOTICE_EN, ("31 March 2026",)),
        ("fr", "Combien de membres au bureau ?", CLUB, ("sept membres",)),
        ("fr", "À quelle fréquence se réunit-il ?", CLUB, ("deux fois par an",)),
        ("fr", "Quelle est l’adresse mail ?", CLUB, ("club@ong.org",)),
        ("fr", "Depuis quand est-il élu ?", CLUB, ("2024",)),
    ],
)
def test_the_figure_that_is_asked_for_stands_out(
    language: Language, question: str, quote: str, found: tuple[str, ...]
) -> None:
    """Whole, with its unit, and no other."""
    assert emphasis(question, quote, language) == found


def test_a_figure_is_found_in_a_quotation_in_the_other_language() -> None:
    """Figures are written alike."""
    assert emphasis("Quel est le délai ?", NOTICE_EN, "en") == ("thirty (30) calendar days",)


@pytest.mark.parametrize(
    ("language", "question", "quote", "found"),
    [
        ("fr", "Qui paie les audits finaux ?", "L’audit final est payé par le partenaire.", ("audit", "final")),
        ("en", "Who keeps the receipts?", "The treasurer keeps each receipt and report.", ("keeps", "receipt")),
        ("fr", "Quel est le délai ?", "Le délai est fixé dans la convention.", ("délai",)),
    ],
)
def test_without_a_figure_the_words_of_the_question_stand_out(
    language: Language, question: str, quote: str, found: tuple[str, ...]
) -> None:
    """By their stem, as the quotation writes them."""
    assert emphasis(question, quote, language) == found


def test_words_that_say_nothing_here_do_not_stand_out() -> None:
    """Those of title and heading, those that return in each sentence, and more than three."""
    quote = "L’audit des ventes. L’audit des achats. L’audit des dons. L’audit des prêts et de la caisse du gardien."
    question = "L’audit des ventes, des achats, des dons, de la caisse, du gardien ?"
    found = emphasis(question, quote, "fr", "Guide des ventes")
    assert len(found) == 3
    assert not {"audit", "ventes"} & set(found)


def test_nothing_stands_out_if_nothing_is_asked() -> None:
    """As where a passage was chosen by its title."""
    assert emphasis("", NOTICE_FR, "fr") == ()
    assert emphasis("Caution", NOTICE_FR, "fr", "Guide : la caution") == ()
