"""Follow-ups by many hands: lines of cards, a language, a question and those before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.follow_ups import AskedFollowUp, read_follow_ups
from corpus.yamlfile import CorpusError


def write(folder: Path, text: str) -> Path:
    """Write `text` as the follow-ups of one person."""
    (folder / "follow_ups").mkdir(parents=True)
    (folder / "follow_ups" / "lawyer.tsv").write_text(text, encoding="utf-8")
    return folder


def test_each_line_is_a_follow_up_of_that_person(tmp_path: Path) -> None:
    """A dash stands for no card; empty lines count for nothing."""
    found = read_follow_ups(write(tmp_path, "ends why\tfr\tPourquoi ?\tQui décide ?\n\n-\ten\tWhen?\tWho?\tWhy?\n"))
    assert found == [
        AskedFollowUp("lawyer", frozenset({"ends", "why"}), "fr", "Pourquoi ?", ("Qui décide ?",)),
        AskedFollowUp("lawyer", frozenset(), "en", "When?", ("Who?", "Why?")),
    ]


@pytest.mark.parametrize("line", ["-\tfr\tQui ?", "-\tde\tWer?\tWas?", "-\tfr\t \tQui ?", "- fr Qui ? Quoi ?"])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    """With its number, and what it must be."""
    with pytest.raises(CorpusError, match=r"lawyer\.tsv:2: must be ids of cards or -, fr or en, a question and those"):
        read_follow_ups(write(tmp_path, f"-\tfr\tQui ?\tQuoi ?\n{line}\n"))


def test_the_follow_ups_that_are_learned_from_name_known_cards() -> None:
    """Of both languages; a sixth at least is answered by none."""
    asked = read_follow_ups(BUNDLED_CORPUS)
    known = {card.id for card in read_corpus(BUNDLED_CORPUS).cards}
    assert all(one.cards <= known for one in asked)
    assert {one.language for one in asked} == {"fr", "en"}
    assert sum(not one.cards for one in asked) > len(asked) / 6
