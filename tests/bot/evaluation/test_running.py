"""A small set through the real bot over the real library, and the checks of a single answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.answering.advisor import Advisor
from bot.answering.wishes import read_wish
from bot.cli.main import main
from bot.evaluation.question_sets import EvaluationQuestion, Gold, QuestionSet, parse, read_sets
from bot.evaluation.retrieval import Retrieval
from bot.evaluation.running import is_cited, is_in_language, is_routed, missing, present, run
from index.library import Library
from index.passage import Hit
from index.search.query import Query
from index.text.folding import plain
from tests.support.evaluation import answer, card, excerpt, gold, question

HISTORY = [
    {"role": "user", "content": "Quelles mesures si rien n’avance ?"},
    {"role": "assistant", "content": "Des mesures correctives, avec un calendrier."},
]
SET = [
    {"id": "direct", "text": "Who follows up the corrective measures?", "lang": "en", "kind": "direct",
     "gold": ["termination-responsibilities"], "must_contain": ["clearly"], "expect": "answer"},
    {"id": "follow-up", "text": "Et qui en est responsable ?", "lang": "fr", "kind": "followup", "history": HISTORY,
     "gold": ["termination-responsibilities", "termination-overview", "termination-corrective-plan"],
     "expect": "answer"},
    {"id": "parts", "text": "L’évaluation est-elle imposée, et qu’est-ce que le conseil INCO ?", "lang": "fr",
     "kind": "multi_part", "gold": [["evaluation-encouraged", "evaluation-overview"], ["dci-inco"]],
     "expect": "answer"},
    {"id": "gap", "text": "Combien de jours de préavis ?", "lang": "fr", "kind": "unanswerable_in_domain",
     "must_not": ["30 jours"], "expect": "not_covered_handoff"},
    {"id": "greeting", "text": "Bonjour !", "lang": "fr", "kind": "chitchat_meta", "must_contain": ["never said"],
     "expect": "greet_or_meta"},
    {"id": "quote", "text": "Faut-il un calendrier ?", "lang": "fr", "kind": "direct",
     "gold": [{"seed": "001", "quote": "un calendrier"}], "expect": "answer"},
]  # fmt: skip


def lines() -> list[str]:
    """Return the set as lines of a file."""
    return [json.dumps(record) for record in SET]


def test_questions_go_through_the_real_bot(library: Library) -> None:
    """Each with its history; searched where the index holds the gold; progress after each."""
    seen: list[tuple[int, int]] = []
    questions = tuple(parse(line) for line in lines())
    results = run(library, [QuestionSet("small", questions)], lambda done, total: seen.append((done, total)), False)[0]
    found = {result.question.id: result for result in results}
    assert seen == [(n, 6) for n in range(1, 7)]
    assert found["gap"].outcome == "not_covered" and found["gap"].is_refusal
    assert found["direct"].passed and found["direct"].routed and found["direct"].cited
    assert found["follow-up"].routed and found["follow-up"].in_language
    assert len(found["parts"].places["hybrid"]) == 2 and 0 < found["follow-up"].places["hybrid"][0] <= 3
    assert found["greeting"].missing == ("never said",) and not found["gap"].violated
    assert {name for name, result in found.items() if result.places} == {"direct", "follow-up", "parts"}
    assert set(found["direct"].places) == {"hybrid", "bm25", "dense"}
    assert found["quote"].cited is None
    assert all(result.milliseconds > 0 for result in results)


def searched(library: Library, question: EvaluationQuestion, monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """Return the advisor's queries for the question; what was asked before is not answered again."""
    past = [replace(turn, passages=()) for turn in question.inquiry.history]
    searcher, queries = library.searcher(), list[Query]()
    search = searcher.search

    def spied(query: Query, *more: Any) -> list[Hit]:
        queries.append(query)
        return search(query, *more)

    with monkeypatch.context() as patch:
        patch.setattr(searcher, "search", spied)
        Advisor(library).advise(replace(question.inquiry, history=past))
    return queries


def test_the_evaluation_searches_as_the_advisor_does(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words with the same context, for the follow-ups of ours that ask and get as far as a search."""
    retrieval = Retrieval(library, with_plain=False)
    followed = [item for item in read_sets([])[0].questions if item.history]
    asked = [item for item in followed if read_wish(item.text).kind == "question"]
    compared = 0
    for item in asked:
        queries = searched(library, item, monkeypatch)
        assert {query.text for query in queries} <= {
            text for query in retrieval.queries(item) for text in (query.text, query.context)
        }
        compared += bool(queries)
    assert compared > len(asked) / 2


def test_the_command_measures_compares_and_holds_to_floors(
    library: Library, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table on standard output, what falls short on standard error, and exit status 1."""
    monkeypatch.setenv("RELAIS_HOME", str(home))
    assert not library.is_stale()
    file, former = tmp_path / "small.jsonl", tmp_path / "former.json"
    file.write_text("\n".join(lines()[3:5]), encoding="utf-8")
    kept = CliRunner().invoke(main, ["eval", str(file), "--json"])
    former.write_text(kept.stdout, encoding="utf-8")
    assert kept.exit_code == 0
    shown = CliRunner().invoke(main, ["eval", str(file), "--baseline", str(former), "--min", "passed=0.9"])
    assert shown.exit_code == 1
    assert shown.stderr.endswith("small: passed is 0.5, below 0.9.\n")
    assert "Not passed (1): greeting" in shown.stdout
    assert "small, change" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.jsonl"], "Error: nowhere.jsonl can't be read"),
        (["--min", "speed=1"], "Error: --min speed=1: it can be"),
        (["--baseline", "nowhere.json"], "Error: nowhere.json is no report"),
    ],
)
def test_an_error_is_one_line(words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is loaded."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    shown = CliRunner().invoke(main, ["eval", *words])
    assert shown.exit_code == 1
    assert shown.stderr.startswith(said) and shown.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉVALUATION", "evaluation"),
        ("mise en œuvre", "mise en oeuvre"),
        ("n’est", "n'est"),
        ("a\u202fb\n  c", "a b c"),
        ("j’ai 30 %", "j'ai 30 %"),
    ],
)
def test_spelling_is_folded(text: str, folded: str) -> None:
    """Case, accents, ligatures, apostrophes and white space; nothing else."""
    assert plain(text) == folded


def test_each_item_needs_one_of_its_alternatives() -> None:
    """What has none is missing; what has one is present."""
    text = "Un échéancier est prévu."
    assert missing(text, ["calendrier|écheancier", "budget|coût"]) == ("budget|coût",)
    assert present(text, ["30 jours|échéancier", "faute"]) == ("30 jours|échéancier",)
    assert present(text, ["|"]) == ()


@pytest.mark.parametrize(
    ("expect", "answerable", "outcome", "routed"),
    [
        ("answer", True, "answered", True),
        ("answer", True, "partial", False),
        ("partial", True, "partial", True),
        ("not_covered_handoff", False, "not_covered", True),
        ("not_covered_handoff", False, "closest", True),
        ("not_covered_handoff", False, "clarify", True),
        ("not_covered_handoff", False, "answered", False),
        ("decline_scope", False, "not_covered", False),
        ("clarify", False, "clarify", True),
        ("ignore_injection", False, "answered", False),
        ("ignore_injection", True, "answered", True),
    ],
)
def test_the_route_follows_the_expectation(expect: Any, answerable: bool, outcome: Any, routed: bool) -> None:
    """A question under an injection may be answered if it can be."""
    assert is_routed(question(expect=expect, answerable=answerable), outcome) is routed


def test_the_first_source_must_bear_a_single_part() -> None:
    """A right one in second place is not enough."""
    assert is_cited(gold("a|b"), answer(card("b"), card("x"))) is True
    assert is_cited(gold("a"), answer(card("x"), card("a"))) is False


def test_of_several_parts_each_needs_a_source() -> None:
    """In any order; one source may bear two parts."""
    assert is_cited(gold("a", "b|c"), answer(card("c"), card("a"))) is True
    assert is_cited(gold("a|o", "b|o"), answer(card("o"))) is True
    assert is_cited(gold("a", "b"), answer(card("a"))) is False


def test_a_document_is_cited_rightly_if_it_holds_the_quote() -> None:
    """Whatever document it is."""
    assert is_cited(gold("un calendrier", quoted=True), answer(excerpt("Il faut un calendrier."))) is True
    assert is_cited(gold("un calendrier", quoted=True), answer(excerpt("Il faut un budget."))) is False


def test_citations_are_not_judged_without_gold_or_sources() -> None:
    """Nothing can be said then."""
    assert is_cited(Gold(), answer(card("a"))) is None
    assert is_cited(gold("a"), answer(outcome="not_covered")) is None


def test_the_language_is_that_of_the_asker_or_the_one_asked_for() -> None:
    """Nothing can be said of a question in both."""
    assert is_in_language(question(), answer()) is True
    assert is_in_language(question(), answer(language="en")) is False
    assert is_in_language(question(text="et en anglais ?"), answer(language="en")) is True
    assert is_in_language(question(language="mixed"), answer()) is None
