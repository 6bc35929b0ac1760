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
@click.option("--seed", type=int, help="Another number gives other figures; default: 1.")
@click.option("--replace", is_flag=True, help="Write it anew if there is one already; what was done in it is lost.")
@click.option(
    "--index/--no-index",
    "with_index",
    default=True,
    show_default=True,
    help="Whether to build its index, without which nothing can be searched in the texts. It takes most of the time.",
)
def demo(home: Path, day: datetime | None, seed: int | None, replace: bool, with_index: bool) -> None:
    """Make a home with a month of invented exchanges, cases, checks, FAQs and access requests, and an index.

    It is plainly marked as invented, and asks no channel. One that is there already stays as it is, unless --replace is
    given.
    """
    from bot.clock import now
    from bot.demo.demo_home import demo_day
    from bot.demo.demo_writer import write_demo

    place = home.expanduser().absolute()
    held = demo_day(place)
    if held and not replace and (day or seed is not None):
        raise click.ClickException(
            f"{place} holds a demonstration of {held} already. Add --replace to write it anew (what was done in it is"
            " lost), or name another --home."
        )
    if held and not replace:
        click.echo(f"{place} holds a demonstration of {held} already, which stays as it is.")
    else:
        counts = write_demo(place, day.date() if day else now().date(), 1 if seed is None else seed)
        click.echo(
            f"{place} holds {counts.exchanges} exchanges, {counts.cases} cases, {counts.faqs} FAQ entries and"
            f" {counts.checks} checks, all of them invented."
        )
    if with_index:
        _index(place)
    _show_commands(place)
    if held and not replace:
        click.echo("To write it anew, with the days up to today (what was done in it is lost):")
        click.echo(f"  relais demo --home {place} --replace")


def _index(place: Path) -> None:
    """Build the index of a demonstration, if it has none that is up to date."""
    from bot.cli.session import bring_up_to_date
    from bot.container import Container
    from bot.settings import Settings

    with Container(Settings(home=place)) as container:
        if container.library.is_stale():
            bring_up_to_date(container.library)


def _show_commands(place: Path) -> None:
    click.echo("To look at it:")
    server = "RELAIS_DATABASE_URL= " if os.environ.get("RELAIS_DATABASE_URL") else ""
    for words in ("report --lang fr", "cases list", "cases figures", "faq list", "access list", "desk --sign-in"):
        click.echo(f"  {server}RELAIS_HOME={place} relais {words}")
