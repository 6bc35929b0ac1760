"""The commands about the database as a whole: copy it to another engine, back it up, restore it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.session import opened

if TYPE_CHECKING:
    from bot.storage.database import Database

_REPLACED = "Everything in the database is replaced by the backup. Is the bot stopped?"
_SINCE = (
    "What was erased since the backup was made is back: run `relais purge`, and `relais forget` for everybody who was"
    " forgotten since. Keep the secret.key that belongs to the backup: with another one nobody is recognised."
)


@click.group()
def storage() -> None:
    """Move the database between SQLite and PostgreSQL."""


@storage.command()
@click.option("--to", "place", required=True, help="PostgreSQL URL, or path of a new SQLite file.")
def copy(place: str) -> None:
    """Copy the database in use to another place, whole or not at all. Stop the bot first.

    A password need not stand in the URL: PGPASSWORD and ~/.pgpass are read.
    """
    with opened() as container:
        copied = _copy_to_server if "://" in place else _copy_to_file
        counts = copied(container.database, place)
    click.echo(f"Copied {sum(counts.values())} rows of {len(counts)} tables; there are as many in both places.")
    click.echo("To use the copy, set RELAIS_DATABASE_URL to it (empty: relais.db in RELAIS_HOME), then start the bot.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write a backup of the database to a new FILE; the bot may run meanwhile."""
    from bot.clock import iso
    from bot.storage.backup import back_up, note_backup

    with opened() as container:
        back_up(container.database, file)
        note_backup(container.home, iso(container.clock()))
    click.echo(f"The backup is in {file}. Keep secret.key with it, and neither for longer than RELAIS_RETENTION_DAYS.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.confirmation_option(prompt=_REPLACED)
def restore(file: Path) -> None:
    """Replace the database by the backup in FILE, whole or not at all. Stop the bot first."""
    from bot.storage.backup import restore as replace_all

    with opened() as container:
        replace_all(container.database, file, container.home)
    click.echo(f"Restored. {_SINCE}")


def _copy_to_server(source: Database, url: str) -> dict[str, int]:
    from bot.setting_values import check_database_url
    from bot.storage.copying import copy_database
    from bot.storage.database import open_database

    try:
        check_database_url(url)
    except ValueError as error:
        raise click.UsageError(f"--to wants {str(error).removesuffix(', or nothing')}.") from None
    with closing(open_database(url)) as target:
        return copy_database(source, target)


def _copy_to_file(source: Database, path: str) -> dict[str, int]:
    from bot.storage.backup import new_file
    from bot.storage.copying import copy_database
    from bot.storage.database import open_database

    with new_file(Path(path)) as draft, closing(open_database(draft)) as target:
        return copy_database(source, target)
