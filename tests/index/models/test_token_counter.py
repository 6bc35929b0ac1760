"""Tokens that are counted word by word are those of the whole text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.library import Library
from index.models.token_counter import TokenCounter

DOCS = Path(__file__).parents[3] / "docs"


class Pairs:
    """A tokenizer that makes a token of every two characters, spaces included."""

    def __call__(self, texts: str | list[str], **_: Any) -> dict[str, Any]:
        """Return the tokens of a text, or of each of several."""
        if isinstance(texts, str):
            return {"input_ids": [texts[at : at + 2] for at in range(0, len(texts), 2)]}
        return {"input_ids": [self(text)["input_ids"] for text in texts]}


def test_counts_are_those_of_whole_texts(library: Library) -> None:
    """For prose, tables, lists and code, as documents have them."""
    counter = TokenCounter(library.embeddings.model.tokenizer, "passage: ")
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
    counter = TokenCounter(Pairs(), "")
    texts = ["un deux", "a b c d e", "préavis"]
    apart = [counter(text) - counter.of_whole(text) for text in texts]
    assert set(apart) <= {-1, 0, 1}  # a word beside a mark may be cut otherwise
