"""Have a model word findings, rewrite follow-ups and translate quotations; return verified text only."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.answer import CitedClaim, Finding
from bot.answering.dialogue import REWORDED
from bot.answering.inquiry import PastExchange
from bot.answering.llm.claims import ClaimReader, StatedClaim, schema
from bot.answering.llm.prompt import delimited, digest, numbered, prompt, tagged
from bot.answering.llm.request import ModelRequest, ModelSession, ModelUnavailable
from bot.answering.llm.verification.verifier import Verifier, is_faithful
from corpus.language import Language
from index.passage import Passage
from index.text.sentences import sentences

TURNS = 2  # earlier exchanges that the model sees
LONGEST_TRANSLATION = 2  # times its original; what comes after is not read
MOST_CHARACTERS = 4000  # of a model's text; what comes after is not read
MOST_OF_A_CLAIM = 1000  # characters of one claim; a longer one shows a model that repeats itself without end
MOST_CLAIMS = 12
HOPELESS = 5  # claims dropped with none kept, after which the model is stopped
REPEATS = 2  # repeated claims after which the model is stopped


def condense(text: str, history: Sequence[PastExchange], session: ModelSession) -> str:
    """Return the question of `text` after `history` in full, or "" if the model's wording fails the checks.

    Raise ModelUnavailable.
    """
    before = "\n\n".join(f"{turn.question}\n{turn.answer}".strip() for turn in history[-TURNS:])
    before, message, language = session.outgoing(before), session.outgoing(text), session.language
    system, user = prompt("condense").fill(
        language, history=tagged("before", before, language), message=tagged("question", message, language)
    )
    question = " ".join(session.text(ModelRequest(system, user)).split()).strip('«»“”" ')
    return question if question and is_faithful(question, f"{before}\n{text}", text, language) else ""


def translate(quote: str, source: Language, session: ModelSession, verifier: Verifier) -> str:
    """Return `quote` in the session's language, or "" if the model's translation fails the checks.

    Raise ModelUnavailable.
    """
    system, user = prompt("translate").fill(session.language, quote=tagged("passage", quote, session.language))
    written, most = "", LONGEST_TRANSLATION * len(quote)
    for piece in session.chunks(ModelRequest(system, user)):
        written += piece.text
        if len(written) > most:
            return ""
    text = written.strip()
    return text if verifier.is_translation(quote, source, text, session.language) else ""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """The input of the writer: a finding, and the question that it follows up, or ""."""

    finding: Finding
    before: str = ""

    @property
    def prompt(self) -> str:
        """The name of the prompt: an answer that was not understood is told in other words."""
        return "reword" if self.finding.intent == REWORDED else "answer"


@dataclass(slots=True)
class WrittenAnswer:
    """The result of a task: the verified claims, and the number of claims dropped for each fault.

    `why` is "" if the claims answer, else what they lack (`Verifier.missing`) or the reason of a ModelUnavailable.
    """

    digest: str
    claims: list[CitedClaim] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    why: str = ""
    first: float | None = None  # seconds until the first claim was kept

    @property
    def account(self) -> str:
        """The result in short: "3 kept, 1 dropped (number)"."""
        faults = ", ".join(f"{fault} {times}" if times > 1 else fault for fault, times in sorted(self.dropped.items()))
        counts = f"{len(self.claims)} kept, {self.dropped.total()} dropped" + (f" ({faults})" if faults else "")
        return f"{self.why}: {counts}" if self.why else counts


class Writer:
    """Asks a model for claims, verifies each as soon as it is complete, and checks whether those kept answer."""

    def __init__(self, verifier: Verifier | None) -> None:
        self.verifier = verifier  # None verifies nothing, for comparisons only

    def warm_up(self) -> None:
        """Load what the checks need. Raise ModelError if that can't be had."""
        if self.verifier:
            self.verifier.warm_up()

    def write(
        self, task: WritingTask, session: ModelSession, on_claims: Callable[[Sequence[CitedClaim]], None]
    ) -> WrittenAnswer:
        """Return the model's result for `task`; `on_claims` is called with all claims kept so far, at each new one."""
        started = time.perf_counter()
        given = numbered(task.finding.passages)
        request = _request(task, given, session)
        written = WrittenAnswer(digest(task.prompt, session.model.name, _passages_of(request)))
        try:
            for stated in _stated(request, given, session):
                claim = self._verified(stated, given, session.language, written)
                if claim and claim.text not in {earlier.text for earlier in written.claims}:
                    written.claims.append(claim)
                    written.first = written.first or time.perf_counter() - started
                    on_claims(written.claims)
                if not written.claims and written.dropped.total() >= HOPELESS:
                    break
        except ModelUnavailable as error:
            written.why = error.reason
        missing = self._missing(task, written.claims, session.language)
        written.why = (
            (written.why or missing) if missing else ""
        )  # claims that answer count even if the model broke off
        return written

    def _missing(self, task: WritingTask, claims: Sequence[CitedClaim], language: Language) -> str | None:
        if self.verifier is None:
            return None if claims else "nothing"
        return self.verifier.missing(task.finding, claims, language)

    def _verified(
        self, stated: StatedClaim, given: Mapping[str, Passage], language: Language, written: WrittenAnswer
    ) -> CitedClaim | None:
        fault, supporting = self.verifier.verify(stated, given, language) if self.verifier else (None, stated.passages)
        if fault:
            written.dropped[fault] += 1
            return None
        cited = {given[key].id: given[key] for key in supporting if key in given}
        return CitedClaim(stated.text, tuple(cited.values()))


def _stated(request: ModelRequest, given: Mapping[str, Passage], session: ModelSession) -> Iterator[StatedClaim]:
    """Yield the model's claims, one sentence each, until it ends or exceeds what an answer can be."""
    reader, length, count, seen = ClaimReader(list(given)), 0, 0, Counter[str]()
    for piece in session.chunks(request):
        length += len(piece.text)
        for claim in reader.feed(piece.text):
            count += 1
            seen[claim.text] += 1
            if seen.total() - len(seen) >= REPEATS:
                return
            yield from _sentences(claim, session.language)
        if length > MOST_CHARACTERS or reader.unread > MOST_OF_A_CLAIM or count >= MOST_CLAIMS:
            return
    for claim in reader.close()[: MOST_CLAIMS - count]:
        yield from _sentences(claim, session.language)


def _request(task: WritingTask, given: Mapping[str, Passage], session: ModelSession) -> ModelRequest:
    language = session.language
    question, before = session.outgoing(task.finding.question), session.outgoing(task.before)
    texts = {key: passage.text for key, passage in given.items()}
    system, user = prompt(task.prompt).fill(
        language,
        passages=delimited(given, texts, language),
        before=tagged("before", before, language) if before else "",
        question=tagged("question", question, language),
    )
    return ModelRequest(system, user, schema(list(given)))


def _sentences(claim: StatedClaim, language: Language) -> list[StatedClaim]:
    """Split a claim of several sentences, so that a wrong one does not cost the right ones."""
    return [claim.model_copy(update={"text": text}) for text in sentences(claim.text, language)]


def _passages_of(request: ModelRequest) -> list[str]:
    return [block for block in request.user.split("\n\n") if block.startswith("<passage")]
