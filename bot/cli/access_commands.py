"""The commands about access: roles, invitations, requests, audit."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.session import opened

if TYPE_CHECKING:
    from bot.domain.access.roles import Role

_ROLES: dict[str, Role] = {"partner": "everyone", "staff": "staff", "admin": "admin"}


@click.group()
def access() -> None:
    """Invite people, list and revoke roles, decide access requests."""


@access.command()
@click.option("--role", type=click.Choice(list(_ROLES)), default="staff", show_default=True)
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How long the code is valid.")
@click.option("--note", default="", help="Who the code is for, to recognise it later.")
def invite(role: str, days: int, note: str) -> None:
    """Create an invitation code that one person can use once."""
    from bot.domain.access.roles import CONSOLE

    with opened() as container:
        code = container.access_control.invite(CONSOLE, _ROLES[role], days, note)
    click.echo(f"{code}\nThe person sends the bot: /start {code}\nIt is shown only now, and valid for {days} days.")


@access.command("list")
def list_access() -> None:
    """Show roles, open invitations and pending requests, each with its number."""
    with opened() as container:
        access = container.access_control
        lines = [f"role {one.id}: {one.role}, since {one.at[:10]}{_note(one.note)}" for one in access.roles.holders()]
        lines += [
            f"invitation {one.id}: {one.role}, until {one.until[:10]}{_note(one.note)}"
            for one in access.invitations.open()
        ]
        lines += [f"request {one.number}{_note(one.introduction)}" for one in access.requests.pending()]
    click.echo("\n".join(lines) or "Nobody was given a role, nobody is invited, nobody asks.")


@access.command()
@click.argument("number", type=int)
@click.option("--invitation", is_flag=True, help="NUMBER is the number of an open invitation.")
def revoke(number: int, invitation: bool) -> None:
    """Revoke the role, or the invitation, with this NUMBER in `relais access list`."""
    from bot.domain.access.roles import CONSOLE

    with opened() as container:
        access = container.access_control
        revoked = access.withdraw(CONSOLE, number) if invitation else container.access_decisions.revoke(CONSOLE, number)
    if revoked is None:
        raise click.ClickException(f"There is no {'invitation' if invitation else 'role'} {number}.")
    click.echo("Done.")


@access.command()
@click.argument("number")
def approve(number: str) -> None:
    """Approve the access request NUMBER; the running bot answers the person within a minute."""
    _decide(number, admit=True)


@access.command()
@click.argument("number")
def decline(number: str) -> None:
    """Decline the access request NUMBER and erase what the person wrote."""
    _decide(number, admit=False)


@access.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
def audit(as_json: bool) -> None:
    """Show who changed access, how and when. People appear as the beginning of their keyed hash."""
    with opened() as container:
        for entry in container.access_control.audit.entries():
            columns = (entry.at, _shown(entry.actor), entry.action, _shown(entry.subject), entry.detail)
            click.echo(json.dumps(asdict(entry)) if as_json else "  ".join(columns).rstrip())


def _shown(person: str) -> str:
    """Return the beginning of a keyed hash, and the whole of what is none: the command line with its name."""
    from bot.domain.access.roles import is_console

    return person if is_console(person) else person[:8] or "–"


def _decide(number: str, admit: bool) -> None:
    from bot.domain.access.roles import CONSOLE

    with opened() as container:
        decided = container.access_decisions.decide(CONSOLE, "", number, admit)
    if decided is None:
        raise click.ClickException(f"There is no pending request {number}: see `relais access list`.")
    click.echo("Done.")


def _note(note: str) -> str:
    return f" ({note})" if note else ""
