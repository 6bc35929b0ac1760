"""Kinds of fact that a question asks for and a passage holds."""

from __future__ import annotations

import pytest

from bot.answering.facts import FIGURES, FactKind, asked_kinds, figures, holds


@pytest.mark.parametrize(
    ("kind", "question", "passage"),
    [
        ("duration", "La formation dure combien d’heures ?", "Une formation de 12 heures"),
        ("duration", "Quel est le délai de préavis ?", "un préavis de trente (30) jours calendaires"),
        ("duration", "How long is the notice?", "at least 30 calendar days"),
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
        ("remedy", "Comment contester une fin anticipée ?", "Un recours est ouvert devant le comité."),
        ("remedy", "Peut-on faire appel de la décision ?", "Tout litige est soumis à l’arbitrage."),
        ("remedy", "How can we appeal against an early termination?", "Disputes go to arbitration."),
        ("remedy", "Can a CSO challenge UNICEF's decision to stop?", "The CSO may contest it."),
        ("obligation", "Faut-il une évaluation ?", "L’évaluation est encouragée."),
        ("obligation", "Do we have to publish it?", "It is not mandatory."),
    ],
)
def test_what_is_asked_for_is_recognised_where_it_is_held(kind: FactKind, question: str, passage: str) -> None:
    """In both languages, and not in a passage that says nothing of it."""
    assert kind in asked_kinds(question)
    assert holds(passage, kind)
    assert not holds("Le partenariat rapproche les gens. The partnership brings people together.", kind)


@pytest.mark.parametrize(
    "question",
    [
        "Pourquoi évaluer ?",
        "What is the name of the working group?",
        "poursuivre ?",
        "Peut-on avoir recours à une ONG locale ou faire appel à des experts ?",
        "What is the new challenge for the cities, and its appeal to young people?",
    ],
)
def test_other_questions_ask_for_none_of_them(question: str) -> None:
    """So that no passage is doubted for want of what nobody asked for."""
    assert asked_kinds(question) == frozenset()


@pytest.mark.parametrize(
    ("kind", "passage", "found"),
    [
        (
            "duration",
            "trente (30) jours ouvrés, quarante-cinq jours",
            ["trente (30) jours ouvrés", "quarante-cinq jours"],
        ),
        ("duration", "ten working days or 2.5 years in 2024", ["ten working days", "2.5 years"]),
        ("amount", "1\u202f500,50 € ou 10\xa0%, USD 2,000", ["1\u202f500,50 €", "10\xa0%", "USD 2,000"]),
        ("date", "le 1er août, en mars 2025 et le 31/03/2026", ["1er août", "mars 2025", "31/03/2026"]),
        ("date", "March 12, 2025 or 3rd June; it may rain", ["March 12, 2025", "3rd June"]),
        ("year", "de 2024 à 2026", ["2024", "2026"]),
        ("count", "1. Le bureau a sept membres\n2. 12 voix", ["sept membres", "12 voix"]),
        ("frequency", "deux fois par an, chaque Été", ["deux fois par an", "chaque Été"]),
        ("frequency", "twice per year, every two weeks", ["twice per year", "every two weeks"]),
        ("contact", "Écrire à Été@ong.org.fr ou au +221 77 123 45 67.", ["Été@ong.org.fr", "+221 77 123 45 67"]),
    ],
)
def test_figures_are_found_whole_and_as_they_are_written(kind: FactKind, passage: str, found: list[str]) -> None:
    """With their unit, their accents and their spaces; a passage with one holds that kind."""
    assert figures(passage, kind) == found
    assert kind in FIGURES and holds(passage, kind)


@pytest.mark.parametrize("passage", ["2 erreurs", "St Mary"])
def test_the_ending_of_a_number_is_no_month(passage: str) -> None:
    """Neither "er" nor "st"."""
    assert not holds(passage, "date")
