"""What a check comes to: what is done, what is missing and who sees to it by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.checks.given import Given
from bot.checks.question import LACKING, Aspect, Question, questions
from corpus.procedure import Force, Procedure, Step

_FOLLOW_UPS: tuple[Aspect, Aspect] = ("who", "by")


@dataclass(frozen=True, slots=True)
class Item:
    """A step with what was given to it; `who` is a choice or typed, `by` a date as ISO 8601, empty if not named."""

    step: Step
    given: Given
    who: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The steps of a check by what they come to; each step that was put stands in one of them."""

    facts: tuple[Item, ...]
    done: tuple[Item, ...]
    missing: tuple[Item, ...]
    not_applicable: tuple[Item, ...]
    skipped: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them."""
        return (*self.facts, *self.done, *self.missing, *self.not_applicable, *self.skipped)

    def missing_of(self, *forces: Force) -> tuple[Item, ...]:
        """Return what is missing of those forces, in the order of the steps."""
        return tuple(item for item in self.missing if item.step.force in forces)


def outcome(procedure: Procedure, given: Mapping[str, Given]) -> Outcome:
    """Return what the answers come to. A question that has had no turn yet counts as passed over."""
    groups: dict[str, list[Item]] = {name: [] for name in Outcome.__dataclass_fields__}
    for question in questions(procedure, given):
        if question.aspect == "step":
            item = _item(question, given)
            groups[_group(item)].append(item)
    return Outcome(**{name: tuple(items) for name, items in groups.items()})


def _item(question: Question, given: Mapping[str, Given]) -> Item:
    answer = given.get(question.key, Given())
    if question.step.action is None or answer.value not in LACKING:
        return Item(question.step, answer)
    who, by = (given.get(Question(question.step, aspect).key, Given()).value for aspect in _FOLLOW_UPS)
    return Item(question.step, answer, who, by)


def _group(item: Item) -> str:
    if not item.given.value:
        return "skipped"
    if item.step.action is None:
        return "facts"
    if item.given.value == "not_applicable":
        return "not_applicable"
    return "missing" if item.given.value in LACKING else "done"
