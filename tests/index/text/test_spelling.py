"""Slips in a question, put right by the words of the texts and left alone where they may be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.language import Language
from index.library import Library
from index.text import spelling
from index.text.spelling import Dictionary, Speller, word_counts

TEXTS: dict[Language, list[str]] = {
    "fr": ["La résiliation anticipée, l’évaluation finale et le préavis.", "Votre partenariat, votre évaluation."],
    "en": ["The grounds for termination and the sustainability of results."],
}
COUNTS = {language: word_counts(texts) for language, texts in TEXTS.items()}


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    """Return the dictionary of both languages."""
    return Dictionary(tmp_path_factory.mktemp("models"))


def test_the_dictionary_has_each_of_its_words_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, the last and the beginnings of others among them."""
    listed = {"b", "ba", "bab", "bb", "a-b", "zz"}
    monkeypatch.setattr(spelling, "_listed", lambda: listed)
    held = Dictionary(tmp_path)
    words = {first + second + third for first in "abz" for second in ("", *"-abz") for third in ("", *"abz")}
    assert {word for word in words if word in held} == words & listed
    assert "" not in held


@pytest.mark.parametrize(
    ("language", "written", "meant"),
    [
        ("fr", "la resilliation", "la résiliation"),
        ("fr", "l'evalution finale", "l'évaluation finale"),
        ("fr", "le préavi", "le préavis"),
        ("en", "the 4 grouds", "the 4 grounds"),
        ("en", "sustainabilty", "sustainability"),
        ("en", "terminatoin", "termination"),
        ("en", "la resilliation", "la résiliation"),
    ],
    ids=["a letter too many", "too few", "an ending", "English", "a long word", "changed places", "the other language"],
)
def test_a_slip_is_put_right(language: Language, written: str, meant: str, dictionary: Dictionary) -> None:
    """With the accents that the texts give the word."""
    assert Speller(COUNTS, dictionary).correct(written, language) == meant


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "voter"),
        ("fr", "evaluation"),
        ("fr", "Awa Rezultat nous a dit"),
        ("fr", "le budget"),
        ("en", "round"),
        ("en", "12 UNDP 2026/045"),
    ],
    ids=["a word", "a missing accent", "a name", "an unknown word", "short", "a number"],
)
def test_what_may_be_meant_stays(language: Language, written: str, dictionary: Dictionary) -> None:
    """Words of a dictionary, names, and what is like nothing in the texts."""
    assert Speller(COUNTS, dictionary).correct(written, language) == written


def test_without_texts_nothing_is_corrected(dictionary: Dictionary) -> None:
    """There is no word to put in its place."""
    assert Speller({}, dictionary).correct("la resilliation", "fr") == "la resilliation"


@pytest.mark.parametrize(
    ("language", "written", "card"),
    [
        ("en", "wat are the 4 grouds for terminaton", "termination-grounds"),
        ("fr", "l'evalution est elle obligatiore ?", "evaluation"),
    ],
)
def test_misspelt_questions_find_their_card(library: Library, language: Language, written: str, card: str) -> None:
    """As if they had been spelt well."""
    assert library.searcher().search(library.reader.read(written, language))[0].passage.id.startswith(card)
