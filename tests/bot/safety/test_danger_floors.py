"""The lane for safeguarding on messages that it has never seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.advisor import Advisor
from index.library import Library

HERE = Path(__file__).parent


@pytest.mark.timeout(600)  # 280 messages with all their clauses, on a slow machine
@pytest.mark.parametrize(("name", "least", "most"), [("disclosures", 0.96, 1.0), ("lookalikes", 0.0, 0.06)])
def test_alarms_are_raised_where_they_should_be(library: Library, name: str, least: float, most: float) -> None:
    """Nearly always for those who tell of danger, hardly ever for those who use its words.

    A line or two below what was measured (docs/safeguarding.md): another processor rounds differently.
    """
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    lane = Advisor(library).lane
    heard = [lane.hears(json.loads(line)["text"]) is not None for line in lines]
    assert least <= sum(heard) / len(heard) <= most


@pytest.mark.parametrize("cry", ["Il me viole.", "Je veux mourir.", "He rapes me.", "He hits me."])
def test_three_words_after_a_pleasantry_are_heard(library: Library, cry: str) -> None:
    """Whoever thanks first is not heard less."""
    assert Advisor(library).lane.hears(f"Merci pour la réponse sur le budget. {cry}")


@pytest.mark.parametrize(
    "cry",
    [
        "Le responsable du foyer passe ses nuits avec les jeunes filles",
        "The man who runs our youth club spends his nights with the teenage girls",
        "il m’a v1olée hier",
        "he r4ped me last night",
        "mon oncle m’a v.i.o.l.é.e",
        "my uncle r a p e d me",
        "un v*ol au centre hier, elle a 9 ans",
        "mon oncle me vi\u200bo\u200ble la nuit",
        "my uncle raaaaped me",
    ],
)
def test_what_is_told_after_business_or_in_disguise_is_heard(library: Library, cry: str) -> None:
    """In a clause without any word of harm, and in spelling that hides it."""
    lane = Advisor(library).lane
    assert lane.hears(cry)
    assert lane.hears(f"Merci pour le rapport. The invoices are in the folder. {cry}. Où envoyer le formulaire ?")


@pytest.mark.parametrize(
    "text",
    [
        "L’accord PCA/2023/014 et la R-2026-0001 sont signés. A.G.E.C.S. et P.C.A., que veulent dire ces sigles ?",
        "The U.N.I.C.E.F. office sent SSFA-2024-7. Who signs C.P.1 and R4P2023?",
    ],
)
def test_numbers_and_abbreviations_are_no_alarm(library: Library, text: str) -> None:
    """They look like disguised spelling."""
    assert Advisor(library).lane.hears(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Quel est le délai pour remettre le rapport financier du trimestre alors que mon mari me bat",
        "Le rapport narratif est prêt (le directeur me frappe chaque nuit)",
        "Merci pour le modèle 😢 je veux mourir ce soir",
        "We can't send the report because my boss rapes me at night",
        "le chef m’@buse au bureau",
    ],
)
def test_a_cry_is_heard_however_it_is_joined_to_the_rest(library: Library, text: str) -> None:
    """By a conjunction, in brackets, after a face, behind an elided word in disguise."""
    assert Advisor(library).lane.hears(text)
