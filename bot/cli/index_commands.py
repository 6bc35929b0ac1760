"""The commands about the index: build it, add and remove documents, show what it holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.run_commands import search
from bot.cli.session import logged, progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.library import Document, Status, StoreChanges


@click.group()
def index() -> None:
    """Build the index, add documents to it, search it."""


index.add_command(search)


@index.command()
def build() -> None:
    """Build the index from the cards and the added documents, if anything changed."""
    with logged() as container:
        library = container.library
        if not library.is_stale():
            click.echo("The index is up to date.")
        else:
            click.echo(f"Indexed {library.build(progress()).entries} texts.")


@index.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--owner", default="", help="Organisation that wrote them; every answer that quotes them names it.")
def add(paths: tuple[Path, ...], owner: str) -> None:
    """Add files and folders of Markdown, text, HTML, PDF and DOCX."""
    with logged() as container:
        changes, refusals = container.library.add_files(paths, owner, progress())
    lines = list(_changed(changes))
    for line in lines:
        click.echo(line)
    for refusal in refusals:
        click.echo(f"Refused: {refusal.path}: {refusal.reason} {refusal.remedy}", err=True)
    if not lines:
        sys.exit(1)


@index.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove added documents by id, path, file name or title."""
    with logged() as container:
        for name in names:
            removed = container.library.remove(name, progress())
            for document in removed:
                click.echo(f"Removed {document.title} ({document.id}).")
            if not removed:
                raise click.ClickException(f"No added document is called {name}: see `relais index status`.")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Show what the index holds and whether it is up to date."""
    import json

    with logged() as container:
        held = container.library.status()
    shown = json.dumps(_status_object(held), ensure_ascii=False) if as_json else "\n".join(_status_lines(held))
    click.echo(shown)


def _changed(changes: StoreChanges) -> Iterator[str]:
    """Yield one line for each document that was offered."""
    groups = (("Added:", changes.added), ("Replaced:", changes.replaced), ("Unchanged:", changes.unchanged))
    for word, documents in groups:
        yield from (_document_line(word, document) for document in documents)
    for copy, held in changes.copies:
        yield _document_line(f"Already there: {copy.path} holds the same bytes as", held)


def _document_line(word: str, document: Document) -> str:
    return f"{word} {document.title} ({document.id}, {document.language}) from {document.path}"


def _status_object(status: Status) -> dict[str, object]:
    """Return the state of the index as a JSON object."""
    generation = status.generation
    documents = [
        {"id": d.id, "title": d.title, "owner": d.owner, "language": d.language, "path": d.path}
        for d in status.documents
    ]
    return {
        "built": generation.built if generation else None,
        "model": generation.model if generation else None,
        "texts": generation.entries if generation else 0,
        "cards": status.cards,
        "stale": status.stale,
        "documents": documents,
    }


def _status_lines(status: Status) -> Iterator[str]:
    """Yield the state of the index: one line for the whole, one for the cards, one for each document."""
    generation = status.generation
    if generation:
        state = "out of date: run `relais index build`" if status.stale else "up to date"
        yield f"Index: {state} (built {generation.built}, {generation.entries} texts, {generation.model})"
    else:
        yield "Index: not built"
    yield f"Cards: {status.cards} in each language"
    for d in status.documents:
        yield f"Document: {d.id}  {d.language}  {d.title}  {d.owner or '(no owner)'}  {d.path}"
