"""The commands about FAQs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from bot.domain.faq.collecting import Cluster, LoggedQuestion
from bot.domain.faq.faq_drafts import complaints, counted
from bot.domain.faq.faq_entry import FaqEntry
from bot.replies.texts import truncated
from corpus.language import LANGUAGES

if TYPE_CHECKING:
    from bot.domain.faq.faq_repository import FaqRepository

_MEMBERS = 6  # wordings shown of a cluster


def cluster_text(cluster: Cluster, now: datetime) -> str:
    """Return what a reviewer needs to know of a cluster."""
    shares = ", ".join(f"{outcome} {share:.0%}" for outcome, share in cluster.outcomes.items())
    lines = [f"{cluster.id}  asked {len(cluster.members)} times, trend {cluster.trend(now):+d}, {shares}"]
    lines += [f"  {language}: {cluster.representative(language) or '–'}" for language in LANGUAGES]
    if bad := counted(member for member in cluster.members if member.feedback == "down"):
        lines.append(f"  {bad}")
    wordings = list(dict.fromkeys(member.question for member in cluster.members))
    lines += [f"    · {wording}" for wording in wordings[:_MEMBERS]]
    return "\n".join([*lines, f"  now: {_on_one_line(cluster.present.answer)}"])


def table(entries: Sequence[FaqEntry]) -> str:
    """Return one line an entry."""
    if not entries:
        return "No such entry."
    return "\n".join(_line(entry) for entry in entries)


def sheet(entry: FaqEntry, logged: Sequence[LoggedQuestion] = ()) -> str:
    """Return everything about an entry; with what of the log was found bad of its answers, and the last of these."""
    lines = [f"{entry.id}  {entry.state}, asked {entry.asked} times"]
    for language in LANGUAGES:
        lines += [f"Question ({language}): {entry.questions.get(language) or '–'}"]
        lines += [f"  also: {wording}" for wording in entry.variants.get(language, ())]
        lines += [f"Answer ({language}): {entry.answers.get(language) or '–'}"]
    lines += [f"Rests on: {basis(entry)}"]
    if bad := complaints(entry, logged):
        lines += [counted(bad), f"  said: {_on_one_line(bad[-1].answer)}"]
    return "\n".join(
        [*lines, f"Author: {entry.author or '–'}  published {entry.published or '–'}  review by {entry.review or '–'}"]
    )


def basis(entry: FaqEntry) -> str:
    """Return what an entry rests on: its cards, or what a person answered where no card covers it.

    >>> basis(FaqEntry("a", cards={"grounds": "d1"})), basis(FaqEntry("b", reply="R-2026-0001")), basis(FaqEntry("c"))
    ('the card grounds', 'the reply to case R-2026-0001, for which the focal point vouches', '–')
    """
    if entry.is_vouched_for:
        return f"the reply to case {entry.reply}, for which the focal point vouches"
    return f"the card{'s' * (len(entry.cards) > 1)} {', '.join(entry.cards)}" if entry.cards else "–"


def _on_one_line(answer: str) -> str:
    return truncated(" ".join(answer.split()), 200)


def _line(entry: FaqEntry) -> str:
    question = next((entry.questions[language] for language in LANGUAGES if entry.questions.get(language)), "–")
    return f"{entry.id:<12} {entry.state:<10} {entry.asked:>4}  {entry.review or '–':<10}  {truncated(question, 70)}"


_STATES = ["draft", "published", "expired", "dismissed"]


@click.group()
def faq() -> None:
    """Collect FAQs from the log, review, publish and export them."""


@faq.command()
@click.option("--count", "-n", default=10, show_default=True, type=click.IntRange(1, 1000), help="Clusters to show.")
def collect(count: int) -> None:
    """Find what people ask again and again, and keep a draft for each such question."""
    from bot.cli.faq_commands import cluster_text
    from bot.cli.terminal import Bar
    from bot.domain.faq import collecting
    from bot.domain.faq.collecting import read_logged

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
    from bot.cli.faq_commands import table

    with _desk() as (library, _, shelf):
        _expire(library, shelf)
        click.echo(table(shelf.entries(*states)))


@faq.command()
@click.argument("name")
def show(name: str) -> None:
    """Show the entry NAME whole."""
    from bot.cli.faq_commands import sheet
    from bot.domain.faq.collecting import read_logged

    with _desk() as (_, database, shelf):
        click.echo(sheet(shelf.find(name), read_logged(database)))


@faq.command()
@click.option("--author", prompt="Your name, as readers will see it", help="Who answers for what is published.")
def review(author: str) -> None:
    """Walk through drafts, expired entries and answers found bad: answer, edit, merge, dismiss, publish."""
    from bot.cli.faq_commands import sheet
    from bot.domain.faq.collecting import read_logged
    from bot.domain.faq.faq_drafts import complaints, draft_complaints

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
    from bot.domain.faq.faq_export import faq_csv, faq_json, faq_markdown

    with _desk() as (library, _, shelf):
        _expire(library, shelf)
        entries = shelf.entries("published")
    written = {"markdown": faq_markdown, "csv": faq_csv, "json": faq_json}[form](entries)
    if output is None:
        sys.stdout.write(written)
        return
    # Spreadsheets take a CSV for UTF-8 by its byte order mark alone.
    with open(output, "w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
        file.write(written)
    click.echo(f"{len(entries)} entries written to {output}.")


def _publish_in_review(entry: FaqEntry, shelf: FaqRepository, library: Any, author: str) -> None:
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


def _publish(entry: FaqEntry, shelf: FaqRepository, library: Any, cards: tuple[str, ...], day: date | None) -> None:
    from bot.cli.faq_commands import basis
    from bot.domain.faq.faq_finder import card_digests
    from bot.errors import FaqError

    known, today = card_digests(library), _today()
    if library.generation and library.is_stale():
        click.echo("Cards have changed since the index was built: `relais index build` may take it back.", err=True)
    if unknown := [card for card in cards or entry.cards if card not in known]:
        raise FaqError(f"There is no card {', '.join(unknown)} in the index: see `relais index search`.")
    digests = {card: known[card] for card in cards or entry.cards}
    due = (day or _in_a_year(today)).isoformat()
    done = shelf.publish(replace(entry, cards=digests, review=due), today)
    click.echo(f"{done.id} is published until {done.review}. It rests on {basis(done)}.")


def _merge(entry: FaqEntry, shelf: FaqRepository, library: Any, author: str) -> None:
    from bot.domain.faq.faq_repository import merged

    target = shelf.find(click.prompt("Into which entry"))
    if target.id == entry.id:
        click.echo("That is this entry itself. Left for later.")
        return
    shelf.put(merged(target, [entry]))
    shelf.put(replace(entry, state="dismissed"))
    click.echo(f"{entry.id} is part of {target.id} now.")


def _dismiss(entry: FaqEntry, shelf: FaqRepository, library: Any, author: str) -> None:
    shelf.put(replace(entry, state="dismissed"))
    click.echo(f"{entry.id} is dismissed.")


def _skip(entry: FaqEntry, shelf: FaqRepository, library: Any, author: str) -> None:
    click.echo("Left for later.")


_DEEDS: dict[str, Callable[..., None]] = {"p": _publish_in_review, "m": _merge, "d": _dismiss, "s": _skip}


def _expire(library: Any, shelf: FaqRepository) -> None:
    from bot.domain.faq.faq_finder import card_digests

    for entry in shelf.expire(card_digests(library), _today()):
        click.echo(f"{entry.id} has expired: its day has come, or a card that it rests on has changed.", err=True)


def _today() -> date:
    return datetime.now(UTC).date()


def _in_a_year(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)


@contextmanager
def _desk() -> Iterator[tuple[Any, Any, Any]]:
    """Open the library, the database and the shelf, with drafts of cases as the cases are now."""
    from bot.container import Container
    from bot.settings import read_settings

    with Container(read_settings()) as container:
        container.faq_suggestions.follow()
        yield container.library, container.database, container.faq_repository
