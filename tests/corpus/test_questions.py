"""Questions by many hands: lines of a target, a language and a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.questions import questions_by_target, read_questions
from corpus.yamlfile import CorpusError


def write(folder: Path, text: str) -> Path:
    """Write `text` as the questions of one person."""
    (folder / "questions").mkdir(parents=True)
    (folder / "questions" / "lawyer.tsv").write_text(text, encoding="utf-8")
    return folder


def test_each_line_is_a_question_of_that_person(tmp_path: Path) -> None:
    """Empty lines count for nothing."""
    asked = read_questions(write(tmp_path, "ends\tfr\tQui décide ?\n\nends\ten\tWho decides?\n"))
    assert {question.person for question in asked} == {"lawyer"}
    assert questions_by_target(asked) == {("ends", "fr"): ("Qui décide ?",), ("ends", "en"): ("Who decides?",)}


@pytest.mark.parametrize("line", ["ends\tQui ?", "ends\tde\tWer?", "ends\tfr\t ", "ends fr Qui ?"])
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    """With its number, and what it must be."""
    with pytest.raises(CorpusError, match=r"lawyer\.tsv:2: must be an id, fr or en, and a question"):
        read_questions(write(tmp_path, f"ends\tfr\tQui ?\n{line}\n"))


def test_every_question_leads_to_something_and_is_asked_once_by_its_person() -> None:
    """`read_corpus` refuses a target that is none."""
    asked = read_questions(BUNDLED_CORPUS)
    assert len(asked) > 5000
    lines = [(question.person, question.target, question.language, question.text) for question in asked]
    assert len(lines) - len(set(lines)) < 20


def test_a_question_that_leads_to_nothing_is_named(tmp_path: Path) -> None:
    """A card that is renamed takes its questions along."""
    from corpus.collection import write_starter

    write_starter(tmp_path / "own")
    folder = write(tmp_path / "own", "no-such-card\tfr\tQui décide ?\n")
    with pytest.raises(CorpusError, match="no card, gap or intent has the id"):
        read_corpus(folder)


def test_persons_can_be_left_out() -> None:
    """Their questions are then there to be asked."""
    whole, less = (read_corpus(BUNDLED_CORPUS, left_out) for left_out in ((), ("lawyer",)))
    left_out = [asked for asked in read_questions(BUNDLED_CORPUS) if asked.person == "lawyer"]
    assert len(left_out) > 400
    counts = [sum(len(card.questions) for card in corpus.cards) for corpus in (whole, less)]
    assert counts[0] - counts[1] == len(left_out)
