"""What leans on the turn before, as people type it."""

from __future__ import annotations

import pytest

from bot.answering.follow_up import is_follow_up


@pytest.mark.parametrize(
    "text",
    [
        "D’accord, et pour y arriver on passe par quoi, dans l’ordre ?",
        "l'autre réseau, il fait quoi exactement pour les communes de petite taille ?",
        "Même chose pour les villes ?",
        "t’as un exemple ?",
        "what are the others",
        "Same thing for a city?",
    ],
)
def test_a_follow_up_is_known_by_how_it_opens_or_what_it_points_at(text: str) -> None:
    """Elided words among them."""
    assert is_follow_up(text)


@pytest.mark.parametrize("text", ["Que deviennent les véhicules achetés pendant le projet ?", "Who hosts the INCO?"])
def test_a_question_that_says_what_it_is_about_is_new(text: str) -> None:
    """Whatever was said before."""
    assert not is_follow_up(text)
