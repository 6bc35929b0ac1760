"""Run question sets through the real bot: the advisor decides, composing words the answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.advisor import Advisor
from bot.answering.answer import AnswerOutcome
from bot.conversation.answer_reply import compose
from bot.evaluation import answer_checks
from bot.evaluation.answer_checks import REFUSALS
from bot.evaluation.question_sets import EvaluationQuestion, QuestionSet
from bot.evaluation.retrieval import Retrieval
from index.library import Library, Progress


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one question.

    `missing` are the items of must_contain without which the answer came, `violated` those of must_not in it.
    `cited` and `in_language` are None where nothing can be said. `places` maps each retriever to the place of each
    gold part, from 1, 0 if it was not found; it is empty where the index holds no gold. `score` is that of the best
    passage shown.
    """

    question: EvaluationQuestion
    outcome: AnswerOutcome
    missing: tuple[str, ...] = ()
    violated: tuple[str, ...] = ()
    routed: bool = True
    cited: bool | None = None
    in_language: bool | None = None
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    milliseconds: float = 0.0
    score: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the answer holds what it must and nothing that it must not."""
        return not self.missing and not self.violated

    @property
    def is_refusal(self) -> bool:
        """Whether the bot said that the texts, or its field, do not cover the question."""
        return self.outcome in REFUSALS


def run(
    library: Library, sets: Sequence[QuestionSet], progress: Progress, with_plain: bool = True
) -> list[list[Result]]:
    """Return the results of each set, question by question; `with_plain` searches with plain LangChain as well."""
    advisor, retrieval = Advisor(library), Retrieval(library, with_plain)
    advisor.warm_up()
    total, done = sum(len(one.questions) for one in sets), 0
    results: list[list[Result]] = []
    for one in sets:
        results.append([])
        for question in one.questions:
            results[-1].append(_result(advisor, retrieval, question))
            done += 1
            progress(done, total)
    return results


def _result(advisor: Advisor, retrieval: Retrieval, question: EvaluationQuestion) -> Result:
    """Ask one question. It is timed before anything else searches for it, since searches are remembered."""
    started = time.perf_counter()
    found = advisor.advise(question.inquiry)
    text = compose(found).plain
    milliseconds = (time.perf_counter() - started) * 1000
    places = retrieval.places(question)
    return Result(
        question=question,
        outcome=found.outcome,
        missing=answer_checks.missing(text, question.must_contain),
        violated=answer_checks.present(text, question.must_not),
        routed=answer_checks.is_routed(question, found.outcome),
        cited=answer_checks.is_cited(question.gold, found) if places else None,
        in_language=answer_checks.is_in_language(question, found),
        places=places,
        milliseconds=milliseconds,
        score=max((finding.score for finding in found.findings if finding.passages), default=0.0),
    )
