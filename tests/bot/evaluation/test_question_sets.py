"""A question set is read whole or refused with file, line and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answering.inquiry import PastExchange
from bot.errors import EvaluationError
from bot.evaluation.question_sets import OURS, EvaluationQuestion, Gold, parse, read_sets

GOOD = {"id": "q1", "text": "Et après ?", "lang": "fr", "kind": "followup", "expect": "answer"}


def line(**more: Any) -> str:
    """Return a good line, but for what `more` says."""
    return json.dumps({**GOOD, **more})


def test_a_whole_line_is_read() -> None:
    """Every key finds its place; keys that nobody asks for are left alone."""
    history = [
        {"role": "user", "content": "Par quoi commencer ?"},
        {"role": "assistant", "content": "Par le diagnostic."},
        {"role": "user", "content": "Vraiment ?"},
    ]
    found = parse(
        line(
            gold=["a", "b"], must_contain=["plan|projet"], must_not=["30 jours"], history=history, note="…", topic="vae"
        )
    )
    assert found == EvaluationQuestion(
        id="q1",
        text="Et après ?",
        language="fr",
        kind="followup",
        expect="answer",
        answerable=True,
        gold=Gold((frozenset({"a", "b"}),)),
        must_contain=("plan|projet",),
        must_not=("30 jours",),
        history=(PastExchange("Par quoi commencer ?", "Par le diagnostic."), PastExchange("Vraiment ?")),
    )


@pytest.mark.parametrize(
    ("written", "gold"),
    [
        ([], Gold()),
        (["a", "b"], Gold((frozenset({"a", "b"}),))),
        ([["a"], ["b", "c"]], Gold((frozenset({"a"}), frozenset({"b", "c"})))),
        ([{"seed": "001", "quote": "un"}, {"quote": "deux"}], Gold((frozenset({"un", "deux"}),), quoted=True)),
    ],
)
def test_gold_is_cards_cards_by_part_or_quotes(written: object, gold: Gold) -> None:
    """Alternatives are sets; each part of a question has its own."""
    assert parse(line(gold=written)).gold == gold


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (line(id=7), '"id" must be a text'),
        (line(text=" "), '"text" must be a text'),
        (line(lang="de"), "\"lang\" is 'de', not one of fr, en, mixed"),
        (line(expect="guess"), "\"expect\" is 'guess', not one of answer,"),
        (line(answerable="yes"), '"answerable" must be true or false'),
        (line(must_not="30"), '"must_not" must be a list of texts'),
        (line(gold=["a", ["b"]]), '"gold" must list'),
        (line(gold=[{"seed": "001"}]), '"gold" must list'),
        (line(history=[{"role": "system", "content": "x"}]), "each turn"),
        (line(history=[{"role": "user"}]), '"content" must be a text'),
        (line(), '"id" q1 was used before'),
    ],
)
def test_a_bad_line_is_named(text: str, said: str, tmp_path: Path) -> None:
    """The error says which file, which line and which key; empty lines count as lines."""
    file = tmp_path / "set.jsonl"
    file.write_text(f"{line()}\n\n{text}\n", encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        read_sets([file])
    assert str(caught.value).startswith(f"{file}, line 3: ")
    assert said in str(caught.value)


def test_a_file_without_questions_or_that_is_missing_is_refused(tmp_path: Path) -> None:
    """Both are named."""
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    for file in (empty, tmp_path / "nowhere.jsonl"):
        with pytest.raises(EvaluationError, match=file.name):
            read_sets([file])


def test_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    """Else nobody could tell their results apart."""
    with pytest.raises(EvaluationError, match="same name"):
        read_sets([tmp_path / "a" / "set.jsonl", tmp_path / "b" / "set.jsonl"])


def test_both_of_our_halves_are_the_default() -> None:
    """Each under its own name."""
    assert [(one.name, len(one.questions)) for one in read_sets([])] == [("tune", 176), ("report", 176)]


def test_without_our_halves_a_file_must_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in an installation outside the working tree."""
    assert OURS.exists()
    monkeypatch.setattr("bot.evaluation.question_sets.OURS", tmp_path)
    with pytest.raises(EvaluationError, match="Name a file"):
        read_sets([])
