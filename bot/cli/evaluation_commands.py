"""The command that measures the bot, and compares a language model's answers with those of the texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.session import indexed, logged, progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.container import Container
    from index.library import Progress


@click.command("eval")
@click.argument("questions", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--baseline", "former", type=click.Path(path_type=Path), help="Compare with a saved output of --json.")
@click.option("--min", "minima", multiple=True, metavar="NAME=VALUE", help="Exit with status 1 below this; repeatable.")
@click.option("--invariance", is_flag=True, help="Ask in changed wording; QUESTIONS may name a folder of variations.")
@click.option("--model", metavar="PROVIDER:MODEL", help="Compare with this model: checked, unchecked, without texts.")
@click.option("--judge", metavar="PROVIDER:MODEL", help="Model that judges those answers; default: RELAIS_JUDGE.")
def evaluate(
    questions: tuple[Path, ...],
    as_json: bool,
    former: Path | None,
    minima: tuple[str, ...],
    invariance: bool,
    model: str | None,
    judge: str | None,
) -> None:
    """Measure the bot on QUESTIONS files; default: both halves of tests/questions."""
    if invariance:
        _measure_invariance(questions, as_json)
    elif model:
        with logged() as container:
            click.echo(compare_models(container, questions, model, judge, as_json, _asking()))
    else:
        _measure(questions, as_json, former, minima)


def _measure(questions: Sequence[Path], as_json: bool, former: Path | None, minima: Sequence[str]) -> None:
    """Print the report of a run; exit with 1 if it falls short of a floor."""
    from bot.evaluation import baseline, report, tables
    from bot.evaluation.question_sets import read_sets
    from bot.evaluation.running import run

    floors, sets, before = report.read_floors(minima), read_sets(questions), report.load(former) if former else []
    with indexed() as container:
        reports = report.report(sets, run(container.library, sets, _asking()))
    changes = baseline.compare(before, reports) if former else []
    if as_json:
        click.echo(report.dump(reports, changes))
    else:
        click.echo("\n\n".join(filter(None, [tables.table(reports), tables.change_table(changes)])))
    if short := report.shortfalls(reports, floors):
        click.echo("\n".join(short), err=True)
        sys.exit(1)


def _measure_invariance(folders: Sequence[Path], as_json: bool) -> None:
    """Print how many answers stay the same, or differ, as the variations in `folders` demand."""
    from bot.evaluation.invariance import compare, dump, table
    from bot.evaluation.variations import OWN_VARIATIONS, read_variations

    variations = [one for folder in folders or (OWN_VARIATIONS,) for one in read_variations(folder)]
    with indexed() as container:
        found = compare(container.library, variations, _asking())
    click.echo(dump(found) if as_json else table(found))


def compare_models(
    container: Container, questions: Sequence[Path], model: str, judge: str | None, as_json: bool, progress: Progress
) -> str:
    """Return the table of a comparison over `questions`, or one JSON object. Raise EvaluationError or SettingsError."""
    from bot.evaluation import model_report
    from bot.evaluation.model_comparison import ModelComparison, compare
    from bot.evaluation.question_sets import read_sets

    sets, client = read_sets(questions), container.model_named(model)
    library, judged_by = container.library, judge or container.settings.judge
    if library.is_stale():
        library.build(progress)
    comparison = ModelComparison(
        texts=container.text_advisor,
        checked=container.writer(),
        unchecked=container.writer(checked=False),
        model=client,
        judge=container.model_named(judged_by) if judged_by else None,
        seconds=container.settings.model_timeout,
    )
    found = compare(comparison, sets, progress)
    return model_report.dump(found) if as_json else model_report.table(found)


def _asking() -> Progress:
    return progress("Asking", " questions")
