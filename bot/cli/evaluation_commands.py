"""Compare a language model's answers with those of the texts, on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.container import Container
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
    container = Container(settings)
    library, judged_by = container.library, judge or settings.judge
    if library.is_stale():
        library.build(progress)
    taking_part = ModelComparison(
        texts=container.text_advisor,
        checked=container.writer(),
        unchecked=container.writer(checked=False),
        model=container.model_named(model),
        judge=container.model_named(judged_by) if judged_by else None,
        seconds=settings.model_timeout,
    )
    found = compare(taking_part, sets, progress)
    return model_tables.dump(found) if as_json else model_tables.table(found)
