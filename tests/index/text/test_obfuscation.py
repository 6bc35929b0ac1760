"""Obfuscated words of harm are recognised, and what only looks like them is left alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.danger_examples import read_danger_words
from index.text.obfuscation import Obfuscations
from tests.support.growth import MOST, growth

WORDS = Obfuscations(read_danger_words())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("he r4ped me", "he raped me"),
        ("il m’a v1olée !", "il m’a violée !"),
        ("il m’a v10lé", "il m’a violé"),
        ("he k1lled her", "he killed her"),
        ("il la fr@ppe", "il la frappe"),
        ("il m’a v.i.o.l.é.e.", "il m’a violée."),
        ("i was r a p e d by him", "i was raped by him"),
        ("i w a s r-a-p-e-d", "i w a s raped"),
        ("un v*ol", "un viol"),
        ("he r*ped me", "he raped me"),
        ("un **viol**", "un **viol**"),
        ("il me vi\u200bole", "il me viole"),
        ("il me v\u0336i\u0336ole", "il me viole"),
        ("he raaaaped me", "he raped me"),
        ("il me fraaappppeee", "il me frape"),
        ("he vvioolles", "he violes"),
        ("he r\u0430ped me", "he raped me"),
        ("he \U0001d4fbaped me", "he raped me"),
        ("R4PED", "raped"),
    ],
)
def test_an_obfuscated_word_gets_its_usual_spelling(written: str, meant: str) -> None:
    """Figures for letters, letters apart, masked, unseen between them, repeated, of another alphabet."""
    assert WORDS.undo(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "l’accord PCA2023/014, R-2026-0001 et SSFA-2024-7",
        "A.G.E.C.S., P.C.A., U.N.I.C.E.F. et E.C.P.A.T.",
        "O S C et O N G, points a b c d e f",
        "4 ans, 12h30, 3e tranche, 2nd, 1er mai, 5$, 10€, 4x4, H1N1, CO2, A4",
        "les intervenant·e·s, et/ou, c.-à-d., p.ex., rendez-vous, sous-traitance",
        "oh sh*t, 3*4=12, le plus ********, a_b, **gras**, __init__",
        "tout va bieeeeen, merciii, Zzz",
        "écris à awa@relais.org ou www.relais.org",
        "1\u00a0234\u202f567 F : « oui »…",
    ],
)
def test_what_is_no_obfuscation_stays(text: str) -> None:
    """Numbers of agreements, abbreviations, inclusive spelling, amounts, oaths, addresses."""
    assert WORDS.undo(text) == text


@given(st.text())
@example("\u0e33")  # a letter that stands for a mark and a letter
def test_any_text_is_read(text: str) -> None:
    """And what was read once is read the same again."""
    once = WORDS.undo(text)
    assert WORDS.undo(once) == once


@pytest.mark.parametrize("unit", ["v i o l ", "a ", "v*", "a.b-", "4@", "aabb", "r a p d "])
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    """Linear in the length of a message, with slack."""
    assert growth(WORDS.undo, unit) < MOST
