"""The questions of a check and its outcome: the steps done and missing, with the responsible and the due date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.checks.response import Response
from corpus.procedure import SKIPPED, Condition, Force, Procedure, Step, StepKind

Aspect = Literal["step", "who", "by"]

WHO = ("office", "cso", "together")  # who may be named with one press
BY = ("week", "month", "quarter")  # dates that may be named with one press
INCOMPLETE = ("no", "partly")  # the answers that leave an action to be done
_FOLLOW_UPS: tuple[Aspect, Aspect] = ("who", "by")


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """One question: about the step itself, or who does its action, or by when."""

    step: Step
    aspect: Aspect = "step"

    @property
    def key(self) -> str:
        """Its key among the responses, such as "timeline" and "timeline/by"."""
        return self.step.id if self.aspect == "step" else f"{self.step.id}/{self.aspect}"

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers that can be pressed, in order."""
        return {"step": self.step.choices, "who": WHO, "by": BY}[self.aspect]

    @property
    def typed(self) -> StepKind | None:
        """The kind of answer that can be typed, None if none can."""
        kinds: dict[Aspect, StepKind | None] = {"step": self.step.typed, "who": "note", "by": "date"}
        return kinds[self.aspect]

    @property
    def remarks(self) -> bool:
        """Whether what is typed is a remark beside the answer, and not the answer itself."""
        return self.aspect == "step" and self.typed == "note" and bool(self.choices)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A step with its response; `who` is a choice or typed, `by` a date as ISO 8601, both empty if not named."""

    step: Step
    response: Response
    who: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The steps of a check by result; each step that was asked is in exactly one group."""

    facts: tuple[CheckItem, ...]
    done: tuple[CheckItem, ...]
    missing: tuple[CheckItem, ...]
    not_applicable: tuple[CheckItem, ...]
    skipped: tuple[CheckItem, ...]

    @property
    def counts(self) -> dict[str, int]:
        """The number of steps by result; "open" are the missing ones that the procedure's source leaves undecided."""
        return {
            "missing": len(self.missing_of("must", "should", "suggested")),
            "open": len(self.missing_of("open")),
            "done": len(self.done),
            "not_applicable": len(self.not_applicable),
            "skipped": len(self.skipped),
        }

    @property
    def items(self) -> tuple[CheckItem, ...]:
        """All of them."""
        return (*self.facts, *self.done, *self.missing, *self.not_applicable, *self.skipped)

    def missing_of(self, *forces: Force) -> tuple[CheckItem, ...]:
        """Return the missing items of those forces, in the order of the steps."""
        return tuple(item for item in self.missing if item.step.force in forces)


def questions(
    procedure: Procedure, responses: Mapping[str, Response], with_possible: bool = False
) -> tuple[CheckQuestion, ...]:
    """Return the questions to ask, in order, given the responses so far.

    A step is asked if all its conditions hold. `with_possible` adds the steps whose conditions depend on questions that
    have not been answered yet; they count in the number of all steps.
    """
    asked: list[CheckQuestion] = []
    answers: dict[str, str | None] = {}
    for step in procedure.steps:
        if not all(_holds(condition, answers, with_possible) for condition in step.when):
            continue
        answer = answers[step.id] = _answer(step, responses.get(step.id, Response()))
        asked.append(CheckQuestion(step))
        if step.action and answer in INCOMPLETE:
            asked += [CheckQuestion(step, "who"), CheckQuestion(step, "by")]
    return tuple(asked)


def outcome(procedure: Procedure, responses: Mapping[str, Response]) -> CheckOutcome:
    """Return the outcome of the responses. An unsettled question counts as skipped."""
    groups: dict[str, list[CheckItem]] = {name: [] for name in CheckOutcome.__dataclass_fields__}
    for question in questions(procedure, responses):
        if question.aspect == "step":
            item = _item(question, responses)
            groups[_group(item)].append(item)
    return CheckOutcome(**{name: tuple(items) for name, items in groups.items()})


def _holds(condition: Condition, answers: Mapping[str, str | None], with_possible: bool) -> bool:
    """Tell whether a condition holds; a condition on a step that is not asked never does."""
    if condition.step not in answers:
        return False
    answer = answers[condition.step]
    return with_possible if answer is None else answer in condition.among


def _answer(step: Step, response: Response) -> str | None:
    """Return the answer that conditions refer to; None if there is none yet, empty for a typed one."""
    if not response.settled:
        return None
    if response.skipped:
        return SKIPPED
    return response.value if response.value in step.choices else ""


def _item(question: CheckQuestion, responses: Mapping[str, Response]) -> CheckItem:
    response = responses.get(question.key, Response())
    if question.step.action is None or response.value not in INCOMPLETE:
        return CheckItem(question.step, response)
    who, by = (responses.get(CheckQuestion(question.step, aspect).key, Response()).value for aspect in _FOLLOW_UPS)
    return CheckItem(question.step, response, who, by)


def _group(item: CheckItem) -> str:
    if not item.response.value:
        return "skipped"
    if item.step.action is None:
        return "facts"
    if item.response.value == "not_applicable":
        return "not_applicable"
    return "missing" if item.response.value in INCOMPLETE else "done"
