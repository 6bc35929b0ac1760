"""Superiors who kill for a report, landlords who evict, and threats that use the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.answering.advisor import Advisor
from bot.safety.danger_kinds import kinds_told
from bot.safety.figures_of_speech import beside_what_is_doubtful, without_figures_of_speech
from index.library import Library

SAID = yaml.safe_load((Path(__file__).parent / "threats_and_figures.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", [*SAID["certain"], *SAID["possible"]])
def test_a_threat_is_heard_as_before(library: Library, text: str) -> None:
    """By whomever; what leaves no doubt is told of as danger."""
    found = Advisor(library).danger_detector.detect(text)
    assert found
    assert found.is_certain == (text in SAID["certain"])


@pytest.mark.parametrize("text", SAID["harmless"])
def test_no_figure_of_speech_and_no_quarrel_over_a_lease_loses_its_answer(library: Library, text: str) -> None:
    """At most it gets a line of care, with whom to contact."""
    found = Advisor(library).danger_detector.detect(text)
    assert found is None or not found.is_certain


@pytest.mark.parametrize(
    "text",
    [
        *("Ma responsable va me tuer, j’ai perdu la facture", "Le comptable va m’étrangler quand il verra le budget"),
        *("My boss is going to kill me: I forgot the receipts", "Our auditors will slaughter us if the table is late"),
    ],
)
def test_work_as_the_cause_makes_it_a_figure_of_speech(text: str) -> None:
    """Nothing is read of it but the cause."""
    assert without_figures_of_speech(text) != text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Si je parle du rapport, ma directrice va me tuer si je reviens au dossier",
            "Mon mari va me tuer, le rapport est perdu",
        ),
        *(
            "Mon chef va me tuer si le rapport est en retard. Il a un couteau.",
            "Le comptable va me tuer, j’ai envoyé la facture à la police",
        ),
        *(
            "My boss will kill me if the report is late, he beat me yesterday",
            "My manager will kill me because I told them about the budget",
        ),
        *("My uncle will kill me if I lost the documents", "The guard will kill us when the list is done"),
    ],
)
def test_speaking_out_a_body_or_a_weapon_makes_it_a_threat(text: str) -> None:
    """As does anybody who is no superior or colleague."""
    assert (without_figures_of_speech(text), beside_what_is_doubtful(text)) == (text, None)


@pytest.mark.parametrize(
    "text",
    [
        *("Ma patronne va me tuer", "Ma directrice va me tuer dans le dortoir", "Mon oncle me met dehors"),
        *("My employer will kill me", "My director will kill me and bury me", "My husband is throwing me out"),
        *("Mon propriétaire veut m’expulser, il a un fusil", "My landlord wants to evict me, he threatens my children"),
    ],
)
def test_what_says_more_is_not_doubtful(text: str) -> None:
    """The reading of the whole counts; so it does of whoever one may live with."""
    assert beside_what_is_doubtful(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("Mon propriétaire veut m’expulser parce que je refuse de coucher avec lui",),
        *("The landlord is throwing me out because I refuse to sleep with him",),
    ],
)
def test_danger_beside_an_eviction_leaves_no_doubt(library: Library, text: str) -> None:
    """The eviction is no reason to doubt it."""
    found = Advisor(library).danger_detector.detect(text)
    assert found
    assert found.is_certain


@pytest.mark.parametrize(
    "text",
    [
        *("My husband will burn me alive", "The militia will cut my throat", "My grandfather wants me dead"),
        *("Mon cousin veut me tuer", "Ma coépouse va me brûler vive", "Ma belle-mère veut ma mort"),
    ],
)
def test_a_threat_by_somebody_else_is_no_despair(library: Library, text: str) -> None:
    """The person who writes reads how to get safe from them, and nothing about wanting to die."""
    found = Advisor(library).danger_detector.detect(text)
    assert found
    assert kinds_told(found.kind, text) == ("threat",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("I can’t take it any more, he will kill me tonight", ("threat", "self_harm")),
        ("My husband will burn me alive and I want to end it", ("threat", "self_harm")),
        ("Mon voisin va me tuer et j’ai envie de mourir", ("threat", "self_harm")),
        ("Je vais me trancher la gorge", ("self_harm",)),
        ("I will cut my throat", ("self_harm",)),
        ("My debts will kill me, I want to die", ("self_harm",)),
    ],
)
def test_despair_beside_a_threat_or_alone_stays_despair(library: Library, text: str, kinds: tuple[str, ...]) -> None:
    """What is told beside the threat decides; a debt is nobody."""
    found = Advisor(library).danger_detector.detect(text)
    assert found
    assert kinds_told(found.kind, text) == kinds
