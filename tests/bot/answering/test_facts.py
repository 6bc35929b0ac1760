"""Kinds of fact that a question asks for and a passage holds."""

from __future__ import annotations

import pytest

from bot.answering.facts import FactKind, asked_kinds, holds


@pytest.mark.parametrize(
    ("kind", "question", "passage"),
    [
        ("duration", "La formation dure combien d’heures ?", "Une formation de 12 heures"),
        ("frequency", "tous les combien on se consulte ?", "une fois par trimestre"),
        ("frequency", "How often do we meet?", "They meet every month."),
        ("date", "Jusqu’à quand peut-on envoyer le dossier ?", "avant le 15 mars"),
        ("date", "What is the exact date?", "on 3 June 2026"),
        ("amount", "combien on touche au maximum et quelle part du budget ?", "au plus 10 %"),
        ("amount", "How big is the yearly subscription?", "a fee of 200 dollars"),
        ("person", "Donnez-moi le prénom de la personne", "Mme Awa Traoré"),
        ("person", "names of the people on the council", "The director is Ms Diallo."),
        ("consequence", "Que risque la commune ?", "La sanction est le retrait du titre."),
        ("consequence", "Can they blacklist us legally?", "There is no penalty."),
        ("obligation", "Faut-il une évaluation ?", "L’évaluation est encouragée."),
        ("obligation", "Do we have to publish it?", "It is not mandatory."),
    ],
)
def test_what_is_asked_for_is_recognised_where_it_is_held(kind: FactKind, question: str, passage: str) -> None:
    """In both languages, and not in a passage that says nothing of it."""
    assert kind in asked_kinds(question)
    assert holds(passage, kind)
    assert not holds("Le partenariat rapproche les gens. The partnership brings people together.", kind)


@pytest.mark.parametrize("question", ["Pourquoi évaluer ?", "What is the name of the working group?", "poursuivre ?"])
def test_other_questions_ask_for_none_of_them(question: str) -> None:
    """So that no passage is doubted for want of what nobody asked for."""
    assert asked_kinds(question) == frozenset()
