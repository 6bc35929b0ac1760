"""The commands that ask: one question for an answer, or one query for the hits of the search."""

from __future__ import annotations

from typing import TextIO

import click

from bot.cli.session import LANGUAGE, indexed

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@click.argument("question", required=False)
@click.option("--lang", type=LANGUAGE, help="Answer in this language; default: that of the question.")
@_JSON
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text", "history"?}; print one object a line.',
)
def ask(question: str | None, lang: str | None, as_json: bool, batch: TextIO | None) -> None:
    """Answer one QUESTION, or a file of them."""
    from bot.cli import output

    if not (batch or question):
        raise click.UsageError("Give a QUESTION or --batch FILE.")
    with indexed() as container:
        if batch:
            for line in output.answer_lines(container.library, batch):
                click.echo(line)
        else:
            click.echo(output.answer(container.library, question or "", lang, as_json))


@click.command()
@click.argument("query", required=False)
@click.option("--count", "-n", default=6, show_default=True, type=click.IntRange(1, 100), help="How many hits to show.")
@click.option("--lang", type=LANGUAGE, help="Language of the asker; default: that of the query.")
@_JSON
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text"}; print one object a line.',
)
def search(query: str | None, count: int, lang: str | None, as_json: bool, batch: TextIO | None) -> None:
    """Show the hits of QUERY with each retriever's rank and score."""
    from bot.cli import output

    if not (batch or query):
        raise click.UsageError("Give a QUERY or --batch FILE.")
    with indexed() as container:
        if batch:
            for line in output.search_lines(container.library, batch, count):
                click.echo(line)
        else:
            click.echo(output.search(container.library, query or "", count, lang, as_json))
