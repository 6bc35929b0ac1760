"""An advisor that has a model word what the texts answer; only verified sentences are shown."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from threading import BoundedSemaphore

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOrigin, AnswerPath, CitedClaim, Finding
from bot.answering.follow_up import is_follow_up
from bot.answering.inquiry import AnswerStream, Inquiry, PastExchange
from bot.answering.language_wish import without_language_wish
from bot.answering.llm.passage_chooser import PassageChooser, place_in
from bot.answering.llm.prompt import digest
from bot.answering.llm.request import LanguageModel, ModelSession, ModelUnavailable
from bot.answering.llm.writer import Writer, WritingTask, WrittenAnswer, condense, translate
from bot.answering.wishes import read_wish
from corpus.language import Language

ModelFor = Callable[[str], LanguageModel]  # from a chat's hash to the model that counts its tokens
AT_ONCE = 6  # answers that a model words at the same time: of the eight threads that answer, two are always left
CHOICE_SHARE = 1 / 3  # of the time limit: for the choice of a passage, before anything is worded
LEAST_SECONDS = 0.5  # with less time left the model is not asked: the request would only fail

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Wording:
    """The state of one answer that a model words: model, stream, time limit, and the result for each finding."""

    model: LanguageModel
    stream: AnswerStream[Answer]
    seconds: float
    started: float = field(default_factory=time.perf_counter)
    written: dict[int, WrittenAnswer] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)  # one for each request, in order

    @property
    def left(self) -> float:
        """The seconds until the time limit."""
        return self.seconds - (time.perf_counter() - self.started)

    def session(self, language: Language, seconds: float) -> ModelSession:
        """Return a session for one more request, which may take `seconds`."""
        return ModelSession(self.model, language, seconds, self.stream.is_cancelled)

    def has_time(self) -> bool:
        """Tell whether the time suffices for another request; note it if not."""
        if self.left < LEAST_SECONDS:
            self.notes.append("no time left")
        return self.left >= LEAST_SECONDS


class LlmAdvisor:
    """Answers as `Advisor` does, in a model's words where these come within `seconds` and pass every check.

    While `may_choose`, the model also chooses the passage where the gate is not certain which one answers. Refusals,
    small talk and signs of danger never reach it. Where it fails, or is busy with other chats, the gate decides and the
    answer quotes the passages.
    """

    def __init__(
        self,
        advisor: Advisor,
        writer: Writer,
        model_for: ModelFor,
        seconds: float,
        may_choose: Callable[[], bool] = lambda: False,
    ) -> None:
        self._advisor, self._writer, self._model_for, self._seconds = advisor, writer, model_for, seconds
        self._may_choose = may_choose
        self._places = BoundedSemaphore(AT_ONCE)

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer as `Advisor.advise` does; the inquiry's stream sees it grow and may cancel the writing."""
        chooser = self._chooser(inquiry) if self._may_choose() else None
        answer = self._advisor.advise(replace(inquiry, chooser=chooser))
        text, _ = without_language_wish(inquiry.text)
        danger = answer.outcome == "safeguarding"  # comes before whatever else was asked
        if danger or _wants_the_texts(text) or not any(map(_is_worth_wording, answer.findings)):
            return _with_notes(answer, chooser)
        if not self._places.acquire(blocking=False):  # nobody waits for a slow model
            return replace(answer, origin=AnswerOrigin("texts", "busy"))
        try:
            wording = _Wording(self._model_for(inquiry.chat), inquiry.stream, self._seconds)
            if chooser:
                wording.seconds -= chooser.spent
                wording.notes, wording.digests = chooser.notes, chooser.digests
            return self._answer_in_time(inquiry, answer, wording)
        finally:
            self._places.release()

    def warm_up(self) -> None:
        """Load what the first answer needs, the model aside."""
        self._advisor.warm_up()
        self._writer.warm_up()

    def _chooser(self, inquiry: Inquiry) -> PassageChooser:
        """Return the chooser of passages for one message."""
        model, seconds = self._model_for(inquiry.chat), self._seconds * CHOICE_SHARE
        return PassageChooser(model, seconds, partial(place_in, self._places), inquiry.stream.is_cancelled)

    def _answer_in_time(self, inquiry: Inquiry, answer: Answer, wording: _Wording) -> Answer:
        """Return `answer` in the model's words, or as it is if anything fails."""
        wording.stream.show(answer)
        try:
            return _with_origin(self._in_its_words(inquiry, answer, wording), wording)
        except Exception as error:  # noqa: BLE001 - no fault in wording an answer may cost the answer itself
            _log.error("The model's part failed: %s.", type(error).__name__)
            wording.written.clear()
            wording.notes.append(f"failed ({type(error).__name__})")
            return _with_origin(answer, wording)

    def _in_its_words(self, inquiry: Inquiry, answer: Answer, wording: _Wording) -> Answer:
        """Return `answer` in the model's words, as far as these pass the checks."""
        if answer.outcome == "closest" and inquiry.history and is_follow_up(inquiry.text):
            answer = self._condensed(inquiry, answer, wording)
        for place in range(len(answer.findings)):
            answer = self._worded(answer, place, inquiry.history, wording)
        return answer

    def _condensed(self, inquiry: Inquiry, answer: Answer, wording: _Wording) -> Answer:
        """Return the texts' answer to the follow-up as the model condensed it, if it is sure; else `answer`."""
        wording.digests.append(digest("condense", wording.model.name))
        try:
            session = wording.session(answer.language, wording.left / 3)
            question = condense(inquiry.text, inquiry.history, session)
        except ModelUnavailable as error:
            wording.notes.append(f"not condensed ({error.reason})")
            return answer
        again = answer
        if question:
            asked = Inquiry(question, language=answer.language, is_pinned=True, readers=inquiry.readers)
            again = self._advisor.advise(asked)
        better = again.outcome == "answered"
        wording.notes.append("condensed" if better else "not condensed")
        return again if better else answer

    def _worded(self, answer: Answer, place: int, history: Sequence[PastExchange], wording: _Wording) -> Answer:
        """Return `answer` with one finding in the model's words, or at least its foreign quotations translated."""
        finding = answer.findings[place]
        if not _is_worth_wording(finding) or not wording.has_time():
            return answer
        follows = history and is_follow_up(finding.question)
        task = WritingTask(finding, history[-1].question if follows else "")
        show = partial(_show, wording.stream, answer, place)
        done = wording.written[place] = self._writer.write(task, wording.session(answer.language, wording.left), show)
        wording.digests.append(done.digest)
        if not done.why:
            return _with(answer, place, replace(finding, claims=tuple(done.claims)))
        return _with(answer, place, replace(finding, translations=self._translated(finding, answer.language, wording)))

    def _translated(self, finding: Finding, language: Language, wording: _Wording) -> dict[str, str]:
        """Return the verified translations of the finding's quotations in another language, by passage id."""
        found: dict[str, str] = {}
        verifier = self._writer.verifier
        for passage in finding.passages:
            if passage.language == language or verifier is None or not wording.has_time():
                continue
            quoted = finding.excerpts.get(passage.id)
            quote = quoted.text if quoted else passage.text
            wording.digests.append(digest("translate", wording.model.name, [quote]))
            try:
                text = translate(quote, passage.language, wording.session(language, wording.left), verifier)
            except ModelUnavailable as error:
                wording.notes.append(f"not translated ({error.reason})")
                break
            wording.notes.append("translated" if text else "not translated")
            found |= {passage.id: text} if text else {}
        return found


def _wants_the_texts(text: str) -> bool:
    """Tell whether a message wants of what was shown what the texts give as they are: more, an item, a short form."""
    wish = read_wish(text)
    return wish.kind in ("more", "shorter", "next", "previous") or wish.picks


def _is_worth_wording(finding: Finding) -> bool:
    return finding.outcome in ("answered", "closest") and bool(finding.passages)


def _show(stream: AnswerStream[Answer], answer: Answer, place: int, claims: Sequence[CitedClaim]) -> None:
    stream.show(_with(answer, place, replace(answer.findings[place], claims=tuple(claims))))


def _with(answer: Answer, place: int, finding: Finding) -> Answer:
    findings = (*answer.findings[:place], finding, *answer.findings[place + 1 :])
    return replace(answer, findings=findings)


def _with_notes(answer: Answer, chooser: PassageChooser | None) -> Answer:
    """Return `answer`, which the model did not word, with what it chose."""
    if not (chooser and chooser.notes):
        return answer
    return replace(answer, origin=AnswerOrigin("texts", "; ".join(chooser.notes), "-".join(chooser.digests)))


def _with_origin(answer: Answer, wording: _Wording) -> Answer:
    """Return `answer` with its origin, and the milliseconds to the model's first sentence and to the end."""
    worded = [place for place, done in wording.written.items() if not done.why]
    path: AnswerPath = "texts" if not worded else "model" if len(worded) == len(answer.findings) else "both"
    why = "; ".join([*(done.account for done in wording.written.values()), *wording.notes])
    spent, found = round((time.perf_counter() - wording.started) * 1000), answer.timings["total"]
    timings = {**answer.timings, "model": spent, "total": found + spent}
    firsts = [done.first for done in wording.written.values() if done.first is not None]
    if worded and firsts:
        timings["first"] = found + round(firsts[0] * 1000)
    return replace(answer, origin=AnswerOrigin(path, why, "-".join(wording.digests)), timings=timings)
