"""Compare a language model's answers with those of the texts, on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot import house
from bot.advice.advisor import Advisor
from bot.evaluation import standing
from bot.evaluation.questions import read_sets
from bot.evaluation.wording import Contest, compare
from bot.settings import Settings
from index.build import Progress


def contest(
    settings: Settings, questions: Sequence[Path], model: str, judge: str | None, as_json: bool, progress: Progress
) -> str:
    """Return the table of a run over `questions`, or one JSON object. Raise EvaluationError or SettingsError."""
    sets = read_sets(questions)
    asked = house.open_model(model, settings)
    assert asked is not None
    library = house.open_library(settings)
    if library.is_stale():
        library.build(progress)
    taking_part = Contest(
        texts=Advisor(library),
        checked=house.open_writer(settings, library),
        unchecked=house.open_writer(settings, library, checked=False),
        model=asked,
        judge=house.open_model(judge or settings.judge, settings),
        seconds=settings.model_timeout,
    )
    found = compare(taking_part, sets, progress)
    return standing.dump(found) if as_json else standing.table(found)
