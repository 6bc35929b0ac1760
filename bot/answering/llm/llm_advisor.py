"""An advisor whose findings a model words: asked only where the texts answer, and verified before it is shown."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from threading import BoundedSemaphore
from typing import Any

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOrigin, AnswerPath, Claim, Finding
from bot.answering.follow_up import asks_for_more, is_follow_up
from bot.answering.inquiry import AnswerStream, Inquiry, PastExchange
from bot.answering.llm.prompt import digest
from bot.answering.llm.request import LanguageModel, ModelSession, ModelUnavailable
from bot.answering.llm.writer import Writer, WritingTask, WrittenAnswer, condense, translate
from corpus.language import Language


class Background:
    """Runs coroutines for threads that wait for them; the loop is started when first used and never ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        """Begin `work`; cancelling what is returned cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self._running())

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="model", daemon=True).start()
            return self._loop


ModelFor = Callable[[str], LanguageModel]  # the model as a chat may use it: its tokens are counted
AT_ONCE = 6  # answers that a model words at the same time: of the eight threads that converse, two are always left
LEAST_SECONDS = 0.5  # with less the model is asked for nothing: it would only fail

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Turn:
    """One answer being worded: with which model, for whom, until when, and what became of each finding."""

    model: LanguageModel
    stream: AnswerStream[Answer]
    seconds: float
    started: float = field(default_factory=time.perf_counter)
    written: dict[int, WrittenAnswer] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # a digest for each request, in order

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self.seconds - (time.perf_counter() - self.started)

    def session(self, language: Language, seconds: float) -> ModelSession:
        """Return the model for one more request, which may take `seconds`."""
        return ModelSession(self.model, language, seconds, self.stream.is_cancelled)

    def has_time(self) -> bool:
        """Tell whether to ask the model for anything more; note it if not."""
        if self.left < LEAST_SECONDS:
            self.notes.append("no time left")
        return self.left >= LEAST_SECONDS


class LlmAdvisor:
    """Answers as `Advisor` does, in a model's words where these come within `seconds` and pass every check.

    Refusals, small talk and alarms never reach the model; where it fails, or is busy with others, the quoted passages
    stand.
    """

    def __init__(self, advisor: Advisor, writer: Writer, model_for: ModelFor, seconds: float) -> None:
        self._advisor, self._writer, self._model_for, self._seconds = advisor, writer, model_for, seconds
        self._places = BoundedSemaphore(AT_ONCE)

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer as `Advisor.advise` does; the inquiry's stream sees it grow and may cancel the writing."""
        answer, text = self._advisor.advise(inquiry), inquiry.text
        danger = answer.outcome == "safeguarding"  # whatever else was asked waits
        if danger or asks_for_more(text) or not any(map(_is_worth_wording, answer.findings)):
            return answer
        if not self._places.acquire(blocking=False):  # nobody waits behind a slow model, least of all an alarm
            return replace(answer, origin=AnswerOrigin("texts", "busy"))
        try:
            turn = _Turn(self._model_for(inquiry.chat), inquiry.stream, self._seconds)
            return self._attempted(text, inquiry.history, answer, turn)
        finally:
            self._places.release()

    def warm_up(self) -> None:
        """Load what the first answer needs, the model aside."""
        self._advisor.warm_up()
        self._writer.warm_up()

    def _attempted(self, text: str, history: Sequence[PastExchange], answer: Answer, turn: _Turn) -> Answer:
        """Return `answer` in the model's words, or as it is if anything fails."""
        turn.stream.show(answer)
        try:
            return _accounted(self._in_its_words(text, history, answer, turn), turn)
        except Exception as error:  # noqa: BLE001 - a fault in what only words the answer must not cost the answer
            _log.error("The model's part failed: %s.", type(error).__name__)
            turn.written.clear()
            turn.notes.append(f"failed ({type(error).__name__})")
            return _accounted(answer, turn)

    def _in_its_words(self, text: str, history: Sequence[PastExchange], answer: Answer, turn: _Turn) -> Answer:
        """Return `answer` in the model's words, as far as they pass."""
        if answer.outcome == "closest" and history and is_follow_up(text):
            answer = self._asked_again(text, history, answer, turn)
        for place in range(len(answer.findings)):
            answer = self._worded(answer, place, history, turn)
        return answer

    def _asked_again(self, text: str, history: Sequence[PastExchange], answer: Answer, turn: _Turn) -> Answer:
        """Return the texts' answer to the follow-up in full words, if it is sure; else `answer`."""
        turn.asked.append(digest("condense", turn.model.name))
        try:
            question = condense(text, history, turn.session(answer.language, turn.left / 3))
        except ModelUnavailable as error:
            turn.notes.append(f"not condensed ({error.reason})")
            return answer
        again = answer
        if question:
            again = self._advisor.advise(Inquiry(question, language=answer.language, is_pinned=True))
        better = again.outcome == "answered"
        turn.notes.append("condensed" if better else "not condensed")
        return again if better else answer

    def _worded(self, answer: Answer, place: int, history: Sequence[PastExchange], turn: _Turn) -> Answer:
        """Return `answer` with one finding in the model's words, or at least its foreign quotations translated."""
        finding = answer.findings[place]
        if not _is_worth_wording(finding) or not turn.has_time():
            return answer
        leans = history and is_follow_up(finding.question)
        task = WritingTask(finding, history[-1].question if leans else "")
        show = partial(_show, turn.stream, answer, place)
        done = turn.written[place] = self._writer.write(task, turn.session(answer.language, turn.left), show)
        turn.asked.append(done.digest)
        if not done.why:
            return _with(answer, place, replace(finding, claims=tuple(done.claims)))
        return _with(answer, place, replace(finding, translations=self._translated(finding, answer.language, turn)))

    def _translated(self, finding: Finding, language: Language, turn: _Turn) -> dict[str, str]:
        found: dict[str, str] = {}
        verifier = self._writer.verifier
        for passage in finding.passages:
            if passage.language == language or verifier is None or not turn.has_time():
                continue
            quoted = finding.excerpts.get(passage.id)
            quote = quoted.text if quoted else passage.text
            turn.asked.append(digest("translate", turn.model.name, [quote]))
            try:
                text = translate(quote, passage.language, turn.session(language, turn.left), verifier)
            except ModelUnavailable as error:
                turn.notes.append(f"not translated ({error.reason})")
                break
            turn.notes.append("translated" if text else "not translated")
            found |= {passage.id: text} if text else {}
        return found


def _is_worth_wording(finding: Finding) -> bool:
    return finding.outcome in ("answered", "closest") and bool(finding.passages)


def _show(stream: AnswerStream[Answer], answer: Answer, place: int, claims: Sequence[Claim]) -> None:
    stream.show(_with(answer, place, replace(answer.findings[place], claims=tuple(claims))))


def _with(answer: Answer, place: int, finding: Finding) -> Answer:
    findings = (*answer.findings[:place], finding, *answer.findings[place + 1 :])
    return replace(answer, findings=findings)


def _accounted(answer: Answer, turn: _Turn) -> Answer:
    """Return `answer` with its origin, and the times to the first sentence of a model and to the end."""
    worded = [place for place, done in turn.written.items() if not done.why]
    path: AnswerPath = "texts" if not worded else "model" if len(worded) == len(answer.findings) else "both"
    why = "; ".join([*(done.account for done in turn.written.values()), *turn.notes])
    spent, found = round((time.perf_counter() - turn.started) * 1000), answer.timings["total"]
    timings = {**answer.timings, "model": spent, "total": found + spent}
    firsts = [done.first for done in turn.written.values() if done.first is not None]
    if worded and firsts:
        timings["first"] = found + round(firsts[0] * 1000)
    return replace(answer, origin=AnswerOrigin(path, why, "-".join(turn.asked)), timings=timings)
