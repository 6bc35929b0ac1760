"""The commands about FAQs: collect drafts from the log, review, publish and export them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

import click

from bot.cli.session import opened, progress, write_export
from bot.clock import now
from corpus.language import LANGUAGES

if TYPE_CHECKING:
    from bot.container import Container
    from bot.domain.faq.faq_entry import FaqEntry, FaqState

_STATES = ["draft", "published", "expired", "dismissed"]


@click.group()
def faq() -> None:
    """Collect FAQs from the log, review, publish and export them."""


@faq.command()
@click.option("--count", "-n", default=10, show_default=True, type=click.IntRange(1, 1000), help="Groups to show.")
def collect(count: int) -> None:
    """Group logged questions that ask the same thing, and keep a draft for each group."""
    from bot.cli.faq_output import cluster_text
    from bot.domain.faq.question_clusters import FEWEST, collect, propose, read_logged

    with _reviewing() as container:
        logged = read_logged(container.database)
        if len(logged) < FEWEST:
            click.echo(f"{len(logged)} questions in the log: {FEWEST} are needed.")
            return
        clusters = collect(logged, container.library, progress("Grouping", " questions"))
        drafts = propose(clusters, container.faq_repository)
        for cluster in clusters[:count]:
            click.echo(cluster_text(cluster, now()) + "\n")
        click.echo(
            f"{len(clusters)} clusters of {len(logged)} questions, {len(drafts)} new drafts: `relais faq review`."
        )


@faq.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only in this state; repeatable.")
def list_entries(states: tuple[FaqState, ...]) -> None:
    """Withdraw entries that are due for review, then list all, the most asked first."""
    from bot.cli.faq_output import table

    with _reviewing() as container:
        _expire(container)
        click.echo(table(container.faq_repository.entries(*states)))


@faq.command()
@click.argument("name")
def show(name: str) -> None:
    """Show everything about the entry NAME."""
    from bot.cli.faq_output import sheet
    from bot.domain.faq.question_clusters import read_logged

    with _reviewing() as container:
        click.echo(sheet(container.faq_repository.find(name), read_logged(container.database)))


@faq.command()
@click.option("--author", prompt="Your name, as readers will see it", help="Author of what you publish.")
def review(author: str) -> None:
    """Review drafts, expired entries and entries with complaints: publish, merge, dismiss or skip."""
    from bot.cli.faq_output import sheet
    from bot.domain.faq.question_clusters import read_logged
    from bot.errors import ChangedEntryError

    with _reviewing() as container:
        _expire(container)
        waiting = [entry.id for entry in container.faq_review.waiting()]
        click.echo(f"{len(waiting)} to review.")
        for name in waiting:
            entry = next((one for one in container.faq_repository.entries() if one.id == name), None)
            if entry is None or entry.state == "dismissed":
                continue  # erased, or merged into another one meanwhile
            click.echo("\n" + sheet(entry, read_logged(container.database)))
            choice = click.prompt(
                "[p]ublish [m]erge [d]ismiss [s]kip [q]uit", type=click.Choice(list("pmdsq")), default="s"
            )
            if choice == "q":
                return
            try:
                _REVIEW_STEPS[choice](container, entry, author)
            except ChangedEntryError as error:
                click.echo(str(error), err=True)


@faq.command()
@click.argument("name")
@click.option("--question-fr", help="The question in French; default: the draft's.")
@click.option("--question-en", help="The question in English; default: the draft's.")
@click.option("--answer-fr", help="The answer in French; default: the draft's.")
@click.option("--answer-en", help="The answer in English; default: the draft's.")
@click.option("--card", "cards", multiple=True, help="Id of a card that the answer rests on; repeatable.")
@click.option("--author", help="The author's name; default: the draft's.")
@click.option("--review", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the next review; default: in a year.")
def publish(name: str, cards: tuple[str, ...], author: str | None, day: datetime | None, **texts: str | None) -> None:
    """Publish the entry NAME in both languages."""
    with _reviewing() as container:
        entry = before = container.faq_repository.find(name)
        for kind in ("question", "answer"):
            given = {language: texts[f"{kind}_{language}"] for language in LANGUAGES if texts[f"{kind}_{language}"]}
            entry = replace(entry, **{f"{kind}s": getattr(entry, f"{kind}s") | given})
        filled = replace(entry, author=author or entry.author)
        _publish(container, before, filled, cards, day.date() if day else None)


@faq.command()
@click.argument("name")
def dismiss(name: str) -> None:
    """Dismiss the entry NAME, so that it is not proposed again."""
    with _reviewing() as container:
        _dismiss(container, container.faq_repository.find(name), "")


@faq.command()
@click.option("--format", "form", type=click.Choice(["markdown", "csv", "json"]), default="markdown", show_default=True)
@click.option("--output", "-o", type=click.Path(dir_okay=False), help="Write to this file; default: print.")
def export(form: str, output: str | None) -> None:
    """Export the published entries."""
    from bot.domain.faq.faq_entry import faq_csv, faq_json, faq_markdown

    with _reviewing() as container:
        _expire(container)
        entries = container.faq_repository.entries("published")
    text = {"markdown": faq_markdown, "csv": faq_csv, "json": faq_json}[form](entries)
    write_export(text, output, form == "csv", f"{len(entries)} entries")


@contextmanager
def _reviewing() -> Iterator[Container]:
    """Yield the container, its drafts of cases brought up to date with the cases."""
    with opened() as container:
        container.faq_suggestions.update()
        yield container


def _publish_in_review(container: Container, entry: FaqEntry, author: str) -> None:
    """Ask for whatever is missing, then publish."""
    questions = {language: _ask(f"Question ({language})", entry.questions.get(language, "")) for language in LANGUAGES}
    answers = {language: _ask(f"Answer ({language})", entry.answers.get(language, "")) for language in LANGUAGES}
    covers = f" (- for none: then the focal point vouches for the reply to {entry.reply})" if entry.reply else ""
    cards = click.prompt(
        f"Cards that it rests on, with spaces between them{covers}",
        default=" ".join(entry.cards) or ("-" if entry.reply else None),
    ).split()
    filled = replace(entry, questions=questions, answers=answers, author=author, cards={})
    _publish(container, entry, filled, tuple(card for card in cards if card != "-"), None)


def _ask(label: str, default: str) -> str:
    return str(click.prompt(label, default=default or None)).replace("\\n", "\n")


def _publish(container: Container, before: FaqEntry, entry: FaqEntry, cards: tuple[str, ...], day: date | None) -> None:
    """Publish `entry` in place of `before`, unless that was erased or changed meanwhile."""
    from bot.cli.faq_output import basis

    library = container.library
    if library.generation and library.is_stale():
        click.echo("Cards have changed since the index was built: `relais index build` may take it back.", err=True)
    done = container.faq_review.publish(before, entry, cards, day)
    click.echo(f"{done.id} is published until {done.review}. It rests on {basis(done)}.")


def _merge(container: Container, entry: FaqEntry, author: str) -> None:
    target = container.faq_repository.find(click.prompt("Into which entry"))
    if target.id == entry.id:
        click.echo("That is this entry itself. Left for later.")
        return
    container.faq_review.merge(entry, target)
    click.echo(f"{entry.id} is part of {target.id} now.")


def _dismiss(container: Container, entry: FaqEntry, author: str) -> None:
    container.faq_review.dismiss(entry)
    click.echo(f"{entry.id} is dismissed.")


def _skip(container: Container, entry: FaqEntry, author: str) -> None:
    click.echo("Left for later.")


_ReviewStep: TypeAlias = Callable[["Container", "FaqEntry", str], None]
_REVIEW_STEPS: dict[str, _ReviewStep] = {"p": _publish_in_review, "m": _merge, "d": _dismiss, "s": _skip}


def _expire(container: Container) -> None:
    for entry in container.faq_review.expire():
        click.echo(f"{entry.id} has expired: its day has come, or a card that it rests on has changed.", err=True)
