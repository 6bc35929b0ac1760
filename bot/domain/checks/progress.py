"""The walk through a procedure: from the answers so far to the next question, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.checks.check_question import CheckQuestion, questions
from bot.domain.checks.response import Response
from corpus.procedure import Procedure

END = ""


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """Where someone stands in a procedure; every act returns another walk.

    All questions before `at` have had their turn, and at the END all have. An answer that a change of an earlier one
    has put out of sight is kept, and counts again if it comes back into sight.
    """

    procedure: Procedure
    given: Mapping[str, Response] = field(default_factory=dict)
    at: str = END

    @property
    def question(self) -> CheckQuestion | None:
        """The question to be answered; None at the end."""
        return next((question for question in self._questions if question.key == self.at), None)

    @property
    def held(self) -> Response:
        """What the question already has."""
        return self._of(self.at)

    @property
    def progress(self) -> tuple[int, int]:
        """The number of the present step, from 1, and of all steps that may come. At the end both are the same."""
        steps = [q.step.id for q in questions(self.procedure, self.given, hopeful=True) if q.aspect == "step"]
        question = self.question
        return (steps.index(question.step.id) + 1 if question else len(steps)), len(steps)

    @property
    def skipped(self) -> tuple[CheckQuestion, ...]:
        """The questions that were passed over."""
        return tuple(question for question in self._questions if self._of(question.key).skipped)

    def answer(self, value: str) -> CheckProgress:
        """Answer the question and go on to the next that has had no turn. Raise ValueError for what is no answer."""
        question = self.question
        if (
            question is None
            or not value
            or not (value in question.choices or (question.typed and not question.remarks))
        ):
            raise ValueError(f"{value!r} is no answer to {self.at!r}")
        return self._settle(Response(value, self.held.note))

    @property
    def named_before(self) -> tuple[Response, Response] | None:
        """Who and by when was last given for another action; None if nothing was, or the question is not who."""
        question = self.question
        if question is None or question.aspect != "who":
            return None
        keys = [q.key for q in self._questions]
        before = [key for key in reversed(keys[: keys.index(self.at)]) if key.endswith("/who")]
        pairs = ((self._of(key), self._of(f"{key.removesuffix('who')}by")) for key in before)
        return next(((who, by) for who, by in pairs if who.value and by.value), None)

    def same(self) -> CheckProgress:
        """Give the same person and day as for the action before; without one stay."""
        named = self.named_before
        if named is None:
            return self
        who, by = named
        return self._settle(who)._settle(by)

    def remark(self, text: str) -> CheckProgress:
        """Keep a remark beside the answer to the question, in place of an earlier one; an empty one takes it away."""
        return self._hold(replace(self.held, note=text)) if self.question else self

    def skip(self) -> CheckProgress:
        """Pass over the question, or keep the answer that it already has, and go on."""
        if self.question is None:
            return self
        return self._settle(replace(self.held, skipped=not self.held.value))

    def back(self) -> CheckProgress:
        """Return to the question before; at the first one stay."""
        keys = [question.key for question in self._questions]
        place = keys.index(self.at) if self.at in keys else len(keys)
        return replace(self, at=keys[max(place - 1, 0)])

    def revisit(self) -> CheckProgress:
        """Put all questions that were passed over again, beginning with the first."""
        passed = {question.key for question in self.skipped}
        given = {key: replace(g, skipped=False) if key in passed else g for key, g in self.given.items()}
        return resume(self.procedure, given, END)

    @property
    def _questions(self) -> tuple[CheckQuestion, ...]:
        return questions(self.procedure, self.given)

    def _of(self, key: str) -> Response:
        return self.given.get(key, Response())

    def _hold(self, given: Response) -> CheckProgress:
        return replace(self, given={**self.given, self.at: given})

    def _settle(self, given: Response) -> CheckProgress:
        settled = self._hold(given)
        keys = [question.key for question in settled._questions]
        after = keys[keys.index(self.at) + 1 :]
        return replace(settled, at=next((key for key in after if not _has_had_its_turn(settled.given, key)), END))


def begin(procedure: Procedure) -> CheckProgress:
    """Return a walk at the first question."""
    return resume(procedure, {}, END)


def resume(procedure: Procedure, given: Mapping[str, Response], at: str) -> CheckProgress:
    """Return the walk that stood at `at`, or at the first question without a turn if that one is not put."""
    keys = [question.key for question in questions(procedure, given)]
    waiting = next((key for key in keys if not _has_had_its_turn(given, key)), END)
    if at not in keys or (waiting and keys.index(waiting) < keys.index(at)):
        at = waiting
    return CheckProgress(procedure, given, at)


def _has_had_its_turn(given: Mapping[str, Response], key: str) -> bool:
    return key in given and given[key].settled
