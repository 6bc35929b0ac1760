"""Have a model word what was found, and let through only what the passages bear."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.answering.answer import Claim, Finding
from bot.answering.llm.claims import ClaimReader, StatedClaim, schema
from bot.answering.llm.errors import ModelUnavailable
from bot.answering.llm.prompt import delimited, digest, numbered, prompt, tagged
from bot.answering.llm.request import IsCancelled, LanguageModel, ModelRequest, Redact
from bot.answering.llm.verification.completeness import lack
from bot.answering.llm.verification.evidence import Evidence
from corpus.language import Language
from index.passage import Passage
from index.text.sentences import sentences

MOST_CHARACTERS = 4000  # of a model's text that are read; an endless one is cut here
MOST_OF_A_CLAIM = 1000  # the same of one claim: a model that repeats itself does not come out of it
MOST_CLAIMS = 12
HOPELESS = 5  # claims dropped with none kept: what comes next is not waited for
REPEATS = 2  # the same for claims that were stated before


class Judge(Protocol):
    """Finds the fault of a claim (see `Checker`)."""

    def ruling(
        self, claim: StatedClaim, given: Mapping[str, Passage], language: Language
    ) -> tuple[str | None, Sequence[str]]:
        """Return what is wrong with `claim`, None if nothing is, and the ids of the passages that bear it."""

    def warm_up(self) -> None:
        """Load what it needs. Raise ModelError if that can't be had."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be worded: a finding, the question that it leans on or nothing, and the language of the answer."""

    finding: Finding
    before: str
    language: Language


@dataclass(slots=True)
class WrittenAnswer:
    """What became of a task: the claims that were kept, how many were dropped for which fault, why it ended.

    `why` is empty if the claims answer; `lack` and the reason of a ModelUnavailable say why they do not.
    """

    digest: str
    claims: list[Claim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    why: str = ""
    first: float | None = None  # seconds until the first claim was kept

    @property
    def account(self) -> str:
        """Return it in short: "3 kept, 1 dropped (number)"."""
        faults = ", ".join(f"{fault} {times}" if times > 1 else fault for fault, times in sorted(self.dropped.items()))
        told = f"{len(self.claims)} kept, {self.dropped.total()} dropped" + (f" ({faults})" if faults else "")
        return f"{self.why}: {told}" if self.why else told


class Writer:
    """Asks a model for claims, checks each as soon as it is complete, and judges whether the rest answers."""

    def __init__(self, checker: Judge | None, evidence: Evidence, redact: Redact) -> None:
        self._checker, self.evidence, self.redact = checker, evidence, redact

    @property
    def is_checked(self) -> bool:
        """Whether anything is checked; unchecked words are for comparison only."""
        return self._checker is not None

    def warm_up(self) -> None:
        """Load what the checks need. Raise ModelError if that can't be had."""
        if self._checker:
            self._checker.warm_up()

    def write(
        self,
        task: Task,
        model: LanguageModel,
        seconds: float,
        is_cancelled: IsCancelled,
        kept: Callable[[Sequence[Claim]], None],
    ) -> WrittenAnswer:
        """Return what the model made of `task`, `kept` being told the claims each time that there are more."""
        started = time.perf_counter()
        given = numbered(task.finding.passages)
        request = self._request(task, given, model)
        written = WrittenAnswer(digest("answer", model.name, _passages_of(request)))
        try:
            for stated in self._stated(request, given, model, seconds, is_cancelled, task.language):
                claim = self._checked(stated, given, task.language, written)
                if claim and claim.text not in {earlier.text for earlier in written.claims}:
                    written.claims.append(claim)
                    written.first = written.first or time.perf_counter() - started
                    kept(written.claims)
                if not written.claims and written.dropped.total() >= HOPELESS:
                    break
        except ModelUnavailable as error:
            written.why = error.reason
        missing = self._lack(task, written.claims)
        written.why = (written.why or missing) if missing else ""  # it may have broken off: what there is answers
        return written

    def _lack(self, task: Task, claims: Sequence[Claim]) -> str | None:
        if self._checker is None:
            return None if claims else "nothing"
        return lack(task.finding, claims, task.language, self.evidence)

    def _stated(
        self,
        request: ModelRequest,
        given: Mapping[str, Passage],
        model: LanguageModel,
        seconds: float,
        is_cancelled: IsCancelled,
        language: Language,
    ) -> Iterator[StatedClaim]:
        """Yield the model's claims, one sentence each, until it ends or has written more than an answer."""
        reader, length, count, seen = ClaimReader(list(given)), 0, 0, Counter[str]()
        for piece in model.write(request, seconds, is_cancelled):
            length += len(piece.text)
            for claim in reader.feed(piece.text):
                count += 1
                seen[claim.text] += 1
                if seen.total() - len(seen) >= REPEATS:
                    return
                yield from _sentences(claim, language)
            if length > MOST_CHARACTERS or reader.unread > MOST_OF_A_CLAIM or count >= MOST_CLAIMS:
                return
        for claim in reader.close()[: MOST_CLAIMS - count]:
            yield from _sentences(claim, language)

    def _checked(
        self, stated: StatedClaim, given: Mapping[str, Passage], language: Language, written: WrittenAnswer
    ) -> Claim | None:
        fault, bearing = self._checker.ruling(stated, given, language) if self._checker else (None, stated.passages)
        if fault:
            written.dropped[fault] += 1
            return None
        cited = {given[key].id: given[key] for key in bearing if key in given}
        return Claim(stated.text, tuple(cited.values()))

    def _request(self, task: Task, given: Mapping[str, Passage], model: LanguageModel) -> ModelRequest:
        question, before = task.finding.question, task.before
        if not model.is_here:
            question, before = (self.redact(text, task.language) for text in (question, before))
        texts = {key: passage.text for key, passage in given.items()}
        system, user = prompt("answer").fill(
            task.language,
            passages=delimited(given, texts, task.language),
            before=tagged("before", before, task.language) if before else "",
            question=tagged("question", question, task.language),
        )
        return ModelRequest(system, user, schema(list(given)))


def _sentences(claim: StatedClaim, language: Language) -> list[StatedClaim]:
    """Cut a claim of several sentences, so that a wrong one takes no right one with it."""
    return [claim.model_copy(update={"text": text}) for text in sentences(claim.text, language)]


def _passages_of(request: ModelRequest) -> list[str]:
    return [block for block in request.user.split("\n\n") if block.startswith("<passage")]
