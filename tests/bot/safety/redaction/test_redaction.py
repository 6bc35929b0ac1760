"""Redaction of any text: linear in time, idempotent, without growth, with labels in the language of the text."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety.redaction import redaction
from bot.safety.redaction.redaction import find_personal_data, redact
from corpus.language import LANGUAGES, Language
from tests.support.growth import MOST, growth
from tests.support.redaction_marks import lines

LABELS = tomllib.loads(Path(redaction.__file__).with_name("labels.toml").read_text(encoding="utf-8"))
LONGEST = max(len(label) for labels in LABELS.values() for label in labels.values())
SHORTEST = 2  # characters of a piece that is taken out: "M. Ba"
_PIECES = st.sampled_from(
    """Mme M. Dr Awa Traoré zongo né(e) le 12/03/2010 70 12 34 56 +226 @awa a@b.org IBAN FR76 CNIB n° B123456 tél compte
    enceinte séropositive mdp : pwd login plaque moto KDA 123B ma fille la petite A., gmail com est is Jean-Marie Dru
    [nom] [phone] je m’appelle Signé Cordialement, GPS 12.3714, -1.5197 12 ans et\n ; | PCA/2023/014 2023 25 000 F
    \N{ZERO WIDTH SPACE} \N{RIGHT-TO-LEFT OVERRIDE} œ É ٣٤ ﬁ""".split(" ")
)
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(_PIECES, max_size=30).map(" ".join),
    st.lists(_PIECES, max_size=30).map("".join),
    st.text(alphabet="0123456789 .-/+()AaéMm@:,\n", max_size=200),
    st.sampled_from([line.text for half in ("tune", "report") for line in lines(half)]),
)


@settings(max_examples=200, deadline=None)
@given(text=_TEXTS, language=st.sampled_from(LANGUAGES))
def test_redaction_is_idempotent(text: str, language: Language) -> None:
    """A stored text can be stored again: nothing more is found in it."""
    once = redact(text, language)
    assert (redact(once.text, language).text, find_personal_data(once.text)) == (once.text, [])


@settings(max_examples=100, deadline=None)
@given(text=_TEXTS)
def test_a_text_does_not_grow(text: str) -> None:
    """Every piece that goes has two characters at least, and makes room for one label."""
    assert len(redact(text, "fr").text) <= len(text) * LONGEST / SHORTEST


@settings(max_examples=100, deadline=None)
@given(text=_TEXTS)
def test_spans_do_not_overlap_and_lie_inside_the_text(text: str) -> None:
    """Pieces come in order, none empty, none in another or beyond the end."""
    found = find_personal_data(text)
    ends = [0, *(end for piece in found for end in (piece.start, piece.end)), len(text)]
    assert ends == sorted(ends)
    assert all(piece.start < piece.end for piece in found)


REPEATED = (
    "1|.| |1.|1 |12 |12/|\n|-|+1|(|@|a|A|é|A/|a.|a@|1.234,|né le |M. |Mme A |12/12/|AA11 |tel 12 |nom : |\u200b"
    "|mdp : |login a / |plaque 1|moto A 1|je suis |ma fille |mon chef |la petite A.|A., 9 ans |a@gmail |a.b gmail "
    "|ccp 1 |c'est a |le pere de |vingt deux |quatre-vingt-|14 rue de A |secteur 5, |A St |3 A |12345 "
).split("|")


@pytest.mark.parametrize("unit", REPEATED)
def test_the_time_grows_with_the_length_alone(unit: str) -> None:
    """Repeated characters, on which a careless expression searches for ever, take linear time, with slack."""
    assert growth(lambda text: redact(text, "fr"), unit) < MOST


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("Mme Zo\N{ZERO WIDTH SPACE}ngo", "Mme [nom]"),
        ("7\N{ZERO WIDTH JOINER}0 12 3\N{SOFT HYPHEN}4 56", "[téléphone]"),
        ("٧٠ ١٢ ٣٤ ٥٦", "[téléphone]"),
        ("70\N{NO-BREAK SPACE}12\N{NARROW NO-BREAK SPACE}34\N{NO-BREAK SPACE}56", "[téléphone]"),
        ("né le 3 mai 2012", "né le [date de naissance]"),
        ("Mme Ke\N{COMBINING DIAERESIS}ita", "Mme [nom]"),
    ],
)
def test_no_way_of_writing_hides_anything(hidden: str, shown: str) -> None:
    """Invisible characters, other digits and spaces, and accents apart from their letters change nothing."""
    apart = redact(unicodedata.normalize("NFD", hidden), "fr").text
    assert redact(hidden, "fr").text == unicodedata.normalize("NFC", apart) == shown


def test_a_kind_that_is_kept_stays_and_the_others_go() -> None:
    """In both languages."""
    assert redact("Mme Zongo : elle est enceinte.", "fr", kept=("health",)).text == "Mme [nom] : elle est enceinte."
    assert (
        redact("She is pregnant, her phone: 70 12 34 56.", "en", kept=("health",)).text
        == "She is pregnant, her phone: [phone]."
    )


def test_the_labels_are_those_of_the_language() -> None:
    """Same kinds, in the same order, in words of the language."""
    said = "Mr Okafor, 0803 447 2195"
    assert [list(LABELS[language]) for language in LANGUAGES] == [list(LABELS["fr"])] * len(LANGUAGES)
    assert [redact(said, language).text for language in LANGUAGES] == ["Mr [nom], [téléphone]", "Mr [name], [phone]"]


def test_nothing_stays_of_a_list_of_people() -> None:
    """Not even what stood around it."""
    listed = "À inscrire :\n1. Awa Traoré, 12 ans\n2. Moussa Diallo, 9 ans\n3. Fatou Sow, 14 ans"
    assert redact(listed, "fr") == redaction.Redacted("[liste de personnes]", ("people",))
    unnamed = "Enfant A, 6 ans, séropositif ; enfant B, 11 ans, déscolarisé. On la joint au rapport ?"
    assert redact(unnamed, "fr") == redaction.Redacted("[liste de personnes]", ("people",))
    assert redact("Mon enfant a 6 ans, l’autre enfant a 9 ans.", "fr").kinds != ("people",)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Appelez-moi au soixante-dix 12 34 56", "Appelez-moi au [téléphone]"),
        ("c’est soixante dix douze trente-quatre cinquante-six", "c’est [téléphone]"),
        ("Call me on zero seven 88 double two 456", "Call me on [phone]"),
        ("BF134 01001 012 345 678 901 67 chez Coris", "[numéro bancaire] chez Coris"),
        ("virer sur 01001 01001 012345678901 67", "virer sur [numéro bancaire]"),
        ("une fille née en mars 2011, le 4", "une fille née en [date de naissance]"),
        ("elle est née en 2011, le 4 mars", "elle est née en [date de naissance]"),
        ("She was born in March 2011, on the 4th", "She was born in [date of birth]"),
        ("J’habite au 14 rue de la Paix, secteur 5", "J’habite au [position]"),
        ("elle vit secteur 22, porte 210", "elle vit [position]"),
        ("chez lui, rue 14.32, porte 105", "chez lui, [position]"),
        ("He lives at 22 Palm Street, Bo", "He lives at [location], Bo"),
    ],
)
def test_numbers_in_words_west_african_accounts_split_dates_and_doors_go(said: str, kept: str) -> None:
    """However the groups are cut, in both languages."""
    assert redact(said).text == kept


@pytest.mark.parametrize(
    "text",
    [
        "Trente-quatre enfants, cinquante-six familles et 12 écoles en 2011",
        "deux mille onze, de 2019 à 2020, vingt et un jours",
        "les articles deux, trois et quatre de l’accord n° 12 34",
        "PCA/2023/014 01 du 5 mars 2023, 12 500 000 FCFA",
        "Le réseau est né en mars 2011, le 4e projet en 2012",
        "14 rues ont été pavées au secteur 5, 24 place au dialogue, le 14 cours de formation",
        "12 streets were cleaned and 3 roads built in sector 5",
    ],
)
def test_counts_years_agreements_and_streets_without_a_door_stay(text: str) -> None:
    """What the wider rules must not take."""
    assert redact(text).text == text
