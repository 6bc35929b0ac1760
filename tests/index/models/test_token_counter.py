"""Tokens that are counted word by word are those of the whole text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.library import Library
from index.models.token_counter import TokenCounter

DOCS = Path(__file__).parents[3] / "docs"


def pairs(texts: Sequence[str], is_whole: bool) -> list[int]:
    """Return the tokens of each text where every two characters are one, spaces included."""
    return [-(-len(text) // 2) for text in texts]


def test_counts_are_those_of_whole_texts(library: Library) -> None:
    """For prose, tables, lists and code, as documents have them."""
    counter = TokenCounter(library.embeddings.encoder.lengths, "passage: ")
    texts = (DOCS / "documents.md").read_text(encoding="utf-8").strip().split("\n\n")
    texts += [
        "préavis\u00a0: 30\u202fjours",
        "a\t b \n\n c",
        "« Qui ? » — d'accord…",
        "e\u0301te\u0301",
        "👩‍👩‍👧 ok",
    ]
    assert [counter(text) for text in texts] == [counter.of_whole(text) for text in texts]


def test_a_tokenizer_that_joins_words_counts_whole_texts() -> None:
    """Rather exactly than fast."""
    counter = TokenCounter(pairs, "")
    texts = ["un deux", "a b c d e", "préavis"]
    apart = [counter(text) - counter.of_whole(text) for text in texts]
    assert set(apart) <= {-1, 0, 1}  # a word beside a mark may be cut otherwise
