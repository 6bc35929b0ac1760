"""The command that writes a report: one page of HTML and one PDF."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.session import LANGUAGE, opened

if TYPE_CHECKING:
    from datetime import date

    from bot.reports.period import Period
    from corpus.language import Language

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=_DAY, help="First day; default: the first of the last month that is over.")
@click.option("--to", "last", type=_DAY, help="Last day; default: the end of the month of the first day.")
@click.option("--lang", "language", type=LANGUAGE, default="fr", show_default=True, help="Language of the report.")
@click.option(
    "--output",
    "-o",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for the two files; default: the present one.",
)
def report(first: datetime | None, last: datetime | None, language: Language, folder: Path) -> None:
    """Write the report on a month, or on other days, as a page (HTML) and a document (PDF).

    Counts of fewer than five people are withheld. Nothing in it names a person or quotes a case.
    """
    from bot.home import is_demo
    from bot.reports.report_files import report_files

    with opened() as container:
        today = container.workdays.today()
        period = _period(first, last, today)
        figures = container.figure_reader().read(period)
        files = report_files(figures, language, today, is_demo(container.home))
    for file in files:
        _write(folder, file.name, file.data)


def _period(first: datetime | None, last: datetime | None, today: date) -> Period:
    """Return the days that were named; the last whole month if none were."""
    from bot.reports.period import Period, last_month, month_of

    start = first.date() if first else month_of(last.date()).first if last else last_month(today).first
    end = last.date() if last else month_of(start).last
    if end < start:
        raise click.UsageError(f"--to {end} is before --from {start}.")
    return Period(start, end)


def _write(folder: Path, name: str, data: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as error:
        raise click.ClickException(
            f"{folder / name} can't be written ({error.strerror}). Name another --output."
        ) from error
    click.echo(f"Written: {folder / name}")
