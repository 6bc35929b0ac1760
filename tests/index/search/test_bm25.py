"""BM25 from kept counts."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from corpus.language import LANGUAGES, Language
from index.library import Library
from index.search.bm25 import Bm25, TermCounts
from index.text.folding import grams

QUESTIONS: dict[Language, str] = {
    "fr": "Quel est le préavis de résiliation d'un partenariat ?",
    "en": "How is a partnership evaluated, and who takes part in the evaluation?",
}


@pytest.fixture(scope="module")
def texts(library: Library) -> dict[Language, list[str]]:
    """Return the texts of the cards by language."""
    return {
        language: [card.text for card in library.corpus.cards if card.language == language] for language in LANGUAGES
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_are_those_of_bm25s(texts: dict[Language, list[str]], language: Language) -> None:
    """To the last bit, with its defaults."""
    theirs = bm25s.BM25()
    theirs.index([grams(text, language) for text in texts[language]], show_progress=False)
    known = [term for term in grams(QUESTIONS[language], language) if term in theirs.vocab_dict]
    scores = Bm25(TermCounts.of(texts[language], language), language).scores(QUESTIONS[language])
    assert np.array_equal(scores, theirs.get_scores(known))


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_of_parts_add_up(texts: dict[Language, list[str]], language: Language) -> None:
    """Texts that were counted at different times score as if they had been counted together."""
    own = texts[language]
    parts = [TermCounts.of(own[:5], language), TermCounts.of([], language), TermCounts.of(own[5:], language)]
    joined = Bm25(TermCounts.joined(parts), language)
    assert np.array_equal(
        joined.scores(QUESTIONS[language]), Bm25(TermCounts.of(own, language), language).scores(QUESTIONS[language])
    )


def test_nothing_scores_nothing() -> None:
    """Neither without texts nor without a known term."""
    assert Bm25(TermCounts.of([], "fr"), "fr").scores("préavis").shape == (0,)
    assert Bm25(TermCounts.of(["Le préavis."], "fr"), "fr").scores("xyzzy").tolist() == [0.0]
