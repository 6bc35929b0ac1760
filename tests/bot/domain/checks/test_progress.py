"""The progress through a procedure, with any answers in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bot.domain.checks.check_question import outcome, questions
from bot.domain.checks.progress import END, CheckProgress, begin, resume
from bot.domain.checks.response import Response, dump, load
from corpus.procedure import Procedure
from tests.support.checks import CLOSING, EARLY, act, acts, completed, procedures


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_the_end_can_be_reached_after_any_acts(procedure: Procedure, acts_done: list[tuple[str, int]]) -> None:
    """As many answers lead to the end as there are questions, and no question before it is unsettled."""
    progress = begin(procedure)
    for name, number in acts_done:
        progress = act(progress, name, number)
        keys = [question.key for question in questions(procedure, progress.responses)]
        behind = keys[: keys.index(progress.at)] if progress.at != END else keys
        assert all(progress.responses[key].settled for key in behind)
        number_now, all_of_them = progress.position
        assert 1 <= number_now <= all_of_them
    for _ in range(3 * len(procedure.steps)):
        progress = act(progress, "answer", 0)
    assert progress.at == END


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_back_after_an_answer_returns_to_its_question(procedure: Procedure, acts_done: list[tuple[str, int]]) -> None:
    """With its answer, to be kept or changed; at the first question nothing changes."""
    progress = begin(procedure)
    for name, number in acts_done:
        before, progress = progress, act(progress, name, number)
        if name == "answer" and before.at != END and progress.at != END:
            keys = [question.key for question in questions(procedure, progress.responses)]
            returned = progress
            for _ in range(keys.index(progress.at) - keys.index(before.at)):
                returned = returned.back()
            assert returned.at == before.at
            assert returned.response == progress.responses[before.at]
            assert returned.skip() == progress
    while progress.at != begin(procedure).at:
        progress = progress.back()
    assert progress.back() == progress


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_a_resumed_progress_equals_the_stored_one(procedure: Procedure, acts_done: list[tuple[str, int]]) -> None:
    """Through its stored form."""
    progress = begin(procedure)
    for name, number in acts_done:
        progress = act(progress, name, number)
        assert resume(procedure, load(dump(progress.responses)), progress.at) == progress


@given(procedures(), acts)
@settings(max_examples=60, deadline=None)
def test_each_step_that_was_asked_is_in_one_group(procedure: Procedure, acts_done: list[tuple[str, int]]) -> None:
    """Done, missing, not applicable, skipped or a fact."""
    progress = begin(procedure)
    for name, number in acts_done:
        progress = act(progress, name, number)
    put = [question.step.id for question in questions(procedure, progress.responses) if question.aspect == "step"]
    assert sorted(item.step.id for item in outcome(procedure, progress.responses).items) == sorted(put)


def keys(progress: CheckProgress) -> list[str]:
    """Return the keys of the questions asked."""
    return [question.key for question in questions(progress.procedure, progress.responses)]


def test_satisfactory_progress_leaves_the_corrective_measures_out() -> None:
    """Conditions on earlier answers: nothing wrong, nothing to correct, nothing to end."""
    progress = completed(EARLY, {"ground": "none", "progress": "good", "ending-considered": "no"})
    assert keys(progress) == ["ground", "communication", "monitoring", "progress", "ending-considered"]


def test_little_progress_asks_for_measures_timeline_budget_and_responsibilities() -> None:
    """What the page says will have to be agreed, each as a step."""
    progress = completed(EARLY, {"ground": "none", "progress": "little", "ending-considered": "no"})
    wanted = ["measures", "timeline", "budget", "responsibilities", "support", "without-result"]
    assert [key for key in keys(progress) if key in wanted] == wanted


def test_a_skipped_step_hides_no_later_step() -> None:
    """Without an answer about the progress, corrective measures are asked about all the same."""
    assert {"measures", "notice"} <= set(keys(completed(EARLY, {"ground": "none"})))


def test_a_missing_item_asks_who_and_by_when() -> None:
    """Right after the answer; and not for what is done."""
    progress = begin(EARLY).answer("none").answer("no")
    assert progress.at == "communication/who"
    progress = progress.answer("together")
    assert progress.at == "communication/by"
    progress = progress.answer("2026-12-15").answer("yes")
    assert progress.at == "progress"
    missing = outcome(EARLY, progress.responses).missing
    assert [(item.step.id, item.who, item.by) for item in missing] == [("communication", "together", "2026-12-15")]


def test_a_changed_answer_removes_dependent_steps_and_brings_them_back() -> None:
    """Without losing it."""
    progress = completed(
        EARLY, {"ground": "none", "progress": "little", "measures": "yes", "measures-file": "plan.docx"}
    )
    there = progress
    while there.at != "progress":
        there = there.back()
    changed = there.answer("good")
    assert "measures-file" not in keys(changed)
    while changed.at != "progress":
        changed = changed.back()
    again = changed.answer("nothing")
    assert "measures-file" in keys(again)
    assert again.responses["measures-file"].value == "plan.docx"


def test_the_count_of_steps_only_shrinks_as_answers_come_in() -> None:
    """It includes every step that may still come."""
    progress, totals = begin(EARLY), []
    for answer in ("none", "yes", "yes", "good", "no"):
        totals.append(progress.position[1])
        progress = progress.answer(answer)
    assert totals == sorted(totals, reverse=True)
    assert (progress.at, progress.position) == (END, (5, 5))


def test_skipped_questions_can_be_asked_again() -> None:
    """From the first of them, one after the other, remarks kept."""
    progress = begin(CLOSING).answer("reached").remark("see minutes").skip()
    assert [question.key for question in progress.skipped] == ["discussion"]
    again = progress.revisit()
    assert (again.at, again.response) == ("discussion", Response(note="see minutes"))


@pytest.mark.parametrize("value", ["", "maybe", "office"])
def test_an_impossible_answer_is_refused(value: str) -> None:
    """By the progress itself, whatever a forged button says."""
    with pytest.raises(ValueError, match="is no answer"):
        begin(EARLY).answer(value)
