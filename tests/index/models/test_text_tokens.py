"""The tokens of the cards' texts, which are shipped with the corpus."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.library import Library
from index.models.passage_reader import WIDTH
from index.models.shipped_tokens import shipped_tokens, write_tokens
from index.models.text_tokens import TextTokens
from index.vectors import unread_texts

TEXT = "Cette phrase n'est dans aucun corpus."


def test_every_card_is_shipped_with_its_tokens(library: Library) -> None:
    """After an edit of the corpus, or a training of the reader, the file is written again."""
    assert unread_texts(library.passage_reader) == [], "run `make vectors` and commit the file"


def test_an_unknown_text_is_read_once(library: Library) -> None:
    """An edited card or an added document needs no shipped file."""
    tokens = TextTokens(library.passage_reader)
    done: list[tuple[int, int]] = []
    assert tokens.missing([TEXT, TEXT]) == [TEXT]
    first, second = tokens.of([TEXT, TEXT], lambda *state: done.append(state))
    assert first is second
    assert first.shape[1] == WIDTH
    assert first.dtype == np.int8
    assert [read == total for read, total in done] == [True]
    assert tokens.missing([TEXT]) == []


def test_shipped_tokens_judge_as_those_read_anew(library: Library) -> None:
    """Up to the precision of the processor that wrote the file."""
    reader, card = library.passage_reader, library.card_passages()[0]
    text = f"{card.section.rpartition(' › ')[2]}\n{card.text}"
    (shipped,) = TextTokens(reader).of([text])
    (fresh,) = reader.tokens_of([text])
    question = "Qui décide ?"
    of_shipped, of_fresh = (reader.matches(question, one, [len(one)])[0] for one in (shipped, fresh))
    assert of_shipped.odds == pytest.approx(of_fresh.odds, abs=0.3)
    assert of_shipped.weakest == pytest.approx(of_fresh.weakest, abs=0.05)


def test_a_written_file_holds_what_was_given_for_that_reader_alone(tmp_path: Path) -> None:
    """Another reader compares in another space."""
    given = {name: np.full((length, WIDTH), length, dtype=np.int8) for name, length in (("a", 2), ("b", 1), ("c", 3))}
    write_tokens(given, "this reader", tmp_path / "tokens.npz")
    read = shipped_tokens("this reader", tmp_path / "tokens.npz")
    assert sorted(len(rows) for rows in read.values()) == [1, 2, 3]
    assert all((rows == len(rows)).all() for rows in read.values())
    assert shipped_tokens("another reader", tmp_path / "tokens.npz") == {}
    assert shipped_tokens("this reader", tmp_path / "none.npz") == {}
