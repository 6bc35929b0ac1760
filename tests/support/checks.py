"""Progress through procedures, ours and generated ones, with any answers, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.domain.checks.progress import CheckProgress, begin
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import Language
from corpus.procedure import PRESSED, SKIPPED, Condition, Option, Procedure, ProcedurePart, Step, StepKind

CORPUS = read_corpus(BUNDLED_CORPUS)
EARLY, CLOSING = CORPUS.procedures["early-termination"], CORPUS.procedures["closing"]


def completed(procedure: Procedure, answers: dict[str, str]) -> CheckProgress:
    """Return the progress at the end, with these answers by key and every other question skipped."""
    progress = begin(procedure)
    while (question := progress.question) is not None:
        progress = progress.answer(answers[question.key]) if question.key in answers else progress.skip()
    return progress


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Draw a procedure of up to eight steps with conditions on earlier ones."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 8))):
        steps.append(draw(_steps(f"s{number}", steps)))
    cut = draw(st.integers(0, len(steps) - 1))
    parts = tuple(ProcedurePart(_both("part"), tuple(some)) for some in (steps[:cut], steps[cut:]) if some)
    return Procedure("generated", "1.0", "2026-11-30", _both("generated"), _both("trial"), parts)


@st.composite
def _steps(draw: st.DrawFn, identity: str, earlier: list[Step]) -> Step:
    kinds: tuple[StepKind, ...] = draw(
        st.sampled_from([("yes", "no"), ("choice", "note"), ("note",), ("date",), (*PRESSED, "note")])
    )
    options = tuple(Option(name, _both(name)) for name in ("one", "two", "three")) if "choice" in kinds else ()
    asks = {"yes", "no"} <= set(kinds) and draw(st.booleans())
    return Step(
        identity, _both("label"), _both("ask"), _both("why"), kinds, "card", "must" if asks else "fact",
        options=options, action=_both("do it") if asks else None, when=draw(_conditions(earlier)),
    )  # fmt: skip


@st.composite
def _conditions(draw: st.DrawFn, earlier: list[Step]) -> tuple[Condition, ...]:
    named = draw(st.lists(st.sampled_from(earlier), max_size=2, unique_by=id)) if earlier else []
    return tuple(
        Condition(step.id, draw(st.frozensets(st.sampled_from([*step.choices, SKIPPED]), min_size=1))) for step in named
    )


def _both(text: str) -> dict[Language, str]:
    return {"fr": text, "en": text}


acts = st.lists(st.tuples(st.sampled_from(["answer", "skip", "back", "remark", "revisit"]), st.integers(0, 5)))


def act(progress: CheckProgress, name: str, number: int) -> CheckProgress:
    """Return the progress after one act; `number` chooses the answer."""
    if name != "answer":
        return progress.remark(f"remark {number}") if name == "remark" else getattr(progress, name)()
    question = progress.question
    if question is None:
        return progress
    typed = ["2026-12-15"] if question.typed and not question.remarks else []
    possible = [*question.choices, *typed]
    return progress.answer(possible[number % len(possible)])
