"""The command `train`: learn from questions of the log that a person has confirmed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.session import indexed, opened, progress, stages

if TYPE_CHECKING:
    from bot.container import Container
    from bot.evaluation.question_sets import QuestionSet
    from bot.evaluation.training import TrainingResult


@click.command()
@click.argument("questions", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--collect", "collects", is_flag=True, help="Write candidates from the log to be reviewed; train nothing."
)
@click.option("--undo", "undoes", is_flag=True, help="Go back to the state before the last training.")
@click.option("--keep", "keeps", is_flag=True, help="Keep the new state even if it is worse.")
@click.option(
    "--margin",
    default=0.02,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Share of the questions, at least one, by which the new state may be worse.",
)
def train(questions: tuple[Path, ...], collects: bool, undoes: bool, keeps: bool, margin: float) -> None:
    """Learn from confirmed questions, if that makes no answers worse.

    These are the lines of confirmed.tsv that begin with yes. It is measured on QUESTIONS files (default with the
    shipped cards: both halves of tests/questions), and on one in five confirmed questions, which are not learned from.
    """
    if collects:
        _collect()
    elif undoes:
        _undo()
    else:
        _train(questions, keeps, margin)


def _collect() -> None:
    """Write candidates, and say where they are."""
    from bot.answering.follow_up import is_follow_up

    with opened() as container:
        file = container.confirmed_questions
        count = file.collect(lambda one: not is_follow_up(one.text))
    click.echo(f"{count} new lines in {file.path}. Write yes or no in place of new, then run `relais train`.")


def _undo() -> None:
    from bot.evaluation.training import undo

    with indexed() as container:
        undo(container.library, stages())
        click.echo(f"The state before is back, with {len(container.library.questions.trained.read())} questions.")


def _train(questions: Sequence[Path], keeps: bool, margin: float) -> None:
    """Train, print the figures, and keep the new state or exit with 1."""
    from bot.evaluation.training import keep, train

    with indexed() as container:
        file = container.confirmed_questions
        _redact(container)
        result = train(
            container.library, file.confirmed(), _sets(container, questions), margin, progress("Training", "")
        )
        _report(result)
        if result.faults and not keeps:
            click.echo("Nothing was changed. To keep the new state all the same: `relais train --keep`.", err=True)
            sys.exit(1)
        # Somebody may have been forgotten meanwhile.
        still = {(one.target, one.language, one.text) for one in file.confirmed()}
        used = [one for one in result.used if (one.target, one.language, one.text) in still]
        keep(container.library, used, stages())
    click.echo(f"Kept, with {len(used)} questions. To go back: `relais train --undo`.")


def _redact(container: Container) -> None:
    """Remove personal data from the lines of the file, as from the log: a person may have added some."""
    from bot.safety.redaction.redaction import redact

    container.confirmed_questions.rewrite(lambda one: replace(one, text=redact(one.text, one.language).text))


def _sets(container: Container, questions: Sequence[Path]) -> list[QuestionSet]:
    """Return the question sets to measure on; none of one's own cards unless they are named."""
    from bot.evaluation.question_sets import OWN_QUESTIONS, read_sets

    is_shipped = container.library.corpus.is_bundled and OWN_QUESTIONS.exists()
    return read_sets(questions) if questions or is_shipped else []


def _report(result: TrainingResult) -> None:
    for one in result.lost:
        click.echo(f"Left out, there is no {one.target}: {one.text}", err=True)
    click.echo(result.table)
    for fault in result.faults:
        click.echo(f"Worse: {fault}", err=True)
