"""The commands about cases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import click

from bot.replies.texts import truncated


def table(objects: Sequence[dict[str, Any]]) -> str:
    """Return one line a case: number, state, due date, language, owner, question."""
    if not objects:
        return "No such case."
    return "\n".join(map(_line, objects))


def sheet(one: dict[str, Any]) -> str:
    """Return everything about a case, its answers and its history."""
    facts = [
        f"{one['number']}  {_state(one)}",
        f"Question:  {one['question'] or '(not kept)'}",
        f"Asked in:  {one['language']}    Topic: {one['topic'] or '–'}    The bot's answer: {one['outcome'] or '–'}",
        f"Found:     {'; '.join(one['found']) or '–'}",
        f"Due:       {one['due']}    Owner: {one['owner'] or 'nobody'}",
        "Way back:  " + ("the answer goes to the person's chat" if one["reachable"] else "none: the person reads it"),
    ]
    answers = [f"\nAnswer of {a['at'][:16]} by {a['by'] or '–'} ({a['state']}):\n{a['text']}" for a in one["answers"]]
    events = [f"{e['at'][:16]}  {e['event']:<12} {e['by'] or ''} {e['note']}".rstrip() for e in one["history"]]
    return "\n".join([*facts, *answers, "", *events])


def _line(one: dict[str, Any]) -> str:
    question = truncated(" ".join(one["question"].split()) or "(not kept)", 60)
    return f"{one['number']}  {_state(one):<16} {one['due']}  {one['language']}  {one['owner'] or '–':<10} {question}"


def _state(one: dict[str, Any]) -> str:
    return f"{one['state']}, overdue" if one["overdue"] else str(one["state"])


_STATES = ["open", "taken", "answered", "closed", "reopened"]
_BY = click.option("--by", "name", metavar="NAME", help="Who does it, as colleagues know them; default: your login.")


@click.group()
def cases() -> None:
    """List, take, answer and export the questions that were passed on to people."""


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select cases."""
    options = (
        click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="In this state; repeatable."),
        click.option("--overdue", is_flag=True, help="Not answered by the due date."),
        click.option("--language", type=click.Choice(["fr", "en"]), help="Asked in this language."),
        click.option("--owner", default="", help="Taken by someone of this name."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cases.command("list")
@_filters
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_cases(as_json: bool, **filters: Any) -> None:
    """Show cases, the first due first."""
    from bot.cli import case_commands
    from bot.domain.export import to_json

    with _office() as office:
        found = _selected(office, filters)
        click.echo(to_json(found) if as_json else case_commands.table(found))


@cases.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def show(number: str, as_json: bool) -> None:
    """Show the case NUMBER whole: question, answers, history."""
    from bot.cli import case_commands
    from bot.domain.export import to_json

    with _office() as office:
        found = _in_full(office, office.find(number))
        click.echo(to_json([found]) if as_json else case_commands.sheet(found))


@cases.command()
@click.argument("number")
@click.option("--over", is_flag=True, help="Also if a colleague has it.")
@_BY
def take(number: str, over: bool, name: str | None) -> None:
    """Make the case NUMBER yours."""
    with _office() as office:
        taken_over = over and office.find(number).state == "taken"
        case = office.change(number, "take_over" if taken_over else "take", _who(office, name))
        click.echo(f"{case.number} is with {case.owner_name}.")


@cases.command()
@click.argument("number")
@click.argument("text", required=False)
@click.option("--file", type=click.File(encoding="utf-8"), help="Read the answer from a file; - for standard input.")
@click.option("--yes", is_flag=True, help="Send without asking first.")
@click.option("--also", is_flag=True, help="Send it too if a colleague has answered already.")
@_BY
def answer(number: str, text: str | None, file: TextIO | None, yes: bool, also: bool, name: str | None) -> None:
    """Answer the case NUMBER with TEXT, which the running bot sends as it is written."""
    from datetime import timedelta

    words = (file.read() if file else text or "").strip()
    if not words:
        raise click.UsageError("Give the answer as TEXT or --file.")
    with _office() as office:
        case = office.find(number)
        if not yes:
            click.echo(
                f"{case.number}, asked in {case.language}: {case.question or '(question not kept)'}\n\n{words}\n"
            )
            click.confirm("Send this?", abort=True)
        given = office.answer(case.number, words, _who(office, name), undo_period=timedelta())
        if given.competing:
            given = _add_to(office, given, also, yes)
        click.echo(f"{case.number}: " + ("the running bot sends it." if given.outgoing_id else _KEPT))


@cases.command()
@click.argument("number")
@_BY
def close(number: str, name: str | None) -> None:
    """Close the case NUMBER."""
    with _office() as office:
        click.echo(f"{office.change(number, 'close', _who(office, name)).number} is closed.")


@cases.command()
@click.argument("number")
@_BY
def reopen(number: str, name: str | None) -> None:
    """Reopen the case NUMBER, with a new due date."""
    with _office() as office:
        case = office.change(number, "reopen", _who(office, name))
        click.echo(f"{case.number} is reopened, due on {case.due}.")


@cases.command()
@_filters
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write to this file; default: print.")
def export(form: str, output: str | None, **filters: Any) -> None:
    """Write cases with their answers, without any way back to the people who asked."""
    from bot.domain.cases.case_export import cases_csv
    from bot.domain.export import to_json

    with _office() as office:
        found = [_in_full(office, case) for case in _select(office, filters)]
    written = cases_csv(found) if form == "csv" else to_json(found) + "\n"
    if output is None:
        sys.stdout.write(written)
        return
    # Spreadsheets take a CSV for UTF-8 by its byte order mark alone.
    try:
        with open(output, "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
            file.write(written)
    except OSError as error:
        raise click.ClickException(f"{output} can't be written ({error.strerror}). Name another file.") from error
    click.echo(f"{len(found)} cases written to {output}.")


_KEPT = "there is no way back to the person, who can read it with /mycases."


def _add_to(office: Any, given: Any, also: bool, yes: bool) -> Any:
    """Send an answer after a colleague's, if that is wanted; else forget it."""
    from datetime import timedelta

    number, competing = given.case.number, given.competing
    if not also:
        click.echo(
            f"{number}: {competing.actor.name} has answered already ({competing.state}):\n\n{competing.text}\n",
            err=True,
        )
    if also or (not yes and click.confirm("Send yours as an addition?")):
        return office.send_held(given.held, timedelta())
    office.discard_held(given.held)
    raise click.ClickException(f"Nothing was sent. To send it all the same: `relais cases answer {number} --also`.")


@contextmanager
def _office() -> Iterator[Any]:
    """Give the office; say in one line what a case does not allow."""
    from bot.container import Container
    from bot.errors import CaseError
    from bot.replies.texts import say
    from bot.settings import read_settings

    try:
        with Container(read_settings()) as container:
            yield container.case_service
    except CaseError as error:
        raise click.ClickException(say("en", f"case_error.{error.reason}", **error.values)) from error


def _select(office: Any, filters: dict[str, Any]) -> list[Any]:
    from bot.domain.cases.case_repository import CaseFilter

    return list(office.select(CaseFilter(**filters)))


def _selected(office: Any, filters: dict[str, Any]) -> list[dict[str, Any]]:
    from bot.domain.cases.case_export import as_object

    today = office.today()
    return [as_object(case, today) for case in _select(office, filters)]


def _in_full(office: Any, case: Any) -> dict[str, Any]:
    from bot.domain.cases.case_export import in_full

    answers, history = office.answers(case.number), office.history(case.number)
    return in_full(case, answers, history, office.today())


def _who(office: Any, name: str | None) -> Any:
    """Return who works here: known by name, and by a key as people in chats are."""
    import getpass

    from bot.domain.cases.case import Actor

    try:
        known = name or getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("This login has no name: say who you are with --by NAME.") from None
    return Actor(office.staff_team.key_of(f"console:{known}"), known)
