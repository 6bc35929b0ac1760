"""An advisor whose findings a model words: asked only where the texts answer, and never believed on its word."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer, Claim, Exchange, Finding, Origin, Path
from bot.advice.following import asks_for_more, is_follow_up
from bot.advice.watching import UNWATCHED, Watch
from bot.model.request import LanguageModel
from bot.model.writing import Task, Writer, Written
from corpus.language import Language

ModelFor = Callable[[str], LanguageModel]  # the model as a chat may use it: its tokens are counted


class WordingAdvisor:
    """Answers as `Advisor` does, in a model's words where these come within `seconds` and pass every check.

    Refusals, small talk and alarms never reach the model; where it fails, the quoted passages stand.
    """

    def __init__(self, advisor: Advisor, writer: Writer, model_for: ModelFor, seconds: float) -> None:
        self._advisor, self._writer, self._model_for, self._seconds = advisor, writer, model_for, seconds

    def advise(
        self,
        text: str,
        history: Sequence[Exchange] = (),
        default: Language = "fr",
        pinned: bool = False,
        harmless: bool = False,
        watch: Watch = UNWATCHED,
        chat: str = "",
    ) -> Answer:
        """Return the answer to `text` as `Advisor.advise` does; `watch` sees it grow and may end the writing.

        The tokens are counted for `chat`, a keyed hash.
        """
        answer = self._advisor.advise(text, history, default, pinned, harmless)
        started = time.perf_counter()
        if asks_for_more(text) or not any(map(_is_worth_wording, answer.findings)):
            return answer
        before, written = history[-1].question if history else "", dict[int, Written]()
        for place, finding in enumerate(answer.findings):
            left = self._seconds - (time.perf_counter() - started)
            if not _is_worth_wording(finding) or left <= 0:
                continue
            task = Task(finding, before if is_follow_up(finding.question) else "", answer.language)
            model = self._model_for(chat)
            watch.show(answer)
            done = self._writer.write(task, model, left, watch, partial(_show, watch, answer, place))
            written[place] = done
            answer = _with_claims(answer, place, () if done.why else done.claims)
        return _accounted(answer, written, started)

    def warm_up(self) -> None:
        """Load what the first answer needs, the model aside."""
        self._advisor.warm_up()


def _is_worth_wording(finding: Finding) -> bool:
    return finding.outcome in ("answered", "closest") and bool(finding.passages)


def _show(watch: Watch, answer: Answer, place: int, claims: Sequence[Claim]) -> None:
    watch.show(_with_claims(answer, place, claims))


def _with_claims(answer: Answer, place: int, claims: Sequence[Claim]) -> Answer:
    findings = list(answer.findings)
    findings[place] = replace(findings[place], claims=tuple(claims))
    return replace(answer, findings=tuple(findings))


def _accounted(answer: Answer, written: dict[int, Written], started: float) -> Answer:
    """Return `answer` with its origin, and the times to the first sentence of a model and to the end."""
    worded = [place for place, done in written.items() if not done.why]
    path: Path = "texts" if not worded else "model" if len(worded) == len(answer.findings) else "both"
    why = "; ".join(done.account for done in written.values()) or "timeout"
    digest = "-".join(done.digest for done in written.values())
    spent, found = round((time.perf_counter() - started) * 1000), answer.timings["total"]
    timings = {**answer.timings, "model": spent, "total": found + spent}
    firsts = [done.first for done in written.values() if done.first is not None]
    if firsts:
        timings["first"] = found + round(firsts[0] * 1000)
    return replace(answer, origin=Origin(path, why, digest), timings=timings)
