"""A report groups, prints, is kept and compared, and is held against floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import EvaluationError
from bot.evaluation import baseline, tables
from bot.evaluation.question_sets import QuestionSet
from bot.evaluation.records import SetReport
from bot.evaluation.report import dump, load, read_floors, report, shortfalls
from bot.evaluation.running import QuestionResult
from tests.support.evaluation import result

NOW = [
    result("a", places={"hybrid": (1,), "bm25": (2,)}, milliseconds=10.0),
    result("b", language="en", places={"hybrid": (2,), "bm25": (0,)}, milliseconds=30.0),
    result("c", kind="out_of_domain", expect="decline_scope", answerable=False, missing=("x",), routed=False),
]
BEFORE = [
    result("a", missing=("x",), places={"hybrid": (0,), "bm25": (2,)}),
    result("b", language="en", places={"hybrid": (2,), "bm25": (0,)}),
    result("c", kind="out_of_domain", expect="decline_scope", answerable=False),
]


def made(results: list[QuestionResult], name: str = "small") -> list[SetReport]:
    """Return the report of one set."""
    return report([QuestionSet(name, tuple(each.question for each in results))], [results])


def test_rows_are_all_each_language_and_each_kind() -> None:
    """A kind asked in several languages has a row for each of them."""
    rows = made(NOW)[0].rows
    assert [(row.kind, row.language, row.measures["n"]) for row in rows] == [
        ("", "", 3),
        ("", "fr", 2),
        ("", "en", 1),
        ("direct", "", 2),
        ("direct", "fr", 1),
        ("direct", "en", 1),
        ("out_of_domain", "", 1),
    ]


def test_other_retrievers_are_measured_where_there_is_gold() -> None:
    """Over those questions alone."""
    found = made(NOW)[0].baselines
    assert found["bm25"][0].measures == {"n": 2, "recall@1": 0.0, "recall@3": 0.5, "mrr": 0.25}


def test_a_report_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """Lists for tuples aside, which JSON does not tell apart."""
    file = tmp_path / "report.json"
    file.write_text(dump(made(NOW)), encoding="utf-8")
    kept = tmp_path / "again.json"
    kept.write_text(dump(load(file)), encoding="utf-8")
    assert kept.read_text() == file.read_text()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sets": [{"name": "small"}]}', '{"sets": 3}'])
def test_what_is_no_report_is_refused(text: str, tmp_path: Path) -> None:
    """In one line that names the file."""
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(EvaluationError, match=r"report\.json is no report"):
        load(tmp_path / "report.json")


def test_the_table_shows_every_row_in_120_columns() -> None:
    """Shares in percent, a dash where nothing was measured, the failed questions below."""
    lines = tables.table(made(NOW, "a-very-long-name-for-a-set-of-questions")).splitlines()
    assert max(len(line) for line in lines) <= tables.WIDTH
    assert lines[1].split()[:5] == ["all", "3", "50.0", "100.0", "0.75"]
    assert lines[7].split()[:5] == ["out_of_domain", "1", "–", "–", "–"]
    assert lines[8].split() == ["BM25", "alone", "2", "0.0", "50.0", "0.25"]
    assert lines[-2:] == ["Not passed (1): c", "Not dealt with as expected (1): c"]


def test_a_comparison_tells_what_changed() -> None:
    """Differences of the rows that differ, and the questions that changed sides."""
    change = baseline.compare(made(BEFORE), made(NOW))[0]
    assert (change.gained, change.lost) == (("a",), ("c",))
    assert [(row.kind, row.language) for row in change.rows] == [
        ("", ""), ("", "fr"), ("direct", ""), ("direct", "fr"), ("out_of_domain", "")
    ]  # fmt: skip
    assert change.rows[0].measures["recall@1"] == 0.5
    shown = tables.change_table([change]).splitlines()
    assert shown[1].split()[:6] == ["all", "·", "+50.0", "+50.0", "+0.50", "·"]
    assert shown[-2:] == ["Now passed (1): a", "No longer passed (1): c"]
    assert max(len(line) for line in shown) <= tables.WIDTH


def test_nothing_changed_leaves_one_row() -> None:
    """Times apart, which differ from run to run."""
    assert len(baseline.compare(made(NOW), made(NOW))[0].rows) == 1


def test_a_set_that_is_new_is_said_to_be() -> None:
    """There is nothing to compare it with."""
    assert tables.change_table(baseline.compare(made(NOW, "old"), made(NOW))) == "small: not in the former report"


def test_what_falls_short_is_named() -> None:
    """Floors that are reached exactly are reached; what is not measured is not."""
    floors = read_floors(["answered=1", "routed=0.7", "cited=0"])
    assert shortfalls(made(NOW), floors) == [
        "small: routed is 0.6667, below 0.7.",
        "small: cited is not measured, below 0.",
    ]


@pytest.mark.parametrize("text", ["answered", "answered=x", "answered=85", "p95_ms=0.1", "answered=nan", "=1"])
def test_a_floor_that_makes_no_sense_is_refused(text: str) -> None:
    """With what can be said instead."""
    with pytest.raises(EvaluationError, match=f"--min {text}: "):
        read_floors([text])
