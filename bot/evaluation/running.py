"""Run question sets through the real bot: the advisor decides, composing words the answer."""

from __future__ import annotations

import time
from collections.abc import Sequence

from bot.advice.advisor import Advisor
from bot.chat.composing import compose
from bot.evaluation import checks
from bot.evaluation.questions import Question, QuestionSet
from bot.evaluation.result import Result
from bot.evaluation.retrieval import Retrieval, language_before
from index.build import Progress
from index.library import Library


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


def _result(advisor: Advisor, retrieval: Retrieval, question: Question) -> Result:
    """Ask one question. It is timed before anything else searches for it, since searches are remembered."""
    started = time.perf_counter()
    found = advisor.advise(question.text, question.history, language_before(question.history))
    text = compose(found).plain
    milliseconds = (time.perf_counter() - started) * 1000
    places = retrieval.places(question)
    return Result(
        question=question,
        outcome=found.outcome,
        missing=checks.missing(text, question.must_contain),
        violated=checks.present(text, question.must_not),
        routed=checks.is_routed(question, found.outcome),
        cited=checks.is_cited(question.gold, found) if places else None,
        in_language=checks.is_in_language(question, found),
        places=places,
        milliseconds=milliseconds,
        score=max((finding.score for finding in found.findings if finding.passages), default=0.0),
    )
