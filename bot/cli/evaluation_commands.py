"""Compare a language model's answers with those of the texts, on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot import container
from bot.answering.advisor import Advisor
from bot.evaluation import model_tables
from bot.evaluation.model_comparison import ModelComparison, compare
from bot.evaluation.question_sets import read_sets
from bot.settings import Settings
from index.build import Progress


def contest(
    settings: Settings, questions: Sequence[Path], model: str, judge: str | None, as_json: bool, progress: Progress
) -> str:
    """Return the table of a run over `questions`, or one JSON object. Raise EvaluationError or SettingsError."""
    sets = read_sets(questions)
    asked = container.open_model(model, settings)
    assert asked is not None
    library = container.open_library(settings)
    if library.is_stale():
        library.build(progress)
    taking_part = ModelComparison(
        texts=Advisor(library),
        checked=container.open_writer(settings, library),
        unchecked=container.open_writer(settings, library, checked=False),
        model=asked,
        judge=container.open_model(judge or settings.judge, settings),
        seconds=settings.model_timeout,
    )
    found = compare(taking_part, sets, progress)
    return model_tables.dump(found) if as_json else model_tables.table(found)
