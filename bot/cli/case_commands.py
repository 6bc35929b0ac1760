"""The commands about cases: list, take, answer, close, reopen and export them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from bot.cli.session import opened, write_export
from bot.replies.texts import truncated

if TYPE_CHECKING:
    from bot.domain.cases.case import Actor, Case
    from bot.domain.cases.case_service import CaseService, GivenAnswer

_STATES = ["open", "taken", "answered", "closed", "reopened"]
_BY = click.option("--by", "name", metavar="NAME", help="Your name, as colleagues know you; default: your login.")
_KEPT = "there is no way back to the person, who can read it with /mycases."


@click.group()
def cases() -> None:
    """List, take, answer and export the questions that were passed on to people."""


def _filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select cases."""
    options = (
        click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="In this state; repeatable."),
        click.option("--overdue", is_flag=True, help="Only those not answered by the due date."),
        click.option("--language", type=click.Choice(["fr", "en"]), help="Only those asked in this language."),
        click.option("--owner", default="", help="Only those taken by someone of this name."),
        click.option("--theme", default="", help="Only those about this theme of the cards, by its id."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cases.command("list")
@_filters
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def list_cases(as_json: bool, **filters: Any) -> None:
    """List cases, those due first at the top."""
    from bot.domain.cases.case_export import as_object
    from bot.domain.export import to_json

    with _cases() as service:
        found = [as_object(case, service.today()) for case in _select(service, filters)]
        click.echo(to_json(found) if as_json else _table(found))


@cases.command()
@click.argument("number")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def show(number: str, as_json: bool) -> None:
    """Show everything about the case NUMBER: question, answers, history."""
    from bot.domain.export import to_json

    with _cases() as service:
        found = _in_full(service, service.find(number))
        click.echo(to_json([found]) if as_json else _sheet(found))


@cases.command()
@click.argument("number")
@click.option("--over", is_flag=True, help="Take it over if a colleague has it.")
@_BY
def take(number: str, over: bool, name: str | None) -> None:
    """Take the case NUMBER, which makes you its owner."""
    with _cases() as service:
        taken_over = over and service.find(number).state == "taken"
        case = service.change(number, "take_over" if taken_over else "take", _actor(service, name))
        click.echo(f"{case.number} is with {case.owner_name}.")


@cases.command()
@click.argument("number")
@click.argument("text", required=False)
@click.option("--file", type=click.File(encoding="utf-8"), help="Read the answer from this file; - is standard input.")
@click.option("--yes", is_flag=True, help="Send without asking first.")
@click.option("--also", is_flag=True, help="Send it even if a colleague has already answered.")
@_BY
def answer(number: str, text: str | None, file: TextIO | None, yes: bool, also: bool, name: str | None) -> None:
    """Answer the case NUMBER. The running bot sends TEXT to the person unchanged."""
    from datetime import timedelta

    wording = (file.read() if file else text or "").strip()
    if not wording:
        raise click.UsageError("Give the answer as TEXT or --file.")
    with _cases() as service:
        case = service.find(number)
        if not yes:
            click.echo(
                f"{case.number}, asked in {case.language}: {case.question or '(question not kept)'}\n\n{wording}\n"
            )
            click.confirm("Send this?", abort=True)
        given = service.answer(case.number, wording, _actor(service, name), undo_period=timedelta())
        if given.competing:
            given = _add_to(service, given, also, yes)
        click.echo(f"{case.number}: " + ("the running bot sends it." if given.outgoing_id else _KEPT))


@cases.command()
@click.argument("number")
@_BY
def close(number: str, name: str | None) -> None:
    """Close the case NUMBER."""
    with _cases() as service:
        click.echo(f"{service.change(number, 'close', _actor(service, name)).number} is closed.")


@cases.command()
@click.argument("number")
@_BY
def reopen(number: str, name: str | None) -> None:
    """Reopen the case NUMBER with a new due date."""
    with _cases() as service:
        case = service.change(number, "reopen", _actor(service, name))
        click.echo(f"{case.number} is reopened, due on {case.due}.")


@cases.command("figures")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show_figures(as_json: bool) -> None:
    """Count cases by state and theme, those that are late or put off, and what people said of the answers."""
    import json

    from bot.domain.cases.case_figures import figures

    with _cases() as service:
        counted = figures(_select(service, {}), service.today())
    click.echo(json.dumps(counted, ensure_ascii=False) if as_json else _figures_text(counted))


@cases.command()
@_filters
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write to this file; default: print.")
def export(form: str, output: str | None, **filters: Any) -> None:
    """Export cases with their answers, without the chat or address of the people who asked."""
    from bot.domain.cases.case_export import cases_csv
    from bot.domain.export import to_json

    with _cases() as service:
        found = [_in_full(service, case) for case in _select(service, filters)]
    written = cases_csv(found) if form == "csv" else to_json(found) + "\n"
    write_export(written, output, form == "csv", f"{len(found)} cases")


def _add_to(service: CaseService, given: GivenAnswer, also: bool, yes: bool) -> GivenAnswer:
    """Send an answer after a colleague's if that is wanted, else discard it."""
    from datetime import timedelta

    number, competing = given.case.number, given.competing
    if competing and not also:
        click.echo(
            f"{number}: {competing.actor.name} has answered already ({competing.state}):\n\n{competing.text}\n",
            err=True,
        )
    if also or (not yes and click.confirm("Send yours as an addition?")):
        if sent := service.send_held(given.held, timedelta()):
            return sent
    else:
        service.discard_held(given.held)
    raise click.ClickException(f"Nothing was sent. To send it all the same: `relais cases answer {number} --also`.")


@contextmanager
def _cases() -> Iterator[CaseService]:
    """Yield the case service; say in one line what a case does not allow."""
    from bot.errors import CaseError
    from bot.replies.texts import say

    try:
        with opened() as container:
            yield container.case_service
    except CaseError as error:
        raise click.ClickException(say("en", f"case_error.{error.reason}", **error.values)) from error


def _select(service: CaseService, filters: dict[str, Any]) -> list[Case]:
    from bot.domain.cases.case_repository import CaseFilter

    return list(service.select(CaseFilter(**filters)))


def _in_full(service: CaseService, case: Case) -> dict[str, Any]:
    from bot.domain.cases.case_export import in_full

    return in_full(case, service.answers(case.number), service.history(case.number), service.today())


def _actor(service: CaseService, name: str | None) -> Actor:
    """Return the acting user: known by name, and by a key as people in chats are."""
    import getpass

    from bot.domain.cases.case import Actor

    try:
        known = name or getpass.getuser()
    except (KeyError, OSError):
        raise click.UsageError("This login has no name: say who you are with --by NAME.") from None
    return Actor(service.staff_team.key_of(f"console:{known}"), known)


def _table(objects: Sequence[Mapping[str, Any]]) -> str:
    """Return one line a case: number, state, due date, language, owner, question."""
    if not objects:
        return "No cases."
    return "\n".join(map(_line, objects))


def _sheet(one: Mapping[str, Any]) -> str:
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


def _figures_text(counted: Mapping[str, Any]) -> str:
    """Return one line a figure, those of a group with commas between."""
    groups = {
        name: ", ".join(f"{part.replace('_', ' ')} {count}" for part, count in value.items())
        if isinstance(value, dict)
        else str(value)
        for name, value in counted.items()
    }
    return "\n".join(f"{name.capitalize() + ':':<11}{shown or '–'}" for name, shown in groups.items())


def _line(one: Mapping[str, Any]) -> str:
    question = truncated(" ".join(one["question"].split()) or "(not kept)", 60)
    return f"{one['number']}  {_state(one):<16} {one['due']}  {one['language']}  {one['owner'] or '–':<10} {question}"


def _state(one: Mapping[str, Any]) -> str:
    return f"{one['state']}, overdue" if one["overdue"] else str(one["state"])
