"""The commands that start the bot, and the one that examines its installation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.cli.session import indexed, opened

if TYPE_CHECKING:
    from bot.container import Container


@click.command()
def run() -> None:
    """Build the index if it is missing or stale, then serve: Telegram with a token, else the terminal."""
    from bot.logs import configure
    from bot.settings import read_settings

    configure(read_settings().log_level)
    with indexed(replace=True) as container:
        if not container.settings.telegram_token.get_secret_value():
            click.echo("No RELAIS_TELEGRAM_TOKEN: a chat in this terminal instead.", err=True)
            _chat(container)
        else:
            container.conversation.warm_up()
            container.serve()


@click.command()
def chat() -> None:
    """Chat in this terminal, through the same conversation as on Telegram."""
    with indexed(replace=True) as container:
        _chat(container)


@click.command()
def doctor() -> None:
    """Check the installation and say what to mend."""
    from bot.cli.doctor import examine

    with opened() as container:
        findings = examine(container)
    for finding in findings:
        click.echo(finding.line)
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


def _chat(container: Container) -> None:
    from bot.cli.terminal import Screen, converse

    converse(container.conversation, sys.stdin, Screen(click.echo, container.home / "files"))
