"""Verdicts on answerable questions: right, one tap away, wrong, refused or diverted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, get_args

from bot.evaluation.running import ANSWERS, STATEMENTS, QuestionResult

Verdict = Literal["right", "one_tap", "wrong", "refused", "diverted"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REFUSALS_EXPECTED = ("not_covered_handoff", "decline_scope")  # of questions that no text answers


def verdict(result: QuestionResult) -> Verdict | None:
    """Return the verdict on one answer; None for a question that no text answers.

    - right: an answer, the closest guidance too, that passes its checks and cites no wrong passage;
    - one_tap: no answer but a choice, a refusal or guidance, and the gold is behind its buttons;
    - wrong: another passage, said as an answer or as the closest guidance;
    - refused: not covered, out of scope, or a choice without the gold;
    - diverted: small talk, or care in danger.
    """
    if not result.question.answerable:
        return None
    if result.outcome in ANSWERS and result.passed and result.cited is not False:
        return "right"
    if result.offered and result.outcome not in STATEMENTS:
        return "one_tap"
    if result.outcome in ANSWERS:
        return "wrong"
    return "refused" if result.is_refusal or result.outcome == "clarify" else "diverted"


def share(results: Sequence[QuestionResult], wanted: Verdict) -> float | None:
    """Return the share of answerable questions with the verdict `wanted`."""
    found = [one for one in map(verdict, results) if one]
    return found.count(wanted) / len(found) if found else None


def within_one_tap(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answerable questions that are answered right or have the gold behind a button.

    It counts the buttons under a wrong answer too, which is wrong all the same.
    """
    asked = [result for result in results if result.question.answerable]
    near = [result for result in asked if verdict(result) == "right" or result.offered]
    return len(near) / len(asked) if asked else None


def nearest(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of answerable questions that get the closest guidance, right or wrong."""
    asked = [result for result in results if result.question.answerable]
    return sum(result.outcome == "closest" for result in asked) / len(asked) if asked else None


def unfounded(results: Sequence[QuestionResult]) -> float | None:
    """Return the share of questions that no text answers, but that the bot answers: wrong answers too."""
    others = [result for result in results if result.question.expect in REFUSALS_EXPECTED]
    return sum(result.outcome in STATEMENTS for result in others) / len(others) if others else None


SHARES = {name: partial(share, wanted=name) for name in VERDICTS}
