"""The commands about personal data: erase what is overdue, erase one chat, replace the secret key."""

from __future__ import annotations

from collections.abc import Mapping

import click

from bot.cli.session import opened

_ROTATION = (
    "Under a new key nobody is recognised: what is kept under the old one can no longer be handed out or erased by the"
    " people it is about, roles and invitations end, and the buttons under old messages stop working."
)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what would be erased.")
def purge(dry_run: bool) -> None:
    """Erase expired data now; the running bot does so every day."""
    with opened() as container:
        stored, retention = container.personal_data, container.retention()
        counts = stored.overdue(retention) if dry_run else stored.expire(retention)
    click.echo(f"{'Would erase' if dry_run else 'Erased'} {_listed(counts)}.")


@click.command()
@click.option("--id", "identity", type=int, help="Telegram's number for the chat; asked for if missing.")
def forget(identity: int | None) -> None:
    """Erase everything that is kept about one chat, such as a group."""
    from bot.storage.personal_data import DataSubject

    # Asked for, it does not stay in the history of the shell.
    number = str(click.prompt("Telegram's number of the chat", type=int) if identity is None else identity)
    with opened() as container:
        gone = container.personal_data.erase(DataSubject(container.keys.key(number), number))
        was_trained = container.confirmed_questions.has_erased_trained
    click.echo(f"Erased {gone} rows." if gone else "Nothing is kept of this chat.")
    if was_trained:
        click.echo("The index was trained with a question of it: `relais index build` makes one without.", err=True)


@click.group()
def key() -> None:
    """Manage the secret key with which chats are stored."""


@key.command()
@click.option("--erase/--keep", default=None, help="Erase what is stored under the old key, or let it expire.")
@click.confirmation_option(prompt=f"{_ROTATION}\nMake a new key?")
def rotate(erase: bool | None) -> None:
    """Replace the secret key with a new one. Stop the bot first, and start it again afterwards."""
    from bot.storage.keys import replace_secret

    with opened() as container:
        if given := container.settings.secret_key_file:
            raise click.ClickException(
                f"The key is in {given} (RELAIS_SECRET_KEY_FILE): put a new one there, everywhere."
            )
    if erase is None:
        erase = click.confirm("Erase what is kept under the old key?", default=True)
    with opened() as container:
        container.access_control.revoke_all()
        # Ended roles stay until the running bot has removed their command menus.
        gone = container.personal_data.erase_all(spare={"roles"}) if erase else 0
        replace_secret(container.home)
    with opened() as container:
        container.key_fingerprint.adopt()
    click.echo(f"Erased {gone} rows. " * erase + "A new key is in place: start the bot again.")


@key.command()
@click.confirmation_option(prompt="Nobody who is stored under another key will be recognised. Take the present key?")
def adopt() -> None:
    """Take the present key as the database's, when the one that it was written with is gone for good.

    Also after a new one was put in place of RELAIS_SECRET_KEY_FILE, on all machines.
    """
    with opened() as container:
        container.key_fingerprint.adopt()
        click.echo(f"The database goes with this key from now on: {container.key_fingerprint.own}")


def _listed(counts: Mapping[str, int]) -> str:
    """Return the counts as a sentence.

    >>> _listed({"consultations": 3, "chat_languages": 1}), _listed({})
    ('3 of consultations, 1 of chat_languages', 'nothing')
    """
    return ", ".join(f"{count} of {table}" for table, count in counts.items()) or "nothing"
