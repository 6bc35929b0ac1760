"""A question set is read whole or refused with file, line and reason; gold is found by card id or by quote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.answering.inquiry import PastExchange
from bot.errors import EvaluationError
from bot.evaluation.question_sets import OWN_QUESTIONS, EvaluationQuestion, Gold, contains_quote, parse, read_sets
from tests.support.evaluation import card, excerpt, gold

GOOD = {"id": "q1", "text": "Et après ?", "lang": "fr", "kind": "followup", "expect": "answer"}
QUOTE = "il faudra convenir d’un calendrier"


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
    assert OWN_QUESTIONS.exists()
    monkeypatch.setattr("bot.evaluation.question_sets.OWN_QUESTIONS", tmp_path)
    with pytest.raises(EvaluationError, match="Name a file"):
        read_sets([])


def test_a_card_is_gold_by_its_id() -> None:
    """Its text does not matter; a passage of a document is no card, whatever its id."""
    assert gold("a|b").is_in(frozenset({"a", "b"}), card("b"))
    assert not gold("a").is_in(frozenset({"a"}), card("c"))
    assert not gold("d-1").is_in(frozenset({"d-1"}), excerpt("…"))


def test_a_documents_passage_is_gold_by_the_quote_in_it() -> None:
    """Punctuation, accents and line ends are no difference; whole words are."""
    part = frozenset({QUOTE})
    assert gold(QUOTE, quoted=True).is_in(part, excerpt("Alors IL FAUDRA convenir\n- d'un calendrier, et…"))
    assert not gold(QUOTE, quoted=True).is_in(part, excerpt("il faudra convenir d’un calendriers"))
    assert not gold("Un texte.", quoted=True).is_in(frozenset({"Un texte."}), card("a"))


def test_the_last_heading_counts_as_text() -> None:
    """It is shown over the passage, and some gold is a heading."""
    assert contains_quote(excerpt("Deux mots.", "Guide › Plaidoyer renforcé"), "plaidoyer renforcé")
    assert not contains_quote(excerpt("Deux mots.", "Guide › Plaidoyer renforcé"), "guide")


def test_each_part_has_its_best_place_in_any_ranking() -> None:
    """Zero for what no ranking holds."""
    rankings = [[card("x"), card("a")], [card("a"), card("b")]]
    assert gold("a", "b|x", "z").places(rankings) == (1, 1, 0)
    assert Gold().places(rankings) == ()


def test_gold_is_measurable_only_where_its_texts_are() -> None:
    """Quotes need a document, cards need one card of every part."""
    assert gold("a|z", "b").is_among([card("a"), card("b")])
    assert not gold("a", "z").is_among([card("a"), excerpt("…")])
    assert gold("x", quoted=True).is_among([excerpt("…")])
    assert not gold("x", quoted=True).is_among([card("x")])
    assert not Gold().is_among([card("a")])
