"""Compare four modes of wording an answer: quoted texts, a model unchecked, checked, and without texts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer
from bot.answering.inquiry import SILENT
from bot.answering.language_wish import wanted_language
from bot.answering.llm.judge import verdict
from bot.answering.llm.llm_advisor import LlmAdvisor
from bot.answering.llm.prompt import prompt, tagged
from bot.answering.llm.request import (
    IsCancelled,
    LanguageModel,
    ModelChunk,
    ModelRequest,
    ModelSession,
    ModelUnavailable,
)
from bot.answering.llm.writer import Writer
from bot.conversation.answer_reply import plain_text
from bot.evaluation import running
from bot.evaluation.question_sets import EvaluationQuestion, QuestionSet
from index.library import Progress
from index.text.language_detection import detect

AnswerMode = Literal["texts", "unchecked", "checked", "alone"]
MODES: tuple[AnswerMode, ...] = get_args(AnswerMode)


@dataclass(frozen=True, slots=True)
class WordedAnswer:
    """One answer in one mode: its checks, whether a model worded it, the judge's verdict, and its times.

    `first` and `whole` are the milliseconds until the first text shown and until the whole answer; `why` is that of
    its `AnswerOrigin`.
    """

    question: EvaluationQuestion
    mode: AnswerMode
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
        """Whether the answer contains everything that it must and nothing that it must not."""
        return not self.missing and not self.violated


@dataclass(slots=True)
class _Recording:
    """The pieces of one answer, the error that ended it, if any, and its duration in seconds."""

    pieces: list[ModelChunk] = field(default_factory=list)
    end: ModelUnavailable | None = None
    seconds: float = 0.0


class RecordedModel:
    """Asks a model the first time, and replays its answer at once when the same is asked again.

    An answer that was not read to its end is not recorded. `seconds` adds up the model's time for all requests,
    replayed or not; callers set it to 0.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._recordings: dict[tuple[str, str], _Recording] = {}
        self.seconds = 0.0

    @property
    def name(self) -> str:
        """The model, as provider:model."""
        return self._model.name

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine."""
        return self._model.is_local

    def write(
        self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled = SILENT.is_cancelled
    ) -> Iterator[ModelChunk]:
        """Yield the pieces of the answer, and end as the model did."""
        key = (request.system, request.user)
        if key not in self._recordings:
            yield from self._recorded(key, request, seconds, is_cancelled)
        else:
            yield from self._recordings[key].pieces
        recording = self._recordings[key]
        self.seconds += recording.seconds
        if recording.end:
            raise recording.end

    def _recorded(
        self, key: tuple[str, str], request: ModelRequest, seconds: float, is_cancelled: IsCancelled
    ) -> Iterator[ModelChunk]:
        recording, started = _Recording(), time.perf_counter()
        try:
            for piece in self._model.write(request, seconds, is_cancelled):
                recording.pieces.append(piece)
                yield piece
        except ModelUnavailable as error:
            recording.end = error
        except GeneratorExit:  # this reader needs no more, another one may
            self.seconds += time.perf_counter() - started
            raise
        recording.seconds = time.perf_counter() - started
        self._recordings[key] = recording


@dataclass(frozen=True, slots=True)
class ModelComparison:
    """The advisor, both writers, the model and the judge, if any, to compare; `seconds` are for each answer."""

    texts: Advisor
    checked: Writer
    unchecked: Writer
    model: LanguageModel
    judge: LanguageModel | None
    seconds: float


def compare(
    comparison: ModelComparison, sets: Sequence[QuestionSet], progress: Progress
) -> dict[str, list[WordedAnswer]]:
    """Return by set the answers in all modes; the model words each once, for the checked and the unchecked mode."""
    comparison.texts.warm_up()
    total, done = sum(len(one.questions) for one in sets), 0
    found: dict[str, list[WordedAnswer]] = {}
    for one in sets:
        found[one.name] = []
        for question in one.questions:
            found[one.name] += _all_modes(comparison, question)
            done += 1
            progress(done, total)
    return found


def faults(found: Sequence[WordedAnswer]) -> Counter[str]:
    """Return the reasons for which the checked mode left the model's words out, with their counts."""
    return Counter(
        reason for one in found if one.mode == "checked" and not one.by_model and (reason := one.why.partition(":")[0])
    )


def _all_modes(comparison: ModelComparison, question: EvaluationQuestion) -> list[WordedAnswer]:
    recorded = RecordedModel(comparison.model)
    plain = comparison.texts.advise(question.inquiry)
    made = [_worded(question, "texts", plain)]
    writers: dict[AnswerMode, Writer] = {"checked": comparison.checked, "unchecked": comparison.unchecked}
    for mode, writer in writers.items():
        recorded.seconds = 0.0
        advisor = LlmAdvisor(comparison.texts, writer, lambda chat: recorded, comparison.seconds)
        answer = advisor.advise(question.inquiry)
        one = _worded(question, mode, answer)
        if mode == "unchecked":  # the answer was replayed: the model's time is that of the recording
            milliseconds = plain.timings["total"] + recorded.seconds * 1000
            one = replace(one, whole=milliseconds, first=milliseconds)
        made.append(one)
    made.append(_alone(comparison, question, plain))
    made.sort(key=lambda each: MODES.index(each.mode))
    if comparison.judge and plain.passages:
        return [_judged(each, comparison, comparison.judge, plain) for each in made]
    return made


def _worded(question: EvaluationQuestion, mode: AnswerMode, answer: Answer) -> WordedAnswer:
    whole = float(answer.timings["total"])
    return WordedAnswer(
        question,
        mode,
        text := plain_text(answer),
        running.missing(text, question.must_contain),
        running.present(text, question.must_not),
        running.is_in_language(question, answer),
        answer.origin.path != "texts",
        whole,
        float(answer.timings.get("first", whole)),
        answer.origin.why,
    )


def _alone(comparison: ModelComparison, question: EvaluationQuestion, plain: Answer) -> WordedAnswer:
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
        pass  # the text written so far counts
    wanted = wanted_language(question.text) or question.language
    return WordedAnswer(
        question,
        "alone",
        text,
        running.missing(text, question.must_contain),
        running.present(text, question.must_not),
        None if wanted == "mixed" or not text.strip() else detect(text) == wanted,
        True,
        whole := (time.perf_counter() - started) * 1000,
        first or whole,
    )


def _judged(one: WordedAnswer, comparison: ModelComparison, judge: LanguageModel, plain: Answer) -> WordedAnswer:
    session = ModelSession(judge, plain.language, comparison.seconds)
    found = verdict(one.question.text, one.text, plain.passages, session)
    return replace(one, supported=found.supported, answers=found.answers) if found else one
