"""Shouting and dots are undone; abbreviations and what only looks like shouting stay."""

from __future__ import annotations

import pytest

from index.text.plain_typing import PlainTyping
from tests.support.growth import MOST, growth

TYPING = PlainTyping(
    ["UNICEF", "OSC", "CSO", "VAE", "DCI", "IPJJ", "PSEA", "UN", "EU", "PA", "INCO", "InCo", "MoU", "EAS"]
)


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("QUELS SONT LES MOTIFS DE RESILIATION ANTICIPEE ?", "Quels sont les motifs de resiliation anticipee ?"),
        ("BONJOUR, WHO DECIDES?", "Bonjour, who decides?"),
        ("Bonjour. QUELS SONT LES BÉNÉFICES ? merci", "Bonjour. Quels sont les bénéfices ? merci"),
        ("C'EST QUOI L'IPJJ ET L'UNICEF ?", "C'est quoi l'IPJJ et l'UNICEF ?"),
        ("LES OSC DOIVENT-ELLES SIGNER L’AVENANT ?", "Les OSC doivent-elles signer l’avenant ?"),
        ("NOUS AVONS EU UN RETARD, PAS UNE PANNE", "Nous avons eu un retard, pas une panne"),
        ("WHAT DO CSOS DO AT THE UN? I'M LOST.", "What do CSOs do at the UN? I'm lost."),
        ("WHO SIGNS THE MOU WITH INCO", "Who signs the MoU with INCO"),
        ("PLAN PSEA OBLIGATOIRE", "Plan PSEA obligatoire"),
        ("1. QUI SIGNE L'ACCORD ?\n2. QUAND", "1. Qui signe l'accord ?\n2. Quand"),
    ],
)
def test_three_words_in_capitals_are_lowered(typed: str, usual: str) -> None:
    """But abbreviations, the first letter of a sentence, and words that are always written so."""
    assert TYPING.apply(typed) == usual


@pytest.mark.parametrize(
    "text",
    [
        "QUI DÉCIDE ?",
        "Qui finance HACT, FACE et PCA ?",
        "HACT FACE PCA",
        "Est-ce que UNDP, WHO, UNFPA signent ?",
        "OSC VAE DCI IPJJ",
        "Plan A, DCI VAE",
        "Who decides?",
        "",
    ],
)
def test_abbreviations_in_a_row_are_no_shouting(text: str) -> None:
    """Nor are two words: a name may be written so."""
    assert TYPING.apply(text) == text


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("l’I.P.J.J. ?", "l’IPJJ ?"),
        ("what is the V.A.E", "what is the VAE"),
        ("I. P. J. J. ?", "IPJJ ?"),
        ("une o.s.c. locale", "une OSC locale"),
        ("U.N. agencies", "UN agencies"),
        ("le M.E.N.A. ?", "le MENA ?"),
        ("Une O.S.C. Qui la choisit ?", "Une OSC. Qui la choisit ?"),
    ],
)
def test_dots_in_abbreviations_are_taken_away(typed: str, usual: str) -> None:
    """The dot at the end of a sentence stays."""
    assert TYPING.apply(typed) == usual


@pytest.mark.parametrize(
    "text", ["e.g. at 3 p.m.", "J.D. Smith", "M. A. Diallo", "A. Qui ?", "P.S. merci", "art. 3.2.a"]
)
def test_other_dots_stay(text: str) -> None:
    """Initials of people, hours, numbers."""
    assert TYPING.apply(text) == text


@pytest.mark.parametrize("unit", ["WHO IS THIS ", "A.B. ", "l'É", "A. "])
def test_time_grows_with_the_length(unit: str) -> None:
    """Whatever a message repeats."""
    assert growth(TYPING.apply, unit) < MOST
