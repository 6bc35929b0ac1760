"""Answers are compared by outcome and first passage, counted by kind, and shown with the worst examples."""

from __future__ import annotations

import json
from typing import Any

from bot.evaluation.invariance import Comparison, InvarianceRow, Told, dump, rows, table
from bot.evaluation.variations import Variation
from tests.support.evaluation import answer, card

ANSWERED, OTHER, REFUSED = Told("answered", "a"), Told("answered", "b"), Told("not_covered", "")


def compared(
    after: Told, kind: str = "wrapper", change: str = "w1", repeated: tuple[str, ...] = (), **more: Any
) -> Any:
    """Return the comparison of an answer from "a" with `after`."""
    variation = Variation(kind, more.pop("language", "fr"), more.pop("id", "q1"), change, "?", "Salut ?", **more)
    return Comparison(variation, ANSWERED, after, repeated)


def test_an_answer_amounts_to_its_outcome_and_first_passage() -> None:
    """What follows it does not count."""
    assert Told.of(answer(card("a"), card("b"))) == ANSWERED
    assert Told.of(answer(outcome="not_covered")) == REFUSED


def test_another_outcome_or_another_passage_is_a_change() -> None:
    """Wanted only of messages that must differ."""
    assert [compared(after).is_kept for after in (ANSWERED, OTHER, REFUSED)] == [True, False, False]
    assert compared(ANSWERED, must_differ=True).is_as_wanted is False
    assert compared(OTHER, must_differ=True).is_as_wanted is True


def test_rows_are_kinds_and_their_languages() -> None:
    """One language alone has no row of its own."""
    held = [compared(ANSWERED), compared(OTHER, language="en"), compared(OTHER, "actor", must_differ=True)]
    assert rows(held) == [
        InvarianceRow("wrapper", "", 2, 1),
        InvarianceRow("wrapper", "fr", 1, 1),
        InvarianceRow("wrapper", "en", 1, 0),
        InvarianceRow("actor", "", 1, 1),
    ]


def test_the_table_names_what_changed_most_and_what_was_repeated() -> None:
    """With what the answers were and became; nothing of what was repeated itself."""
    held = [
        compared(ANSWERED),
        compared(REFUSED, id="q2", repeated=("Awa",)),
        compared(ANSWERED, "actor", "actor", id="c1", must_differ=True),
    ]
    lines = table(held).splitlines()
    assert lines[1].split() == ["wrapper", "2", "50.0"]
    assert lines[3].split() == ["actor", "1", "0.0"]
    assert lines[4:] == [
        "Wrappers that change most (1): w1:1/2",
        "Questions in wrappers that change most (1): q2:1/1",
        "wrapper q2 w1: answered a -> not_covered",
        "actor c1 actor: answered a -> answered a",
        "Personal details repeated (1): q2/w1",
    ]


def test_a_run_is_kept_as_json() -> None:
    """Rows first, then every comparison."""
    kept = json.loads(dump([compared(OTHER)]))
    assert kept["rows"] == [{"kind": "wrapper", "language": "", "n": 1, "as_wanted": 0}]
    assert kept["comparisons"][0]["after"] == {"outcome": "answered", "passage": "b"}
