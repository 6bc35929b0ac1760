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
