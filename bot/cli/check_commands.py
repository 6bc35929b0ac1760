"""The commands about the procedures that checks follow, for whoever edits them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corpus.collection import Corpus
    from corpus.language import Language
    from corpus.procedure import Procedure, Step


@click.group()
def check() -> None:
    """List, show and validate the procedures of guided checks."""


@check.command("list")
def list_procedures() -> None:
    """List the procedures of the corpus."""
    for procedure in _corpus().procedures.values():
        click.echo(f"{procedure.id}  {procedure.version}  {len(procedure.steps)} steps  {procedure.title['en']}")


@check.command()
@click.argument("name")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="en", show_default=True, help="Show this language.")
def show(name: str, lang: Language) -> None:
    """Show the steps of the procedure NAME: question, reason, condition and source card."""
    found = _corpus().procedures
    if name not in found:
        raise click.ClickException(f"No procedure is called {name}: there are {', '.join(found) or 'none'}.")
    click.echo("\n".join(_sheet(found[name], lang)))


@check.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def validate(paths: tuple[Path, ...]) -> None:
    """Report the mistakes in procedure files by line and field; default: the corpus's own files."""
    from corpus.card import read_cards
    from corpus.collection import PROCEDURES
    from corpus.example import read_gaps
    from corpus.procedure_file import KnownReferences, procedure_files, read_procedure
    from corpus.yamlfile import CorpusError

    folder = _folder()
    known = KnownReferences(
        {card.id for card in read_cards(folder)}, {gap.id for gap in read_gaps(folder / "gaps.yaml")}
    )
    wrong = False
    for path in paths or procedure_files(folder / PROCEDURES):
        try:
            procedure = read_procedure(path, known)
            click.echo(f"{path}: {procedure.id} {procedure.version}, {len(procedure.steps)} steps, nothing wrong.")
        except CorpusError as error:
            wrong = True
            click.echo(str(error), err=True)
    if wrong:
        sys.exit(1)


def _sheet(procedure: Procedure, language: Language) -> Iterator[str]:
    """Yield the lines of a procedure."""
    yield f"{procedure.title[language]} ({procedure.id} {procedure.version}, {procedure.date}, {procedure.digest})"
    yield procedure.purpose[language]
    for part in procedure.parts:
        yield f"\n# {part.title[language]}"
        for step in part.steps:
            yield from _lines(step, language)


def _lines(step: Step, language: Language) -> Iterator[str]:
    yield f"\n{step.id}: {step.ask[language]}"
    yield f"  why: {step.why[language]}"
    yield f"  answers: {', '.join(step.answers)}; {step.force}; rests on {step.card}"
    for option in step.options:
        yield f"  - {option.id}: {option.label[language]}" + (f" (leads to {option.exit})" if option.exit else "")
    if step.action:
        yield f"  to do: {step.action[language]}"
    for condition in step.when:
        yield f"  only if {condition.step} is {' or '.join(sorted(condition.among))}"


def _folder() -> Path:
    """Return the corpus in force. Raise ClickException if there is none: a procedure rests on its cards."""
    from bot.settings import read_settings

    folder = read_settings().corpus
    if folder is None:
        raise click.ClickException("RELAIS_CORPUS is empty: procedures rest on the cards of a corpus.")
    return folder


def _corpus() -> Corpus:
    from corpus.collection import read_corpus

    return read_corpus(_folder())
