"""The questions of a procedure: its steps, and for what is still to be done who sees to it and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.checks.given import Given
from corpus.procedure import SKIPPED, Condition, Kind, Procedure, Step

Aspect = Literal["step", "who", "by"]

WHO = ("office", "cso", "together")  # who may be named with one press
BY = ("week", "month", "quarter")  # dates that may be named with one press
LACKING = ("no", "partly")  # the answers that leave an action to be done


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the step itself, or who sees to its action, or by when."""

    step: Step
    aspect: Aspect = "step"

    @property
    def key(self) -> str:
        """Its name in what was given, such as "timeline" and "timeline/by"."""
        return self.step.id if self.aspect == "step" else f"{self.step.id}/{self.aspect}"

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be answered with one press, in its order."""
        return {"step": self.step.choices, "who": WHO, "by": BY}[self.aspect]

    @property
    def typed(self) -> Kind | None:
        """What a typed answer is taken for."""
        kinds: dict[Aspect, Kind | None] = {"step": self.step.typed, "who": "note", "by": "date"}
        return kinds[self.aspect]

    @property
    def remarks(self) -> bool:
        """Whether what is typed is a remark beside the answer, and not the answer itself."""
        return self.aspect == "step" and self.typed == "note" and bool(self.choices)


def questions(procedure: Procedure, given: Mapping[str, Given], hopeful: bool = False) -> tuple[Question, ...]:
    """Return the questions that are put, in their order, as the answers stand.

    A step is put if all its conditions hold. If `hopeful`, also a step that may still be put, because what it depends
    on has not been answered yet: that is what a count of all steps goes by.
    """
    shown: list[Question] = []
    answers: dict[str, str | None] = {}
    for step in procedure.steps:
        if not all(_holds(condition, answers, hopeful) for condition in step.when):
            continue
        answer = answers[step.id] = _answer(step, given.get(step.id, Given()))
        shown.append(Question(step))
        if step.action and answer in LACKING:
            shown += [Question(step, "who"), Question(step, "by")]
    return tuple(shown)


def _holds(condition: Condition, answers: Mapping[str, str | None], hopeful: bool) -> bool:
    """Tell whether a condition holds; one on a step that is not put never does."""
    if condition.step not in answers:
        return False
    answer = answers[condition.step]
    return hopeful if answer is None else answer in condition.among


def _answer(step: Step, given: Given) -> str | None:
    """Return what conditions go by; None if there is no answer yet, nothing for one that was typed."""
    if not given.settled:
        return None
    if given.skipped:
        return SKIPPED
    return given.value if given.value in step.choices else ""
