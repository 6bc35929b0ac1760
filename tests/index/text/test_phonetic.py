"""Words that are spelt as they sound are read as the words that they stand for."""

from __future__ import annotations

from corpus.card import BUNDLED_CORPUS
from corpus.glossary import read_glossary
from index.search.query import QueryReader
from index.text.phonetic import readings, without_digits

GLOSSARY = read_glossary(BUNDLED_CORPUS / "glossary.yaml")


def test_an_elision_without_an_apostrophe_is_one_reading() -> None:
    """English has none."""
    assert "l'agence" in list(readings("lagence", "fr"))
    assert list(readings("lagence", "en")) == []


def test_digits_that_count_something_stay() -> None:
    """Others stand for words."""
    assert without_digits("on a 2 mois pr 4 étapes", "fr") == "on a 2 mois pr 4 étapes"
    assert without_digits("hw 2 end it", "en") == "hw to end it"


def test_digits_are_words_in_text_messages_alone() -> None:
    """A message without shorthands keeps its figures."""
    reader = QueryReader(GLOSSARY)
    assert reader.read("besoin 2 savoir koi faire", "fr").text == "besoin de savoir quoi faire"
    assert reader.read("article 2 premier alinéa", "fr").text == "article 2 premier alinéa"


def test_an_abbreviation_is_cut_off_its_article() -> None:
    """But "long" is a word."""
    reader = QueryReader(GLOSSARY)
    assert reader.read("qui dirige lipjj", "fr").text == "qui dirige l'ipjj"
    assert reader.read("un long délai", "fr").text == "un long délai"
