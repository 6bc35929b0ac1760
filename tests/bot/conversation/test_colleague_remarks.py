"""What colleagues say to each other in reply to a card is told from an answer to the person."""

from __future__ import annotations

import pytest

from bot.conversation.colleague_remarks import may_be_remark


@pytest.mark.parametrize(
    "text",
    [
        "Give it to Nora",
        "hand it over to Fay please",
        "For Fay please",
        "Fay, this is yours",
        "Not my area",
        "Donne-le à Nora",
        "C’est pour Fay",
        "Passe-le à Moussa stp",
        "À toi Moussa",
        "Pas pour moi",
    ],
)
def test_a_case_that_is_handed_on_in_words_is_no_answer(text: str) -> None:
    """Whoever it is handed to."""
    assert may_be_remark(text)


@pytest.mark.parametrize(
    "text",
    [
        "Send it to the office.",
        "Pass it to your focal point.",
        "For six months.",
        "Envoyez-le au bureau.",
        "Transmettez-le à votre point focal.",
        "Pour trente jours.",
    ],
)
def test_what_the_person_is_to_do_is_an_answer(text: str) -> None:
    """Though it begins alike."""
    assert not may_be_remark(text)


@pytest.mark.parametrize(
    "text",
    [
        "this one is urgent",
        "C’est urgent celui-là",
        "moi non plus je ne sais pas",
        "me neither",
        "encore elle…",
        "same here",
        "à nous de voir",
        "strange question",
        "this needs to go first",
        "haha good one",
        "ha, money again",
        "I’d keep quiet about that",
    ],
)
def test_what_is_said_to_nobody_and_says_little_may_be_a_remark(text: str) -> None:
    """Nobody foresees all remarks: an answer is known by what it holds or by whom it addresses."""
    assert may_be_remark(text, "Qui garde les motos ?")


@pytest.mark.parametrize(
    "text",
    [
        "Motorbikes bought with project funds: please send us the inventory, we will tell you by Friday.",
        "L’évaluation ne vous coûte rien, c’est le bureau qui la finance.",
        "Le bureau garde les motos.",
        "Within thirty days.",
        "Bonjour, la personne de référence est en congé.",
        "Le formulaire se trouve dans l’annexe C.",
        "See the annex.",
        "Oui, c’est possible.",
        "No, the office pays.",
        "La décision revient au comité mixte, après la visite conjointe de clôture.",
    ],
)
def test_what_says_something_is_an_answer(text: str) -> None:
    """Also without a word to the person."""
    assert not may_be_remark(text, "Qui garde les motos ?")
