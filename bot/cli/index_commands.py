"""The commands about the index: build it, add and remove documents, show what it holds."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.enrich_command import enrich
from bot.cli.run_commands import search
from bot.cli.session import logged, stages
from bot.findings.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index.library import Document, DocumentDetails, Preview, Refusal, Status, StoreChanges
    from index.passage import Passage


def _shown(name: str) -> str:
    """Return a name without what a terminal would obey."""
    from index.text.file_names import readable

    return readable(name)


def _refused(refusal: Refusal) -> str:
    """Return the name of a file with the reason why it was refused, and the remedy."""
    return f"{_shown(refusal.path)}: {in_words(refusal.reason, 'en')} {in_words(refusal.remedy, 'en')}"


def _checked_date(ctx: click.Context, option: click.Parameter, value: str) -> str:
    """Return the value of --date. Raise BadParameter if it is no date, or one that no document has."""
    from bot.clock import now
    from index.library import is_date, is_too_late

    if value and not is_date(value):
        raise click.BadParameter(f"{value} is no date: write 2024, 2024-05 or 2024-05-31.")
    if is_too_late(value, now().date()):
        raise click.BadParameter(f"{value} is more than a year ahead: correct it, or leave --date out.")
    return value


def _with_details(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that tell what documents are; `_details` reads them."""
    options = (
        click.option(
            "--owner", default="", help="Organisation that wrote them; every answer that quotes them names it."
        ),
        click.option("--date", default="", callback=_checked_date, help="Their date: YYYY, YYYY-MM or YYYY-MM-DD."),
        click.option(
            "--authority",
            type=click.Choice(["official", "internal", "draft"]),
            help="How far they are the owner's word; unless official, answers say it. New documents: official.",
        ),
        click.option(
            "--readers",
            type=click.Choice(["all", "staff"]),
            help="Who gets answers from them: everybody, or the staff alone. New documents: all.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _details(told: dict[str, Any]) -> DocumentDetails:
    """Return the details given by the options of `_with_details`; what is left out stays as it was."""
    from index.library import DocumentDetails

    return DocumentDetails(**told)


@click.group()
def index() -> None:
    """Build the index, add documents to it, search it."""


index.add_command(search)
index.add_command(enrich)


@index.command()
@click.option("--anew", is_flag=True, help="Build all of it, also if nothing changed.")
def build(anew: bool) -> None:
    """Build the index from the cards and the added documents, if anything changed."""
    with logged() as container:
        library = container.library
        if anew:
            click.echo(f"Indexed {library.build_anew(stages()).entries} texts.")
        elif not library.is_stale():
            library.searcher()  # reads all of it: one that is damaged must not be called up to date
            click.echo("The index is up to date.")
        else:
            click.echo(f"Indexed {library.build(stages()).entries} texts.")


@index.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_with_details
def add(paths: tuple[Path, ...], **told: Any) -> None:
    """Add files and folders: Markdown, text, HTML, PDF, Word, Excel, PowerPoint, ODT, EPUB, e-mail."""
    with logged() as container:
        changes, refusals = container.library.add_files(paths, _details(told), stages())
    lines = list(_changed(changes))
    for line in lines:
        click.echo(line)
    _tell_left_out(changes, refusals)
    if refusals or not lines:
        sys.exit(1)


@index.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_with_details
def sync(folder: Path, **told: Any) -> None:
    """Make the documents those that FOLDER holds now: add new files, replace edited ones, remove gone ones."""
    with logged() as container:
        changes, refusals = container.library.sync(folder, _details(told), stages())
    for line in _changed(replace(changes, unchanged=())):
        click.echo(line)
    for document in changes.removed:
        click.echo(_document_line("Removed:", document))
    _tell_left_out(changes, refusals)
    click.echo(f"{len(changes.unchanged)} unchanged.")
    if refusals:
        sys.exit(1)


@index.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_with_details
def preview(path: Path, **told: Any) -> None:
    """Show the passages that a file would give, and what is left out; nothing is stored."""
    from index.library import Refusal

    with logged() as container:
        found = container.library.preview(path, _details(told))
    if isinstance(found, Refusal):
        raise click.ClickException(_refused(found))
    for line in _preview_lines(found):
        click.echo(line)


@index.command("replace")
@click.argument("old")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_with_details
def replace_document(old: str, path: Path, **told: Any) -> None:
    """Put the file PATH in the place of the document OLD, named by id, path, file name or title."""
    with logged() as container:
        changes, refusal = container.library.replace(old, path, _details(told), stages())
    if refusal:
        raise click.ClickException(_refused(refusal))
    for line in _changed(changes):
        click.echo(line)
    for document in changes.removed:
        click.echo(_document_line("Removed:", document))
    _tell_left_out(changes)


@index.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove added documents by id, path, file name or title."""
    with logged() as container:
        for name in names:
            removed = container.library.remove(name, stages())
            for document in removed:
                click.echo(f"Removed {_shown(document.title)} ({document.id}).")
            if not removed:
                raise click.ClickException(f"No added document is called {_shown(name)}: see `relais index status`.")


@index.command("new-corpus")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new_corpus(folder: Path) -> None:
    """Write a small corpus of cards into FOLDER, to begin one's own with."""
    from corpus.collection import write_starter

    for path in write_starter(folder):
        click.echo(f"Wrote {path}")
    click.echo(f"Edit these files, then set RELAIS_CORPUS={folder} and run `relais index build`.")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Show what the index holds and whether it is up to date."""
    import json

    with logged() as container:
        held = container.library.status()
    shown = json.dumps(_status_object(held), ensure_ascii=False) if as_json else "\n".join(_status_lines(held))
    click.echo(shown)


def _preview_lines(found: Preview) -> Iterator[str]:
    """Yield the head of a document, what was left out or is doubtful, and its passages."""
    title, owner, *told = _told(found.document)
    yield f"Title: {title}"
    yield f"Language: {found.document.language}"
    yield f"Format: {found.format}"
    yield f"Owner: {owner}"
    if told:
        yield f"Details: {', '.join(told)}"
    yield f"Passages: {len(found.passages)}"
    for remark in found.remarks:
        yield f"Note: {in_words(remark, 'en')}"
    for n, passage in enumerate(found.passages, 1):
        places = [passage.section or "(no heading)", *_pages(passage), *(["read by OCR: check figures"] * passage.ocr)]
        yield f"\n[{n}] {', '.join(places)} ({passage.language})"
        yield passage.text


def _pages(passage: Passage) -> list[str]:
    if not passage.page:
        return []
    return [f"p. {passage.page}" if passage.page == passage.last_page else f"pp. {passage.page}-{passage.last_page}"]


def _changed(changes: StoreChanges) -> Iterator[str]:
    """Yield one line for each document that was offered."""
    groups = (
        ("Added:", changes.added),
        ("Replaced:", changes.replaced),
        ("Renamed:", changes.moved),
        ("Unchanged:", changes.unchanged),
    )
    for word, documents in groups:
        yield from (_document_line(word, document) for document in documents)
    for copy, held in changes.copies:
        yield _document_line(f"Already there: {_shown(copy.path)} holds the same bytes as", held)


def _tell_left_out(changes: StoreChanges, refusals: Iterable[Refusal] = ()) -> None:
    """Print what was left out or is doubtful of the files that were read, and why others were refused."""
    for document in (*changes.added, *changes.replaced):
        for warning in document.warnings:
            click.echo(f"Note: {_shown(document.path)}: {in_words(warning, 'en')}", err=True)
    for refusal in refusals:
        click.echo(f"Refused: {_refused(refusal)}", err=True)


def _document_line(word: str, document: Document) -> str:
    title, path = _shown(document.title), _shown(document.path)
    readers = ", for staff alone" if document.readers == "staff" else ""
    return f"{word} {title} ({document.id}, {document.language}{readers}) from {path}"


def _status_object(status: Status) -> dict[str, object]:
    """Return the state of the index as a JSON object."""
    generation = status.generation
    fields = ("id", "title", "owner", "date", "authority", "readers", "language")
    documents = [
        {name: getattr(d, name) for name in fields} | {"path": _shown(d.path), "gone": _is_gone(d, status)}
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
        yield f"Document: {d.id}  {d.language}  {'  '.join(_told(d))}  {_shown(d.path)}"
    for d in status.documents:
        if _is_gone(d, status):
            yield f"Gone: {_shown(d.path)} is no longer there; to remove what it said: `relais index remove {d.id}`"


def _is_gone(document: Document, status: Status) -> bool:
    """Tell whether a document's file is no longer where it was; a shared index keeps it, wherever it was."""
    return document.is_gone and not status.is_shared


def _told(document: Document) -> Iterator[str]:
    """Yield what is known of a document; what is usual is left out."""
    yield _shown(document.title)
    yield document.owner or "(no owner)"
    if document.date:
        yield document.date
    if document.authority != "official":
        yield document.authority
    if document.readers != "all":
        yield f"for {document.readers} alone"
