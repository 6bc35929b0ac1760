"""Compare the ways to word an answer: the texts, a model on its word, a model checked, a model without texts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer
from bot.answering.follow_up import asks_for_language
from bot.answering.llm.errors import ModelUnavailable
from bot.answering.llm.judge import verdict
from bot.answering.llm.llm_advisor import LlmAdvisor
from bot.answering.llm.prompt import prompt, tagged
from bot.answering.llm.request import LanguageModel, ModelRequest, ModelSession
from bot.answering.llm.writer import Writer
from bot.conversation.answer_reply import compose
from bot.evaluation import answer_checks
from bot.evaluation.question_sets import EvaluationQuestion, QuestionSet
from bot.evaluation.recorded_model import RecordedModel
from index.library import Progress
from index.text.language_detection import detect

Mode = Literal["texts", "unchecked", "checked", "alone"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Worded:
    """One answer in one mode: how it fared, whether a model worded it, what a judge says, and its times.

    `first` and `whole` are milliseconds until the first text that is seen and until the answer; `why` is the account
    of the model's part.
    """

    question: EvaluationQuestion
    mode: Mode
    text: str
    missing: tuple[str, ...]
    violated: tuple[str, ...]
    in_language: bool | None
    by_model: bool
    whole: float
    first: float
    why: str = ""
    supported: bool | None = None
    answers: bool | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer holds what it must and nothing that it must not."""
        return not self.missing and not self.violated


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """The advisor, both writers, the model and the judge, if any, to compare; `seconds` are for each answer."""

    texts: Advisor
    checked: Writer
    unchecked: Writer
    model: LanguageModel
    judge: LanguageModel | None
    seconds: float


def compare(comparison: ModelComparison, sets: Sequence[QuestionSet], progress: Progress) -> dict[str, list[Worded]]:
    """Return by set the answers to its questions in all modes; the model is asked once for both modes that use it."""
    comparison.texts.warm_up()
    total, done = sum(len(one.questions) for one in sets), 0
    found: dict[str, list[Worded]] = {}
    for one in sets:
        found[one.name] = []
        for question in one.questions:
            found[one.name] += _all_modes(comparison, question)
            done += 1
            progress(done, total)
    return found


def _all_modes(comparison: ModelComparison, question: EvaluationQuestion) -> list[Worded]:
    recorded = RecordedModel(comparison.model)
    plain = comparison.texts.advise(question.inquiry)
    made = [_worded(question, "texts", plain)]
    for mode, writer in (("checked", comparison.checked), ("unchecked", comparison.unchecked)):
        recorded.seconds = 0.0
        advisor = LlmAdvisor(comparison.texts, writer, lambda chat: recorded, comparison.seconds)
        answer = advisor.advise(question.inquiry)
        one = _worded(question, mode, answer)  # type: ignore[arg-type]  # both are modes
        if mode == "unchecked":  # it was played back: the model's time is that of the recording
            one = _with_times(one, plain.timings["total"] + recorded.seconds * 1000)
        made.append(one)
    made.append(_alone(comparison, question, plain))
    made.sort(key=lambda each: MODES.index(each.mode))
    if comparison.judge and plain.passages:
        return [_judged(each, comparison, comparison.judge, plain) for each in made]
    return made


def _worded(question: EvaluationQuestion, mode: Mode, answer: Answer) -> Worded:
    whole = float(answer.timings["total"])
    return Worded(
        question,
        mode,
        text := compose(answer).plain,
        answer_checks.missing(text, question.must_contain),
        answer_checks.present(text, question.must_not),
        answer_checks.is_in_language(question, answer),
        answer.origin.path != "texts",
        whole,
        float(answer.timings.get("first", whole)),
        answer.origin.why,
    )


def _alone(comparison: ModelComparison, question: EvaluationQuestion, plain: Answer) -> Worded:
    """Ask the model without any passage, as if there were no texts."""
    session = ModelSession(comparison.model, plain.language, comparison.seconds)
    asked = tagged("question", session.outgoing(question.text), plain.language)
    system, user = prompt("alone").fill(plain.language, question=asked)
    started, first, text = time.perf_counter(), 0.0, ""
    try:
        for piece in session.chunks(ModelRequest(system, user)):
            text += piece.text
            first = first or (time.perf_counter() - started) * 1000
    except ModelUnavailable:
        pass  # what was written counts
    wanted = asks_for_language(question.text) or question.language
    return Worded(
        question,
        "alone",
        text,
        answer_checks.missing(text, question.must_contain),
        answer_checks.present(text, question.must_not),
        None if wanted == "mixed" or not text.strip() else detect(text) == wanted,
        True,
        whole := (time.perf_counter() - started) * 1000,
        first or whole,
    )


def _judged(one: Worded, comparison: ModelComparison, judge: LanguageModel, plain: Answer) -> Worded:
    session = ModelSession(judge, plain.language, comparison.seconds)
    found = verdict(one.question.text, one.text, plain.passages, session)
    return replace(one, supported=found.supported, answers=found.answers) if found else one


def _with_times(one: Worded, whole: float) -> Worded:
    return replace(one, whole=whole, first=whole)


def faults(found: Sequence[Worded]) -> Counter[str]:
    """Return the reasons for which the checked mode left the model's words out, with their counts."""
    return Counter(
        reason for one in found if one.mode == "checked" and not one.by_model and (reason := one.why.partition(":")[0])
    )
