"""Train on confirmed questions: build the index with them elsewhere, measure before and after, keep what is better."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry
from bot.answering.suggestions import suggestions
from bot.errors import TrainingError
from bot.evaluation.question_sets import QuestionSet
from bot.evaluation.running import ANSWERS, STATEMENTS, QuestionResult, run
from bot.evaluation.tables import grid
from bot.evaluation.verdicts import verdict
from index.library import STAFF, EntryQuestion, Library, Progress

MARGIN = 0.02  # of the questions of a row, at least one: by so much the new state may be worse
_HELD_OUT = 5  # of so many confirmed questions one is held out
_COLUMNS = [(name, 18) for name in ("right", "offered", "wrong", "refused")]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the questions of a row: a number each, with `n` in all."""

    name: str
    right: int = 0
    offered: int = 0
    wrong: int = 0
    refused: int = 0

    @property
    def n(self) -> int:
        """The number of questions."""
        return self.right + self.offered + self.wrong + self.refused

    @classmethod
    def of(cls, name: str, found: Iterable[str]) -> Tally:
        """Count what was `found`."""
        counts = Counter(found)
        return cls(name, *(counts[each] for each in ("right", "offered", "wrong", "refused")))


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The figures before and after, row by row, and each way in which the new state is worse by more than the margin.

    `used` are the questions that it was trained with, `lost` those that lead to nothing that there is.
    """

    used: tuple[EntryQuestion, ...]
    lost: tuple[EntryQuestion, ...]
    before: tuple[Tally, ...]
    after: tuple[Tally, ...]
    faults: tuple[str, ...]

    @property
    def table(self) -> str:
        """The figures as a table."""
        rows = [(f"{a.name} ({a.n})", _cells(a, b)) for a, b in zip(self.before, self.after, strict=True)]
        return "\n".join(grid("questions", _COLUMNS, rows, 40))


def is_held_out(question: EntryQuestion) -> bool:
    """Tell whether a question is for measuring alone: the same ones in each training."""
    key = f"{question.target}\t{question.language}\t{question.text}"
    return hashlib.sha256(key.encode()).digest()[0] % _HELD_OUT == 0


def train(
    library: Library, confirmed: Sequence[EntryQuestion], sets: Sequence[QuestionSet], margin: float, progress: Progress
) -> TrainingResult:
    """Measure what `confirmed` questions would change; `library` stays as it is.

    Raise TrainingError if none of them can be trained with.
    """
    searcher = library.searcher(STAFF)
    leads = {one: searcher.passage(one.target, one.language) is not None for one in confirmed}
    lost = tuple(one for one, is_there in leads.items() if not is_there)
    held = [one for one, is_there in leads.items() if is_there and is_held_out(one)]
    used = tuple(replace(one, state="trained") for one, is_there in leads.items() if is_there and not is_held_out(one))
    if not used:
        raise TrainingError("There is no confirmed question to train with yet.")
    before = _measured(library, held, sets, progress)
    with trial_library(library, used) as trial:
        trial.build(progress)
        after = _measured(trial, held, sets, progress)
    faults = tuple(fault for a, b in zip(before, after, strict=True) for fault in worse(a, b, margin))
    return TrainingResult(used, lost, before, after, faults)


def keep(library: Library, used: Iterable[EntryQuestion], progress: Progress) -> None:
    """Have the library use these questions, and remember those that it used before."""
    files = library.questions
    files.trained_before.write(files.trained.read())
    files.trained.write(replace(one, state="trained") for one in used)
    library.build(progress)


def undo(library: Library, progress: Progress) -> None:
    """Go back to the questions before; once more comes back. Raise TrainingError if nothing was trained."""
    files = library.questions
    if not files.trained_before.is_there:
        raise TrainingError("Nothing was trained here.")
    now, before = files.trained.read(), files.trained_before.read()
    files.trained_before.write(now)
    files.trained.write(before)
    library.build(progress)


@contextmanager
def trial_library(library: Library, questions: Iterable[EntryQuestion]) -> Iterator[Library]:
    """Yield a library of its own with the same texts and models, to be built with `questions`; it is deleted after."""
    with tempfile.TemporaryDirectory(prefix="relais-train-") as folder:
        home = Path(folder)
        trial = Library(library.corpus, home)
        library.copy_to(home / "index")
        trial.documents.take_over(library.documents)
        trial.questions.take_over(library.questions)
        trial.embeddings, trial.message_model = library.embeddings, library.message_model
        trial.passage_reader = library.passage_reader
        trial.questions.trained.write(questions)
        yield trial


def worse(before: Tally, after: Tally, margin: float) -> list[str]:
    """Return in which ways `after` is worse than `before` by more than `margin`, of the questions, or one question.

    >>> worse(Tally("a", right=98, wrong=2), Tally("a", right=95, wrong=3, refused=2), 0.02)
    ['a: 3 right answers fewer']
    """
    allowed = max(1.0, margin * before.n)
    fewer, more = before.right - after.right, after.wrong - before.wrong
    named = [
        (fewer, f"{before.name}: {fewer} right answers fewer"),
        (more, f"{before.name}: {more} wrong answers more"),
    ]
    return [text for count, text in named if count > allowed]


def _measured(
    library: Library, held: Sequence[EntryQuestion], sets: Sequence[QuestionSet], progress: Progress
) -> tuple[Tally, ...]:
    """Return the rows: of each set the answerable questions and the others, then the confirmed ones held out."""
    rows = []
    for one, results in zip(sets, run(library, sets, progress) if sets else [], strict=True):
        for name, answerable in ((one.name, True), (f"{one.name}, not answerable", False)):
            chosen = [result for result in results if result.question.answerable == answerable]
            rows += [Tally.of(name, map(_outcome, chosen))] if chosen else []
    advisor = Advisor(library)
    return (*rows, Tally.of("confirmed, held out", [_outcome_of(one, advisor) for one in held]))


def _outcome(result: QuestionResult) -> str:
    found = verdict(result)
    if found is None:  # not answerable: right is whatever the set expects
        return "right" if result.routed else "wrong" if result.outcome in ANSWERS else "refused"
    return {"one_tap": "offered", "diverted": "refused"}.get(found, found)


def _outcome_of(question: EntryQuestion, advisor: Advisor) -> str:
    answer = advisor.advise(Inquiry(question.text, language=question.language, readers=STAFF))
    if answer.outcome in ANSWERS and answer.passages and answer.passages[0].id == question.target:
        return "right"
    if answer.outcome not in STATEMENTS and question.target in {passage.id for passage in suggestions(answer)}:
        return "offered"
    return "wrong" if answer.outcome in ANSWERS else "refused"


def _cells(before: Tally, after: Tally) -> list[str]:
    pairs = [(getattr(before, name), getattr(after, name)) for name, _ in _COLUMNS]
    return [f"{a} -> {b}" if a != b else str(a) for a, b in pairs]
