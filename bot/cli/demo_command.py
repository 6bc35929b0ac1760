"""The command that makes a home with invented data, to look at what Relais shows."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click


@click.command()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder for it; one that holds real data is refused.",
)
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is looked at; default: today."
)
@click.option("--seed", default=1, show_default=True, help="Another number gives other figures.")
def demo(home: Path, day: datetime | None, seed: int) -> None:
    """Make a home with a month of invented exchanges, cases, checks, FAQs and access requests.

    It is plainly marked as invented, needs no index and asks no channel. An earlier demonstration there is replaced.
    """
    from bot.clock import now
    from bot.demo.demo_writer import write_demo

    place = home.expanduser().absolute()
    counts = write_demo(place, day.date() if day else now().date(), seed)
    click.echo(
        f"{place} holds {counts.exchanges} exchanges, {counts.cases} cases, {counts.faqs} FAQ entries and"
        f" {counts.checks} checks, all of them invented. Next:"
    )
    server = "RELAIS_DATABASE_URL= " if os.environ.get("RELAIS_DATABASE_URL") else ""
    for words in ("report --lang fr", "cases list", "cases figures", "faq list", "access list", "desk --sign-in"):
        click.echo(f"  {server}RELAIS_HOME={place} relais {words}")
