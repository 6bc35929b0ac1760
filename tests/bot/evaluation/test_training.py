"""Training on confirmed questions: measured elsewhere, kept if not worse, and undone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.errors import TrainingError
from bot.evaluation import training
from bot.evaluation.question_sets import QuestionSet, parse
from bot.evaluation.running import QuestionResult
from bot.evaluation.training import Tally, is_held_out, keep, train, undo, worse
from index.library import EntryQuestion, Library, Progress
from index.search.query import Query
from tests.support.small_library import quiet, small_library

CONFIRMED = [EntryQuestion("yes", "opening", "fr", f"Question {n} sur la porte ?", "key") for n in range(20)]
HELD = [one for one in CONFIRMED if is_held_out(one)]
SET = QuestionSet(
    "mine", (parse('{"id": "a", "text": "Quand ?", "lang": "fr", "kind": "direct", "expect": "answer"}'),)
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card."""
    made = small_library(tmp_path)
    made.build(quiet)
    return made


class Asked:
    """An evaluation whose answers depend on whether the library was trained; `right` of 10 questions are then right."""

    def __init__(self, right: int) -> None:
        self.right, self.libraries = right, list[Library]()

    def run(self, library: Library, sets: Sequence[QuestionSet], progress: Progress) -> list[list[QuestionResult]]:
        """Answer without looking."""
        self.libraries.append(library)
        right = self.right if library.questions.trained.read() else 8
        return [
            [QuestionResult(one.questions[0], "answered" if n < right else "not_covered") for n in range(10)]
            for one in sets
        ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Replace the evaluation and the advisor, which would need real models."""
    made = Asked(9)
    monkeypatch.setattr(training, "run", made.run)
    monkeypatch.setattr(training, "Advisor", lambda library: library)
    monkeypatch.setattr(
        training, "_outcome_of", lambda one, library: "right" if library.questions.trained.read() else "wrong"
    )
    return made


def test_it_is_measured_elsewhere(library: Library, asked: Asked) -> None:
    """The library stays as it was; what is measured with was not learned from."""
    before = library.generation
    result = train(library, CONFIRMED, [SET], 0.02, quiet)
    assert [(row.name, row.n, row.right) for row in result.before] == [
        ("mine", 10, 8),
        ("confirmed, held out", len(HELD), 0),
    ]
    assert [(row.name, row.n, row.right) for row in result.after] == [
        ("mine", 10, 9),
        ("confirmed, held out", len(HELD), len(HELD)),
    ]
    assert result.faults == () and "8 -> 9" in result.table
    assert HELD and {one.text for one in result.used} == {one.text for one in CONFIRMED} - {one.text for one in HELD}
    assert library.generation == before and library.questions.trained.read() == []
    trial = asked.libraries[1]
    assert trial is not library and not trial.home.exists()


def test_a_worse_state_is_named(library: Library, asked: Asked) -> None:
    """With what became worse."""
    asked.right = 6
    assert train(library, CONFIRMED, [SET], 0.02, quiet).faults == ("mine: 2 right answers fewer",)
    assert train(library, CONFIRMED, [SET], 0.2, quiet).faults == ()


def test_one_question_is_always_within_the_margin() -> None:
    """As it may be chance; two are not."""
    assert worse(Tally("a", right=5), Tally("a", right=4, wrong=1), 0.0) == []
    assert worse(Tally("a", right=5), Tally("a", right=3, wrong=2), 0.0) == [
        "a: 2 right answers fewer",
        "a: 2 wrong answers more",
    ]


def test_what_leads_to_nothing_is_left_out(library: Library, asked: Asked) -> None:
    """As the questions of a document that was replaced."""
    gone = EntryQuestion("yes", "0123456789abcdef-000", "fr", "Où ?")
    assert train(library, [*CONFIRMED, gone], [], 0.02, quiet).lost == (gone,)
    with pytest.raises(TrainingError):
        train(library, [gone], [], 0.02, quiet)


def test_a_kept_state_can_be_undone_and_done_again(library: Library) -> None:
    """The index follows."""
    with pytest.raises(TrainingError):
        undo(library, quiet)
    before = library.generation
    keep(library, [EntryQuestion("trained", "opening", "fr", "Xylophone ?")], quiet)
    found = library.searcher().search(Query("Xylophone ?", "Xylophone ?", "fr"), 1)
    assert found[0].question == "Xylophone ?"
    undo(library, quiet)
    assert before and library.generation and library.generation.corpus == before.corpus
    undo(library, quiet)
    assert [one.text for one in library.questions.trained.read()] == ["Xylophone ?"]
