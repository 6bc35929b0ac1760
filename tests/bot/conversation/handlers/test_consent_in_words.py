"""What is written under an offer to pass a question on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.cases.case_repository import CaseFilter
from bot.domain.chat import Chat
from bot.settings import Settings
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

AWA = Chat("awa", hint="fr", address="700")


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("merci, oui transmettez", 1),
        ("Transmettez-la svp", 1),
        ("oui, faites suivre", 1),
        ("yes, pass it on", 1),
        ("Please do, thank you", 1),
        ("ne transmettez rien", 0),
        ("don’t pass it on", 0),
        ("merci", 0),
        ("oui répondez ici", 1),
        ("oui ici stp", 1),
        ("oui ici", 1),
        ("je veux que quelqu’un me réponde à ça", 1),
        ("oui, demandez-leur", 1),
        ("oui, répondez-moi par téléphone", 1),
        ("yes please answer me here", 1),
        ("yes, ask them", 1),
        ("yes, tell them it is urgent", 1),
        ("I want someone to answer this", 1),
        ("non, répondez ici", 0),
        ("oui, où répondez-vous ?", 0),
        ("oui, qui paie les véhicules", 0),
        ("yes and who pays the bikes", 0),
    ],
)
def test_whoever_says_that_it_is_to_be_passed_on_agrees(tmp_path: Path, text: str, opened: int) -> None:
    """Whatever the courtesies around it."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        talk = container.conversation
        asked = talk.ask(AWA, "Qui paie l’audit ?")
        talk.press(AWA, f"person:{asked.consultation}")
        talk.ask(AWA, text)
        assert len(container.case_service.select(CaseFilter(chat=AWA.key))) == opened


LETTERS = {
    "oui": (
        "Objet : prolongation de l’accord\nMadame, Monsieur,\nPeut-on prolonger l’accord ?",
        "Les véhicules restent-ils ?\nCordialement,\nLe bureau",
    ),
    "yes": (
        "Subject: extension\nDear Sir or Madam,\nCan the agreement be extended?",
        "Do the vehicles stay here with the office?\nKind regards,\nThe office",
    ),
}


@pytest.mark.parametrize("agreed", LETTERS)
def test_a_letter_in_two_messages_is_passed_on_as_a_whole(tmp_path: Path, agreed: str) -> None:
    """With its subject, which only the first one has."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        talk = container.conversation
        for part in LETTERS[agreed]:
            talk.ask(AWA, part)
        talk.ask(AWA, agreed)
        talk.ask(AWA, agreed)
        (case,) = container.case_service.select(CaseFilter(chat=AWA.key))
        assert case.question == "\n\n".join(LETTERS[agreed])


@pytest.mark.parametrize("text", ["oui, répondez-moi par téléphone", "yes, answer me on WhatsApp please"])
def test_how_else_somebody_wants_to_be_answered_is_told_to_whoever_answers(tmp_path: Path, text: str) -> None:
    """The answer can only come into the chat: that they wanted another way is part of the case."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as container:
        talk = container.conversation
        talk.press(AWA, f"person:{talk.ask(AWA, 'Qui paie l’audit ?').consultation}")
        talk.ask(AWA, text)
        (case,) = container.case_service.select(CaseFilter(chat=AWA.key))
        assert [event.note for event in container.case_service.history(case.number) if event.kind == "wrote"] == [text]
