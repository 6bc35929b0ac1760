"""The words of the pages that bear the cards: a mistake in the file is told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.quote import read_quotes
from corpus.yamlfile import CorpusError


def test_words_are_read_by_card_in_the_order_of_the_file(tmp_path: Path) -> None:
    """A card may rest on several, and several cards on the same; a corpus need not have any."""
    path = tmp_path / "quotes.yaml"
    assert read_quotes(path, {"a"}) == {}
    path.write_text('- cards: [a, b]\n  words: "Un."\n- cards: [a]\n  words: "Deux : trois."\n', encoding="utf-8")
    assert read_quotes(path, {"a", "b"}) == {"a": ("Un.", "Deux : trois."), "b": ("Un.",)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: b\n", "quotes.yaml:1: must be a list of quotes"),
        ("- cards: [a]\n  words: Un.\n- cards: [c]\n  words: Un.\n", 'quotes.yaml:3: quote: cards: "c" is none of a'),
        ("- cards: [a]\n  word: Un.\n", "quotes.yaml:2: quote: word: is not a field here (did you mean words?)"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    """And what is expected."""
    path = tmp_path / "quotes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(problem)):
        read_quotes(path, {"a"})
