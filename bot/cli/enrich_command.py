"""The command `index enrich`: entry questions for the passages of added documents, written by a language model."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from bot.cli.session import indexed, logged, progress, stages

if TYPE_CHECKING:
    from bot.answering.llm.question_writer import WritingResult
    from bot.container import Container
    from index.library import Document, EntryQuestion

_ENDED = {
    "time": "the time is over",
    "budget": "the tokens are used up",
    "timeout": "the model did not answer in time",
    "refused": "the model refused the request",
}


@click.command()
@click.argument("names", nargs=-1)
@click.option("--minutes", default=30.0, show_default=True, type=click.FloatRange(0, 10_000), help="Longest time.")
@click.option("--tokens", default=200_000, show_default=True, type=click.IntRange(1), help="Most tokens, in and out.")
@click.option("--list", "listed", is_flag=True, help="Show the questions there are instead.")
@click.option("--remove", "removed", is_flag=True, help="Remove the questions there are instead.")
def enrich(names: tuple[str, ...], minutes: float, tokens: int, listed: bool, removed: bool) -> None:
    """Have a model write questions that lead to added documents.

    It writes about all documents, or about those in NAMES, with RELAIS_MODEL. It can be stopped and called again:
    passages that have questions are left as they are.
    """
    if listed:
        with logged() as container:
            for line in _lines(container, names):
                click.echo(line)
    elif removed:
        with indexed() as container:
            click.echo(f"Removed {_remove(container, names)} questions.")
    else:
        with indexed() as container:
            _report(_write(container, names, minutes * 60, tokens))


def _write(container: Container, names: Sequence[str], seconds: float, tokens: int) -> WritingResult:
    """Write questions and index them. Raise SettingsError without a model."""
    from index.passage import STAFF

    library, chosen = container.library, {document.id for document in _documents(container, names)}
    passages = [passage for passage in library.searcher(STAFF).passages() if passage.document in chosen]
    writer = container.question_writer(tokens)
    until = time.monotonic() + seconds
    try:
        return writer.add_to(library.questions.written, passages, until, progress("Asking", " passages"))
    finally:  # what was kept is used, also if it is interrupted
        if library.is_stale():
            library.build(stages())


def _report(result: WritingResult) -> None:
    click.echo(f"{result.passages} passages, {result.kept} questions kept, {result.dropped} dropped.")
    if result.why:
        why = _ENDED.get(result.why, f"the model failed ({result.why})")
        click.echo(f"Ended early, {why}: call it again to go on.", err=True)


def _lines(container: Container, names: Sequence[str]) -> Iterator[str]:
    """Yield each document with its questions."""
    from index.text.file_names import readable

    for document in _documents(container, names):
        own = _of(container, document)
        yield f"{readable(document.title)} ({document.id}): {sum(one.state == 'used' for one in own)} questions"
        yield from (f"  {one.state:4}  {one.target}  {one.language}  {one.text}" for one in own)


def _remove(container: Container, names: Sequence[str]) -> int:
    """Remove the questions of documents from file and index; return their number."""
    library, gone = container.library, {document.id for document in _documents(container, names)}
    held = library.questions.written.read()
    kept = [one for one in held if one.document not in gone]
    library.questions.written.write(kept)
    if library.is_stale():
        library.build(stages())
    return sum(one.state != "none" for one in held) - sum(one.state != "none" for one in kept)


def _of(container: Container, document: Document) -> list[EntryQuestion]:
    return [one for one in container.library.questions.written.read() if one.document == document.id]


def _documents(container: Container, names: Sequence[str]) -> list[Document]:
    """Return the documents that `names` name, or all. Raise ClickException for a name that none has."""
    documents = container.library.documents
    if not names:
        return documents.all()
    found = {name: documents.named(name) for name in names}
    if missing := [name for name, named in found.items() if not named]:
        raise click.ClickException(f"No added document is called {missing[0]}: see `relais index status`.")
    return [document for named in found.values() for document in named]
