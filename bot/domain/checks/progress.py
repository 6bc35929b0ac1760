"""The progress through a procedure: from the answers so far to the next question, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.domain.checks.check_question import CheckQuestion, questions
from bot.domain.checks.response import Response
from corpus.procedure import Procedure

END = ""


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """The responses to a procedure's questions so far, and the present question; every act returns a new progress.

    `at` is the first question that is not settled, or a settled one that is being corrected; at the END all are
    settled. A response whose question a change of an earlier answer has removed is kept, and counts again if the
    question comes back.
    """

    procedure: Procedure
    responses: Mapping[str, Response] = field(default_factory=dict)
    at: str = END

    @property
    def question(self) -> CheckQuestion | None:
        """The present question; None at the end."""
        return next((question for question in self._questions if question.key == self.at), None)

    @property
    def response(self) -> Response:
        """The response that the present question already has."""
        return self._of(self.at)

    @property
    def is_correction(self) -> bool:
        """Whether the present question had an answer before, which it keeps unless another one is given."""
        return self.question is not None and (self.response.settled or self.response.again)

    @property
    def position(self) -> tuple[int, int]:
        """The number of the present step, from 1, and of all steps that may come. At the end both are the same."""
        steps = [q.step.id for q in questions(self.procedure, self.responses, with_possible=True) if q.aspect == "step"]
        question = self.question
        return (steps.index(question.step.id) + 1 if question else len(steps)), len(steps)

    @property
    def skipped(self) -> tuple[CheckQuestion, ...]:
        """The skipped questions."""
        return tuple(question for question in self._questions if self._of(question.key).skipped)

    def answer(self, value: str) -> CheckProgress:
        """Answer the question and go on to the next unsettled one. Raise ValueError for an impossible answer."""
        question = self.question
        if (
            question is None
            or not value
            or not (value in question.choices or (question.typed and not question.remarks))
        ):
            raise ValueError(f"{value!r} is no answer to {self.at!r}")
        return self._with_plan_asked_again()._settle(Response(value, self.response.note))

    @property
    def named_before(self) -> tuple[Response, Response] | None:
        """The responsible and the date last given for another action; None if there are none to repeat here."""
        question = self.question
        if question is None or question.aspect != "who":
            return None
        keys = [q.key for q in self._questions]
        before = [key for key in reversed(keys[: keys.index(self.at)]) if key.endswith("/who")]
        pairs = ((self._of(key), self._of(f"{key.removesuffix('who')}by")) for key in before)
        return next(((who, by) for who, by in pairs if who.value and by.value), None)

    def repeat(self) -> CheckProgress:
        """Answer with the person and the date of the action before; without one stay."""
        named = self.named_before
        if named is None:
            return self
        who, by = named
        return self._settle(who).go(f"{self.at.removesuffix('who')}by")._settle(by)

    def remark(self, text: str) -> CheckProgress:
        """Set the remark on the question, in place of an earlier one; an empty one removes it."""
        return self._set(replace(self.response, note=text)) if self.question else self

    def skip(self) -> CheckProgress:
        """Skip the question, or keep the answer that it already has, and go on."""
        if self.question is None:
            return self
        kept = replace(self.response, skipped=not self.response.value, again=False)
        return self._with_plan_asked_again()._settle(kept)

    def back(self) -> CheckProgress:
        """Go back to the question before; at the first one stay."""
        keys = [question.key for question in self._questions]
        place = keys.index(self.at) if self.at in keys else len(keys)
        return replace(self, at=keys[max(place - 1, 0)])

    def go_to(self, number: int) -> CheckProgress:
        """Go to the step of that number, counted as `position` does; stay if it has not been asked."""
        question = self.numbered(number)
        waiting = resume(self.procedure, self.responses, END).at
        is_asked = question and (question.key in (self.at, waiting) or _is_settled(self.responses, question.key))
        return self.reopen(question.key) if question and is_asked and question in self._questions else self

    def numbered(self, number: int) -> CheckQuestion | None:
        """Return the question of the step of that number, counted as `position` does; None if there is none."""
        steps = [q for q in questions(self.procedure, self.responses, with_possible=True) if q.aspect == "step"]
        return steps[number - 1] if 0 < number <= len(steps) else None

    def go(self, key: str) -> CheckProgress:
        """Go to the question of that key, which must be one that is asked."""
        return replace(self, at=key)

    def reopen(self, key: str) -> CheckProgress:
        """Go to the question of that key, to correct its answer; a correction that was under way ends."""
        return replace(self._as_it_was(), at=key)

    def leave_correction(self) -> CheckProgress:
        """Keep the answers as they are and go on where the correction began."""
        return resume(self.procedure, self._as_it_was().responses, END)

    @property
    def days(self) -> tuple[CheckQuestion, ...]:
        """The questions that are answered with a date, those before the present one first, the last of them first."""
        asked = self._questions
        place = next((n for n, question in enumerate(asked) if question.key == self.at), len(asked))
        order = (*reversed(asked[:place]), *asked[place:])
        return tuple(one for one in order if one.typed == "date" and self._of(one.key).value and one.key != self.at)

    @property
    def answered(self) -> tuple[CheckQuestion, ...]:
        """The questions of the steps that have an answer."""
        return tuple(one for one in self._questions if one.aspect == "step" and self._of(one.key).value)

    def given(self, key: str) -> Response:
        """Return the response to the question of that key, empty if there is none."""
        return self._of(key)

    def revisit(self) -> CheckProgress:
        """Ask all skipped questions again, beginning with the first."""
        skipped = {question.key for question in self.skipped}
        responses = {key: replace(one, skipped=False) if key in skipped else one for key, one in self.responses.items()}
        return resume(self.procedure, responses, END)

    @property
    def _questions(self) -> tuple[CheckQuestion, ...]:
        return questions(self.procedure, self.responses)

    def _of(self, key: str) -> Response:
        return self.responses.get(key, Response())

    def _set(self, response: Response) -> CheckProgress:
        return replace(self, responses={**self.responses, self.at: response})

    def _with_plan_asked_again(self) -> CheckProgress:
        """Let who does the action of the present step, and by when, be asked again, if that was told before."""
        follow = f"{self.at}/"
        answers = {
            key: replace(given, again=True) if key.startswith(follow) and given.settled else given
            for key, given in self.responses.items()
        }
        return replace(self, responses=answers)

    def _as_it_was(self) -> CheckProgress:
        return replace(self, responses={key: replace(one, again=False) for key, one in self.responses.items()})

    def _settle(self, response: Response) -> CheckProgress:
        return resume(self.procedure, self._set(response).responses, END)


def begin(procedure: Procedure) -> CheckProgress:
    """Return the progress at the first question."""
    return resume(procedure, {}, END)


def resume(procedure: Procedure, responses: Mapping[str, Response], at: str) -> CheckProgress:
    """Return the progress at the question `at` if that is answered, else at the first one that is not settled."""
    keys = [question.key for question in questions(procedure, responses)]
    waiting = next((key for key in keys if not _is_settled(responses, key)), END)
    return CheckProgress(procedure, responses, at if at in keys and _is_settled(responses, at) else waiting)


def _is_settled(responses: Mapping[str, Response], key: str) -> bool:
    return key in responses and responses[key].settled
