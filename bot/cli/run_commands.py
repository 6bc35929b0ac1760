"""The commands `run`, `chat`, `ask`, `index search` and `doctor`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import click

from bot.cli.session import LANGUAGE, indexed, opened

if TYPE_CHECKING:
    from bot.container import Container

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@click.argument("question", required=False)
@click.option("--lang", type=LANGUAGE, help="Answer in this language; default: the language of the question.")
@_JSON
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text", "history"?}; print one object per line.',
)
@click.option(
    "--readers",
    type=click.Choice(["all", "staff"]),
    default="staff",
    show_default=True,
    help="Answer as everybody or the staff is answered: documents for the staff alone are left out for all others.",
)
def ask(question: str | None, lang: str | None, as_json: bool, batch: TextIO | None, readers: str) -> None:
    """Answer one QUESTION, or a file of them."""
    from bot.cli import output
    from index.passage import EVERYONE, STAFF

    if not (batch or (question and question.strip())):
        raise click.UsageError("Give a QUESTION or --batch FILE.")
    with indexed() as container:
        may_read = EVERYONE if readers == "all" else STAFF
        if batch:
            for line in output.answer_lines(container.library, batch, may_read):
                click.echo(line)
        else:
            click.echo(output.answer(container.library, question or "", lang, as_json, may_read))


@click.command()
@click.argument("query", required=False)
@click.option("--count", "-n", default=6, show_default=True, type=click.IntRange(1, 100), help="How many hits to show.")
@click.option("--lang", type=LANGUAGE, help="Language of the person who asks; default: the language of the query.")
@_JSON
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text"}; print one object per line.',
)
def search(query: str | None, count: int, lang: str | None, as_json: bool, batch: TextIO | None) -> None:
    """Show the hits for QUERY with the rank and score of each retriever."""
    from bot.cli import output

    if not (batch or query):
        raise click.UsageError("Give a QUERY or --batch FILE.")
    with indexed() as container:
        if batch:
            for line in output.search_lines(container.library, batch, count):
                click.echo(line)
        else:
            click.echo(output.search(container.library, query or "", count, lang, as_json))


@click.command()
@click.option("--desk", "with_desk", is_flag=True, help="Also serve the desk, at RELAIS_DESK_LISTEN.")
def run(with_desk: bool) -> None:
    """Start the bot on Telegram, or in the terminal if there is no token. Builds the index if needed."""
    from contextlib import nullcontext

    from bot.logs import configure
    from bot.settings import read_settings

    settings = read_settings()
    configure(settings.log_level, form=settings.log_format)
    with indexed(replace=True) as container:
        _try_new_model(container)
        if not container.settings.telegram_token.get_secret_value():
            click.echo("No RELAIS_TELEGRAM_TOKEN: a chat in this terminal instead.", err=True)
            if with_desk:
                click.echo("The desk is not served beside it: relais desk serves it alone.", err=True)
            _chat(container)
        else:
            container.conversation.warm_up()
            with container.desk_served() if with_desk else nullcontext():
                container.serve()


@click.command()
@click.option("--sign-in", is_flag=True, help="Also print a link that signs you in as an admin, once, for ten minutes.")
@click.option(
    "--name", default="console", show_default=True, help="With --sign-in: by which colleagues know who did it."
)
def desk(sign_in: bool, name: str) -> None:
    """Serve the desk: web pages for the staff, at RELAIS_DESK_LISTEN. The running bot sends what is answered there."""
    from bot.logs import configure
    from bot.settings import read_settings

    settings = read_settings()
    configure(settings.log_level, form=settings.log_format)
    with opened() as container:

        def tell() -> None:
            address = container.settings.desk_url or f"http://{container.settings.desk_listen}"
            click.echo(f"The desk is at {address}", err=True)
            if sign_in:
                # Whoever can read the home can do all that an admin may by other commands: the link gives no more.
                click.echo(f"This link signs you in, once, within ten minutes: {container.desk_console_link(name)}")

        container.serve_desk(tell)


@click.command()
def chat() -> None:
    """Chat in this terminal; the bot answers as it does on Telegram."""
    with indexed(replace=True) as container:
        _chat(container)


@click.command()
def doctor() -> None:
    """Check the installation and say what to fix."""
    from bot.examination.doctor import examine

    with opened() as container:
        findings = examine(container)
    for finding in findings:
        click.echo(finding.line)
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


def _try_new_model(container: Container) -> None:
    """Try whether a model that was not tried yet can choose passages; if it is silent, the gate decides."""
    from bot.answering.llm.request import ModelUnavailable

    model, chooses = container.model, container.settings.model_chooses
    if model and chooses == "auto" and container.ability.read(model.name) is None:
        try:
            able = container.try_model()
        except ModelUnavailable as error:
            click.echo(f"{model.name} could not be tried ({error.reason}): it chooses no passages.", err=True)
        else:
            click.echo(
                f"{model.name} {'chooses' if able else 'can not choose'} passages (RELAIS_MODEL_CHOOSES).", err=True
            )


def _chat(container: Container) -> None:
    from bot.cli.terminal import Screen, converse

    _use_memory_if_needed(container)
    converse(container.conversation, sys.stdin, Screen(click.echo, container.home / "files"))


def _use_memory_if_needed(container: Container) -> None:
    """Keep the chat in memory if the disk can't, and say so: the texts can answer all the same."""
    from bot.examination.remedies import explain
    from bot.storage.keys import passing_keys
    from bot.storage.sqlite_database import open_in_memory
    from bot.storage.transactions import StorageError

    try:
        _ = container.database, container.keys
    except StorageError as error:
        click.echo(f"Warning: {explain(error)} Nothing of this chat is kept.", err=True)
        container.database, container.keys = open_in_memory(), passing_keys()
