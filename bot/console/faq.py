"""The commands about FAQs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from corpus.language import LANGUAGES

if TYPE_CHECKING:
    from bot.faq.entry import FaqEntry
    from bot.faq.shelf import FaqShelf

_STATES = ["draft", "published", "expired", "dismissed"]


@click.group()
def faq() -> None:
    """Collect FAQs from the log, review, publish and export them."""


@faq.command()
@click.option("--count", "-n", default=10, show_default=True, type=click.IntRange(1, 1000), help="Clusters to show.")
def collect(count: int) -> None:
    """Find what people ask again and again, and keep a draft for each such question."""
    from bot.console.faqbook import cluster_text
    from bot.console.progress import Bar
    from bot.faq import collecting
    from bot.faq.logged import read_logged

    with _desk() as (library, database, shelf):
        logged = read_logged(database)
        if len(logged) < collecting.FEWEST:
            click.echo(f"{len(logged)} questions in the log: {collecting.FEWEST} are needed.")
            return
        clusters = collecting.collect(logged, library, Bar(sys.stderr, "Grouping", " questions"))
        drafts = collecting.propose(clusters, shelf)
        for cluster in clusters[:count]:
            click.echo(cluster_text(cluster, datetime.now(UTC)) + "\n")
        click.echo(
            f"{len(clusters)} clusters of {len(logged)} questions, {len(drafts)} new drafts: `relais faq review`."
        )


@faq.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="In this state; repeatable.")
def list_entries(states: tuple[Any, ...]) -> None:
    """Show the entries, the most asked first; those that are due are taken back first."""
    from bot.console.faqbook import table

    with _desk() as (library, _, shelf):
        _expire(library, shelf)
        click.echo(table(shelf.entries(*states)))


@faq.command()
@click.argument("name")
def show(name: str) -> None:
    """Show the entry NAME whole."""
    from bot.console.faqbook import sheet
    from bot.faq.logged import read_logged

    with _desk() as (_, database, shelf):
        click.echo(sheet(shelf.find(name), read_logged(database)))


@faq.command()
@click.option("--author", prompt="Your name, as readers will see it", help="Who answers for what is published.")
def review(author: str) -> None:
    """Walk through drafts, expired entries and answers found bad: answer, edit, merge, dismiss, publish."""
    from bot.console.faqbook import sheet
    from bot.faq.complaints import complaints, draft_complaints
    from bot.faq.logged import read_logged

    with _desk() as (library, database, shelf):
        _expire(library, shelf)
        logged = read_logged(database)
        draft_complaints(logged, shelf)
        waiting = [entry.id for entry in shelf.entries("draft", "expired")]
        waiting += [entry.id for entry in shelf.entries("published") if complaints(entry, logged)]
        click.echo(f"{len(waiting)} to review.")
        for name in waiting:
            entry = shelf.find(name)
            if entry.state == "dismissed":
                continue  # merged into another one meanwhile
            click.echo("\n" + sheet(entry, logged))
            choice = click.prompt(
                "[p]ublish [m]erge [d]ismiss [s]kip [q]uit", type=click.Choice(list("pmdsq")), default="s"
            )
            if choice == "q":
                return
            _DEEDS[choice](entry, shelf, library, author)


@faq.command()
@click.argument("name")
@click.option("--question-fr", help="The question in French; default: the draft's.")
@click.option("--question-en", help="The question in English; default: the draft's.")
@click.option("--answer-fr", help="The answer in French; default: the draft's.")
@click.option("--answer-en", help="The answer in English; default: the draft's.")
@click.option("--card", "cards", multiple=True, help="Id of a card that the answer rests on; repeatable.")
@click.option("--author", help="Who answers for it; default: the draft's.")
@click.option(
    "--review", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day by which to look at it again; default: in a year."
)
def publish(name: str, cards: tuple[str, ...], author: str | None, day: datetime | None, **texts: str | None) -> None:
    """Publish the entry NAME, in both languages."""
    with _desk() as (library, _, shelf):
        entry = shelf.find(name)
        for kind in ("question", "answer"):
            given = {language: texts[f"{kind}_{language}"] for language in LANGUAGES if texts[f"{kind}_{language}"]}
            entry = replace(entry, **{f"{kind}s": getattr(entry, f"{kind}s") | given})
        _publish(replace(entry, author=author or entry.author), shelf, library, cards, day.date() if day else None)


@faq.command()
@click.argument("name")
def dismiss(name: str) -> None:
    """Put the entry NAME away: it is not proposed again."""
    with _desk() as (library, _, shelf):
        _dismiss(shelf.find(name), shelf, library, "")


@faq.command()
@click.option("--format", "form", type=click.Choice(["markdown", "csv", "json"]), default="markdown", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write to this file; default: print.")
def export(form: str, output: str | None) -> None:
    """Write what is published."""
    from bot.faq import export as forms

    with _desk() as (library, _, shelf):
        _expire(library, shelf)
        entries = shelf.entries("published")
    written = {"markdown": forms.to_markdown, "csv": forms.to_csv, "json": forms.to_json}[form](entries)
    if output is None:
        sys.stdout.write(written)
        return
    # Spreadsheets take a CSV for UTF-8 by its byte order mark alone.
    with open(output, "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
        file.write(written)
    click.echo(f"{len(entries)} entries written to {output}.")


def _publish_in_review(entry: FaqEntry, shelf: FaqShelf, library: Any, author: str) -> None:
    """Ask for whatever is missing, then publish."""
    questions = {language: _ask(f"Question ({language})", entry.questions.get(language, "")) for language in LANGUAGES}
    answers = {language: _ask(f"Answer ({language})", entry.answers.get(language, "")) for language in LANGUAGES}
    covers = f" (- for none: then the focal point vouches for the reply to {entry.reply})" if entry.reply else ""
    cards = click.prompt(
        f"Cards that it rests on, with spaces between them{covers}",
        default=" ".join(entry.cards) or ("-" if entry.reply else None),
    ).split()
    filled = replace(entry, questions=questions, answers=answers, author=author, cards={})
    _publish(filled, shelf, library, tuple(card for card in cards if card != "-"), None)


def _ask(label: str, default: str) -> str:
    return str(click.prompt(label, default=default or None)).replace("\\n", "\n")


def _publish(entry: FaqEntry, shelf: FaqShelf, library: Any, cards: tuple[str, ...], day: date | None) -> None:
    from bot.console.faqbook import basis
    from bot.errors import FaqError
    from bot.faq.finder import card_digests

    known, today = card_digests(library), _today()
    if library.generation and library.is_stale():
        click.echo("Cards have changed since the index was built: `relais index build` may take it back.", err=True)
    if unknown := [card for card in cards or entry.cards if card not in known]:
        raise FaqError(f"There is no card {', '.join(unknown)} in the index: see `relais index search`.")
    digests = {card: known[card] for card in cards or entry.cards}
    due = (day or _in_a_year(today)).isoformat()
    done = shelf.publish(replace(entry, cards=digests, review=due), today)
    click.echo(f"{done.id} is published until {done.review}. It rests on {basis(done)}.")


def _merge(entry: FaqEntry, shelf: FaqShelf, library: Any, author: str) -> None:
    from bot.faq.shelf import merged

    target = shelf.find(click.prompt("Into which entry"))
    if target.id == entry.id:
        click.echo("That is this entry itself. Left for later.")
        return
    shelf.put(merged(target, [entry]))
    shelf.put(replace(entry, state="dismissed"))
    click.echo(f"{entry.id} is part of {target.id} now.")


def _dismiss(entry: FaqEntry, shelf: FaqShelf, library: Any, author: str) -> None:
    shelf.put(replace(entry, state="dismissed"))
    click.echo(f"{entry.id} is dismissed.")


def _skip(entry: FaqEntry, shelf: FaqShelf, library: Any, author: str) -> None:
    click.echo("Left for later.")


_DEEDS: dict[str, Callable[..., None]] = {"p": _publish_in_review, "m": _merge, "d": _dismiss, "s": _skip}


def _expire(library: Any, shelf: FaqShelf) -> None:
    from bot.faq.finder import card_digests

    for entry in shelf.expire(card_digests(library), _today()):
        click.echo(f"{entry.id} has expired: its day has come, or a card that it rests on has changed.", err=True)


def _today() -> date:
    return datetime.now(UTC).date()


def _in_a_year(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)


@contextmanager
def _desk() -> Iterator[tuple[Any, Any, Any]]:
    """Open the library, the database and the shelf, with drafts of cases as the cases are now."""
    from bot import house
    from bot.faq.shelf import FaqShelf
    from bot.faq.suggesting import Suggesting
    from bot.records.outbox import Outbox
    from bot.settings import read_settings

    settings = read_settings()
    library, database = house.open_library(settings), house.open_log(settings)
    shelf, office = FaqShelf(database), house.open_office(settings, database, Outbox(database))
    try:
        Suggesting(shelf, office.answers, office.register).follow()
        yield library, database, shelf
    finally:
        database.close()
