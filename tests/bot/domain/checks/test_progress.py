"""The walk through a procedure, with any answers in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.domain.checks.check_question import outcome, questions
from bot.domain.checks.progress import END, CheckProgress, begin, resume
from bot.domain.checks.response import Response, dump, load
from corpus.procedure import Procedure
from tests.support.checks import CLOSING, EARLY, act, acts, procedures, walked


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_whatever_one_does_the_end_can_be_reached(procedure: Procedure, doings: list[tuple[str, int]]) -> None:
    """Never a dead end: as many answers lead to the end as there are questions, and no question lies open behind."""
    walk = begin(procedure)
    for name, number in doings:
        walk = act(walk, name, number)
        keys = [question.key for question in questions(procedure, walk.given)]
        behind = keys[: keys.index(walk.at)] if walk.at != END else keys
        assert all(walk.given[key].settled for key in behind)
        number_now, all_of_them = walk.progress
        assert 1 <= number_now <= all_of_them
    for _ in range(3 * len(procedure.steps)):
        walk = act(walk, "answer", 0)
    assert walk.at == END


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_back_after_an_answer_returns_to_its_question(procedure: Procedure, doings: list[tuple[str, int]]) -> None:
    """With the answer still there, ready to be kept or changed; at the very first question back stays."""
    walk = begin(procedure)
    for name, number in doings:
        before, walk = walk, act(walk, name, number)
        if name == "answer" and before.at != END and walk.at != END:
            keys = [question.key for question in questions(procedure, walk.given)]
            returned = walk
            for _ in range(keys.index(walk.at) - keys.index(before.at)):
                returned = returned.back()
            assert returned.at == before.at
            assert returned.held == walk.given[before.at]
            assert returned.skip() == walk
    while walk.at != begin(procedure).at:
        walk = walk.back()
    assert walk.back() == walk


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_what_is_resumed_is_what_was_left(procedure: Procedure, doings: list[tuple[str, int]]) -> None:
    """Through the form in which it is kept."""
    walk = begin(procedure)
    for name, number in doings:
        walk = act(walk, name, number)
        assert resume(procedure, load(dump(walk.given)), walk.at) == walk


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_each_step_that_was_put_comes_to_one_thing(procedure: Procedure, doings: list[tuple[str, int]]) -> None:
    """Done, missing, not applicable, passed over or a fact."""
    walk = begin(procedure)
    for name, number in doings:
        walk = act(walk, name, number)
    put = [question.step.id for question in questions(procedure, walk.given) if question.aspect == "step"]
    assert sorted(item.step.id for item in outcome(procedure, walk.given).items) == sorted(put)


def keys(walk: CheckProgress) -> list[str]:
    """Return the keys of the questions that are put."""
    return [question.key for question in questions(walk.procedure, walk.given)]


def test_progress_as_it_should_be_leaves_the_corrective_measures_out() -> None:
    """Conditions on earlier answers: nothing wrong, nothing to correct, nothing to end."""
    walk = walked(EARLY, {"ground": "none", "progress": "good", "ending-considered": "no"})
    assert keys(walk) == ["ground", "communication", "monitoring", "progress", "ending-considered"]


def test_little_progress_asks_for_measures_timeline_budget_and_responsibilities() -> None:
    """What the page says will have to be agreed, each as a step."""
    walk = walked(EARLY, {"ground": "none", "progress": "little", "ending-considered": "no"})
    wanted = ["measures", "timeline", "budget", "responsibilities", "support", "without-result"]
    assert [key for key in keys(walk) if key in wanted] == wanted


def test_a_step_that_was_passed_over_hides_nothing_that_may_matter() -> None:
    """Whoever does not say how far the work has come is asked about corrective measures all the same."""
    assert {"measures", "notice"} <= set(keys(walked(EARLY, {"ground": "none"})))


def test_what_is_missing_is_asked_for_who_and_by_when() -> None:
    """Right after the answer; and not for what is done."""
    walk = begin(EARLY).answer("none").answer("no")
    assert walk.at == "communication/who"
    walk = walk.answer("together")
    assert walk.at == "communication/by"
    walk = walk.answer("2026-12-15").answer("yes")
    assert walk.at == "progress"
    missing = outcome(EARLY, walk.given).missing
    assert [(item.step.id, item.who, item.by) for item in missing] == [("communication", "together", "2026-12-15")]


def test_a_changed_answer_puts_what_hung_on_it_out_of_sight_and_back() -> None:
    """Without losing it."""
    walk = walked(EARLY, {"ground": "none", "progress": "little", "measures": "yes", "measures-file": "plan.docx"})
    there = walk
    while there.at != "progress":
        there = there.back()
    changed = there.answer("good")
    assert "measures-file" not in keys(changed)
    while changed.at != "progress":
        changed = changed.back()
    again = changed.answer("nothing")
    assert "measures-file" in keys(again)
    assert again.given["measures-file"].value == "plan.docx"


def test_the_count_of_steps_only_shrinks_as_answers_come_in() -> None:
    """It counts what may still come, so nobody who is nearly done learns that there is more."""
    walk, totals = begin(EARLY), []
    for answer in ("none", "yes", "yes", "good", "no"):
        totals.append(walk.progress[1])
        walk = walk.answer(answer)
    assert totals == sorted(totals, reverse=True)
    assert (walk.at, walk.progress) == (END, (5, 5))


def test_what_was_passed_over_can_be_put_again() -> None:
    """From the first of them, one after the other, remarks kept."""
    walk = begin(CLOSING).answer("reached").remark("see minutes").skip()
    assert [question.key for question in walk.skipped] == ["discussion"]
    again = walk.revisit()
    assert (again.at, again.held) == ("discussion", Response(note="see minutes"))


@pytest.mark.parametrize("value", ["", "maybe", "office"])
def test_what_is_no_answer_is_refused(value: str) -> None:
    """By the walk itself, whatever a forged button says."""
    with pytest.raises(ValueError, match="is no answer"):
        begin(EARLY).answer(value)
