"""What a check comes to: what is done, what is missing and who sees to it by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.checks.response import Response
from corpus.procedure import SKIPPED, Condition, Force, Procedure, Step, StepKind

Aspect = Literal["step", "who", "by"]

WHO = ("office", "cso", "together")  # who may be named with one press
BY = ("week", "month", "quarter")  # dates that may be named with one press
LACKING = ("no", "partly")  # the answers that leave an action to be done


@dataclass(frozen=True, slots=True)
class CheckQuestion:
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
    def typed(self) -> StepKind | None:
        """What a typed answer is taken for."""
        kinds: dict[Aspect, StepKind | None] = {"step": self.step.typed, "who": "note", "by": "date"}
        return kinds[self.aspect]

    @property
    def remarks(self) -> bool:
        """Whether what is typed is a remark beside the answer, and not the answer itself."""
        return self.aspect == "step" and self.typed == "note" and bool(self.choices)


def questions(procedure: Procedure, given: Mapping[str, Response], hopeful: bool = False) -> tuple[CheckQuestion, ...]:
    """Return the questions that are put, in their order, as the answers stand.

    A step is put if all its conditions hold. If `hopeful`, also a step that may still be put, because what it depends
    on has not been answered yet: that is what a count of all steps goes by.
    """
    shown: list[CheckQuestion] = []
    answers: dict[str, str | None] = {}
    for step in procedure.steps:
        if not all(_holds(condition, answers, hopeful) for condition in step.when):
            continue
        answer = answers[step.id] = _answer(step, given.get(step.id, Response()))
        shown.append(CheckQuestion(step))
        if step.action and answer in LACKING:
            shown += [CheckQuestion(step, "who"), CheckQuestion(step, "by")]
    return tuple(shown)


def _holds(condition: Condition, answers: Mapping[str, str | None], hopeful: bool) -> bool:
    """Tell whether a condition holds; one on a step that is not put never does."""
    if condition.step not in answers:
        return False
    answer = answers[condition.step]
    return hopeful if answer is None else answer in condition.among


def _answer(step: Step, given: Response) -> str | None:
    """Return what conditions go by; None if there is no answer yet, nothing for one that was typed."""
    if not given.settled:
        return None
    if given.skipped:
        return SKIPPED
    return given.value if given.value in step.choices else ""


_FOLLOW_UPS: tuple[Aspect, Aspect] = ("who", "by")


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A step with what was given to it; `who` is a choice or typed, `by` a date as ISO 8601, empty if not named."""

    step: Step
    given: Response
    who: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The steps of a check by what they come to; each step that was put stands in one of them."""

    facts: tuple[CheckItem, ...]
    done: tuple[CheckItem, ...]
    missing: tuple[CheckItem, ...]
    not_applicable: tuple[CheckItem, ...]
    skipped: tuple[CheckItem, ...]

    @property
    def items(self) -> tuple[CheckItem, ...]:
        """All of them."""
        return (*self.facts, *self.done, *self.missing, *self.not_applicable, *self.skipped)

    def missing_of(self, *forces: Force) -> tuple[CheckItem, ...]:
        """Return what is missing of those forces, in the order of the steps."""
        return tuple(item for item in self.missing if item.step.force in forces)


def outcome(procedure: Procedure, given: Mapping[str, Response]) -> CheckOutcome:
    """Return what the answers come to. A question that has had no turn yet counts as passed over."""
    groups: dict[str, list[CheckItem]] = {name: [] for name in CheckOutcome.__dataclass_fields__}
    for question in questions(procedure, given):
        if question.aspect == "step":
            item = _item(question, given)
            groups[_group(item)].append(item)
    return CheckOutcome(**{name: tuple(items) for name, items in groups.items()})


def _item(question: CheckQuestion, given: Mapping[str, Response]) -> CheckItem:
    answer = given.get(question.key, Response())
    if question.step.action is None or answer.value not in LACKING:
        return CheckItem(question.step, answer)
    who, by = (given.get(CheckQuestion(question.step, aspect).key, Response()).value for aspect in _FOLLOW_UPS)
    return CheckItem(question.step, answer, who, by)


def _group(item: CheckItem) -> str:
    if not item.given.value:
        return "skipped"
    if item.step.action is None:
        return "facts"
    if item.given.value == "not_applicable":
        return "not_applicable"
    return "missing" if item.given.value in LACKING else "done"
