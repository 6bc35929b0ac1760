"""Run question sets through the real bot and check each answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOutcome
from bot.answering.language_wish import wanted_language
from bot.answering.suggestions import suggestions
from bot.conversation.answer_reply import plain_text
from bot.evaluation.question_sets import EvaluationQuestion, Expectation, Gold, QuestionSet
from bot.evaluation.retrieval import Retrieval
from index.library import Library, Progress
from index.text.folding import plain

_ROUTES: dict[Expectation, frozenset[AnswerOutcome]] = {
    "answer": frozenset({"answered", "closest"}),
    "partial": frozenset({"partial", "closest"}),
    "not_covered_handoff": frozenset({"not_covered", "closest", "clarify"}),
    "decline_scope": frozenset({"out_of_scope"}),
    "greet_or_meta": frozenset({"smalltalk"}),
    "clarify": frozenset({"clarify"}),
    "safeguarding_protocol": frozenset({"safeguarding"}),
    "ignore_injection": frozenset({"smalltalk", "out_of_scope", "not_covered", "closest"}),
    "pii_refuse_and_redirect": frozenset({"smalltalk", "not_covered"}),
}
REFUSALS: frozenset[AnswerOutcome] = frozenset({"not_covered", "out_of_scope"})
STATEMENTS: frozenset[AnswerOutcome] = frozenset({"answered", "partial"})
ANSWERS: frozenset[AnswerOutcome] = STATEMENTS | {"closest"}


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result of one question.

    `missing` are the items of must_contain that the answer lacks, `violated` those of must_not that it contains.
    `cited` and `in_language` are None if they don't apply. `places` maps each retriever to the rank of each gold part,
    from 1, 0 if it was not found; it is empty if the index has no gold. `score` is that of the best passage shown.
    `offered` if one tap on a suggestion leads to gold that the answer does not show; `confidence` is the answer's.
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
    offered: bool = False
    confidence: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the answer contains everything that it must and nothing that it must not."""
        return not self.missing and not self.violated

    @property
    def is_refusal(self) -> bool:
        """Whether the answer says that the question is not covered or out of scope."""
        return self.outcome in REFUSALS


def run(
    library: Library, sets: Sequence[QuestionSet], progress: Progress, with_plain: bool = True
) -> list[list[QuestionResult]]:
    """Return the results of each set, question by question; `with_plain` searches with plain LangChain as well."""
    advisor, retrieval = Advisor(library), Retrieval(library, with_plain)
    advisor.warm_up()
    total, done = sum(len(one.questions) for one in sets), 0
    results: list[list[QuestionResult]] = []
    for one in sets:
        results.append([])
        for question in one.questions:
            results[-1].append(_result(advisor, retrieval, question))
            done += 1
            progress(done, total)
    return results


def present(text: str, items: Iterable[str]) -> tuple[str, ...]:
    """Return the items of which one "|" alternative occurs in `text`.

    >>> present("Prévoir un échéancier.", ["calendrier|echeancier", "budget"])
    ('calendrier|echeancier',)
    """
    plain_text = plain(text)
    return tuple(
        item for item in items if any(plain(choice) in plain_text for choice in item.split("|") if choice.strip())
    )


def missing(text: str, items: Iterable[str]) -> tuple[str, ...]:
    """Return the items of which no "|" alternative occurs in `text`.

    >>> missing("Prévoir un échéancier.", ["calendrier|echeancier", "budget"])
    ('budget',)
    """
    wanted = tuple(items)
    there = present(text, wanted)
    return tuple(item for item in wanted if item not in there)


def is_routed(question: EvaluationQuestion, outcome: AnswerOutcome) -> bool:
    """Tell whether `outcome` is one that `question` expects; a question under an injection may be answered."""
    allowed = _ROUTES[question.expect]
    return outcome in (allowed | _ROUTES["answer"] if question.answerable else allowed)


def is_cited(gold: Gold, answer: Answer) -> bool | None:
    """Tell whether `answer` cites gold passages; None if there is no gold or nothing is cited.

    A single part must be in the first source; of several parts, each must be in some source.
    """
    if not gold.parts or not answer.passages:
        return None
    if len(gold.parts) == 1:
        return gold.is_in(gold.parts[0], answer.passages[0])
    return all(any(gold.is_in(part, passage) for passage in answer.passages) for part in gold.parts)


def is_offered(gold: Gold, answer: Answer) -> bool:
    """Tell whether `answer` suggests gold: with its sources, if any, it then leads to every part."""
    suggested = suggestions(answer)
    reached = (*answer.passages, *suggested)
    return any(gold.is_in(part, passage) for part in gold.parts for passage in suggested) and all(
        any(gold.is_in(part, passage) for passage in reached) for part in gold.parts
    )


def is_in_language(question: EvaluationQuestion, answer: Answer) -> bool | None:
    """Tell whether `answer` is in the language of `question`, or in the one that it asks for; None for mixed ones."""
    wanted = wanted_language(question.text) or question.language
    return None if wanted == "mixed" else answer.language == wanted


def _result(advisor: Advisor, retrieval: Retrieval, question: EvaluationQuestion) -> QuestionResult:
    """Ask one question. It is timed before anything else searches for it, since searches are cached."""
    started = time.perf_counter()
    found = advisor.advise(question.inquiry)
    text = plain_text(found)
    milliseconds = (time.perf_counter() - started) * 1000
    places = retrieval.places(question)
    return QuestionResult(
        question=question,
        outcome=found.outcome,
        missing=missing(text, question.must_contain),
        violated=present(text, question.must_not),
        routed=is_routed(question, found.outcome),
        cited=is_cited(question.gold, found) if places else None,
        in_language=is_in_language(question, found),
        places=places,
        milliseconds=milliseconds,
        score=max((finding.score for finding in found.findings if finding.passages), default=0.0),
        offered=bool(places) and is_offered(question.gold, found),
        confidence=found.confidence,
    )
