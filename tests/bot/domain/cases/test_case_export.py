"""Exports hold question and answers, no formula that a spreadsheet runs, and nothing that identifies a person."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cases.case import Actor, Case, CaseEvent
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_export import COLUMNS, cases_csv, in_full
from bot.domain.export import to_json, without_formula

TODAY = date(2026, 3, 10)


def case(question: str) -> Case:
    """Return a case that was asked from a chat and has been taken."""
    return Case(
        number="R-2026-0001",
        state="taken",
        language="fr",
        question=question,
        kind="question",
        topic="Audit",
        outcome="not_covered",
        found=("Évaluation", "=1+1"),
        consultation="c0ffee",
        chat="key-of-chat",
        address="555000222",
        agreed=True,
        owner="a1" * 12,
        owner_name="Awa",
        opened="2026-03-02T09:00:00+00:00",
        changed="2026-03-02T09:00:00+00:00",
        due=date(2026, 3, 9),
    )


def exported(question: str) -> dict[str, object]:
    """Return the case in full."""
    answers = [CaseAnswer("R-2026-0001", "@SUM(A1)\nLigne", Actor("k", "Awa"), "sent", at="2026-03-03T09:00:00+00:00")]
    return in_full(case(question), answers, [CaseEvent("2026-03-02T09:00:00+00:00", "opened", Actor("key"))], TODAY)


def rows(text: str) -> list[dict[str, str]]:
    """Read a CSV as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_holds_the_case_and_its_answers() -> None:
    """In the columns of the promised interface."""
    (row,) = rows(cases_csv([exported("Qui paie ?")]))
    assert tuple(row) == COLUMNS
    assert (row["overdue"], row["owner"], row["reachable"]) == ("yes", "Awa", "yes")
    assert (row["found"], row["answers"]) == ("Évaluation | '=1+1", "'@SUM(A1)\nLigne")


def test_nothing_identifies_the_person() -> None:
    """No address, no chat, no keys of actors."""
    for text in (cases_csv([exported("Qui paie ?")]), to_json([exported("Qui paie ?")])):
        assert [word for word in ("555000222", "key-of-chat", "c0ffee", "a1a1", '"key"') if word in text] == []


@given(st.text(max_size=60))
def test_no_cell_begins_as_a_formula_and_none_is_lost(question: str) -> None:
    """Any text is exported whole, after an apostrophe where a spreadsheet would calculate it."""
    (row,) = rows(cases_csv([exported(question)]))
    assert row["question"].replace("'", "") == question.replace("'", "")
    assert row["question"].lstrip()[:1] not in set("=+-@＝＋－＠\t\r|%") - {""}
    assert json.loads(to_json([exported(question)]))[0]["question"] == question


@given(st.sampled_from("=+-@＝＋－＠"), st.text(" \t\n\u200b\ufeff", max_size=3), st.text(max_size=5))
def test_formulas_are_found_behind_what_is_not_seen(sign: str, before: str, after: str) -> None:
    """Spaces and marks without width hide nothing."""
    shown = without_formula(before + sign + after)
    assert shown[0] == "'"
    assert shown.replace("'", "") == (before + sign + after).replace("'", "")


@given(
    st.text("a1 =+-@", max_size=5),
    st.sampled_from(["\n", "\r\n", "\r", "\t", ";", ",", "|", "\u2028"]),
    st.text(" \u200b\xa0", max_size=3),
    st.sampled_from("=+-@＝＋－＠"),
)
def test_formulas_are_found_behind_separators_inside_a_cell(before: str, separator: str, blank: str, sign: str) -> None:
    """A program that splits the file there would calculate them."""
    shown = without_formula(f"{before}{separator}{blank}{sign}A1")
    assert shown.removeprefix("'").endswith(f"{separator}{blank}'{sign}A1")
