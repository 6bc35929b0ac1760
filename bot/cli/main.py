"""The command line: one group of commands, each of which imports what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from bot.cli import privacy_commands
from bot.cli.access_commands import access
from bot.cli.case_commands import cases
from bot.cli.check_commands import check
from bot.cli.faq_commands import faq

_LANGUAGE = click.Choice(["fr", "en"])


class _Grouped(click.Group):
    """A group that turns every expected error into one line with its remedy, and others into where they arose."""

    def invoke(self, ctx: click.Context) -> Any:
        from bot.cli.remedies import explain
        from bot.errors import BatchError, EvaluationError, FaqError, PromptError, SettingsError
        from corpus.yamlfile import CorpusError
        from index.errors import IndexFailure

        try:
            return super().invoke(ctx)
        except (BatchError, EvaluationError, FaqError, PromptError, SettingsError, CorpusError, IndexFailure) as error:
            raise click.ClickException(explain(error)) from error
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - a plain traceback would show what was asked
            from bot.logs import outline

            raise click.ClickException(
                f"this should not happen. Please report where it did:\n{outline(error)}"
            ) from None


@click.group(cls=_Grouped, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="relais", prog_name="relais")
def main() -> None:
    """Relais: sourced answers on civil-society partnerships, in French and English.

    Settings are read from the environment (RELAIS_…) and from .env; `relais doctor` shows and checks them.
    """


for _command in (access, cases, check, faq, privacy_commands.purge, privacy_commands.forget, privacy_commands.key):
    main.add_command(_command)


@main.command()
def run() -> None:
    """Build the index if it is missing or stale, then serve: Telegram with a token, else the terminal."""
    from bot.logs import configure

    settings = _settings()
    configure(settings.log_level)
    with _container(build=True, replace=True) as container:
        if not settings.telegram_token.get_secret_value():
            click.echo("No RELAIS_TELEGRAM_TOKEN: a chat in this terminal instead.", err=True)
            _chat(container)
        else:
            container.conversation.warm_up()
            container.serve()


@main.command()
def chat() -> None:
    """Chat in this terminal, through the same conversation as on Telegram."""
    with _container(build=True, replace=True) as container:
        _chat(container)


@main.command()
@click.argument("question", required=False)
@click.option("--lang", type=_LANGUAGE, help="Answer in this language; default: that of the question.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text", "history"?}; print one object a line.',
)
def ask(question: str | None, lang: str | None, as_json: bool, batch: Any) -> None:
    """Answer one QUESTION, or a file of them."""
    from bot.cli import output

    if not (batch or question):
        raise click.UsageError("Give a QUESTION or --batch FILE.")
    with _library(build=True) as library:
        if batch:
            for line in output.answer_lines(library, batch):
                click.echo(line)
        else:
            click.echo(output.answer(library, question or "", lang, as_json))


@main.group()
def index() -> None:
    """Build the index, add documents to it, search it."""


@index.command()
def build() -> None:
    """Build the index from the cards and the added documents, if anything changed."""
    with _library() as library:
        if not library.is_stale():
            click.echo("The index is up to date.")
        else:
            click.echo(f"Indexed {library.build(_progress()).entries} texts.")


@index.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--owner", default="", help="Organisation whose words these are; named in every answer.")
def add(paths: tuple[str, ...], owner: str) -> None:
    """Add files and folders of Markdown, text, HTML, PDF and DOCX."""
    from bot.cli.index_commands import add_documents

    with _library() as library:
        report = add_documents(library, paths, owner, _progress())
    for line in report.lines:
        click.echo(line, err=report.is_refusal(line))
    if report.failed:
        sys.exit(1)


@index.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove added documents by id, path, file name or title."""
    with _library() as library:
        for name in names:
            gone = library.remove(name, _progress())
            for document in gone:
                click.echo(f"Removed {document.title} ({document.id}).")
            if not gone:
                raise click.ClickException(f"No added document is called {name}: see `relais index status`.")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Show what the index holds and whether it is up to date."""
    from bot.cli.output import status_text

    with _library() as library:
        click.echo(status_text(library.status(), as_json))


@index.command()
@click.argument("query", required=False)
@click.option("--count", "-n", default=6, show_default=True, type=click.IntRange(1, 100), help="How many hits to show.")
@click.option("--lang", type=_LANGUAGE, help="Language of the asker; default: that of the query.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--batch",
    type=click.File(encoding="utf-8", errors="replace"),
    help='Read lines of {"id", "text"}; print one object a line.',
)
def search(query: str | None, count: int, lang: str | None, as_json: bool, batch: Any) -> None:
    """Show the hits of QUERY with each retriever's rank and score."""
    from bot.cli import output

    if not (batch or query):
        raise click.UsageError("Give a QUERY or --batch FILE.")
    with _library(build=True) as library:
        if batch:
            for line in output.search_lines(library, batch, count):
                click.echo(line)
        else:
            click.echo(output.search(library, query or "", count, lang, as_json))


@main.command("eval")
@click.argument("questions", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--baseline", "former", type=click.Path(path_type=Path), help="Compare with what --json once printed.")
@click.option("--min", "minima", multiple=True, metavar="NAME=VALUE", help="Exit with 1 below this; may be repeated.")
@click.option("--model", metavar="PROVIDER:MODEL", help="Compare with this model: checked, unchecked, without texts.")
@click.option("--judge", metavar="PROVIDER:MODEL", help="Model that judges these answers; default: RELAIS_JUDGE.")
def evaluate(
    questions: tuple[Path, ...],
    as_json: bool,
    former: Path | None,
    minima: tuple[str, ...],
    model: str | None,
    judge: str | None,
) -> None:
    """Measure the bot on files of QUESTIONS; default: both halves of tests/questions."""
    if model:
        from bot.cli.evaluation_commands import contest

        click.echo(contest(_settings(), questions, model, judge, as_json, _progress("Asking", " questions")))
        return
    from bot.evaluation import report, run_comparison, tables
    from bot.evaluation.question_sets import read_sets
    from bot.evaluation.running import run

    wanted, sets, before = report.read_floors(minima), read_sets(questions), report.load(former) if former else []
    with _library(build=True) as library:
        reports = report.report(sets, run(library, sets, _progress("Asking", " questions")))
    changes = run_comparison.compare(before, reports) if former else []
    if as_json:
        click.echo(report.dump(reports, changes))
    else:
        click.echo("\n\n".join(filter(None, [tables.table(reports), run_comparison.table(changes)])))
    if short := report.shortfalls(reports, wanted):
        click.echo("\n".join(short), err=True)
        sys.exit(1)


@main.command()
def doctor() -> None:
    """Check the installation and say what to mend."""
    from bot.cli.doctor import examine

    findings = examine(_settings())
    for finding in findings:
        click.echo(finding.line)
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


def _settings() -> Any:
    from bot.settings import read_settings

    return read_settings()


@contextmanager
def _library(build: bool = False) -> Iterator[Any]:
    with _container(build) as container:
        yield container.library


@contextmanager
def _container(build: bool = False, replace: bool = False) -> Iterator[Any]:
    """Yield the container, its index built first if that is due; one of another model only where `replace` says so.

    A bot that starts may wait for that; whoever asks one question has more likely misspelt the model.
    """
    import logging

    from bot.container import Container
    from bot.logs import configure

    if not logging.getLogger().handlers:
        configure("WARNING")
    container = Container(_settings())
    library = container.library
    if build and library.is_stale():
        if not replace:
            library.check_model()
        library.build(_progress())
    with container:
        yield container


def _chat(container: Any) -> None:
    from bot.cli.terminal import Screen, converse

    converse(container.conversation, sys.stdin, Screen(click.echo, container.home / "files"))


def _progress(task: str = "Indexing", unit: str = " texts") -> Callable[[int, int], None]:
    from bot.cli.terminal import Bar

    return Bar(sys.stderr, task, unit)
