"""What a check comes to, as a message."""

from __future__ import annotations

from collections.abc import Iterable

from bot.chat.checking import phrases
from bot.chat.replies import Button, Paragraph, Reply
from bot.chat.wording import say
from bot.checks.check import Check
from bot.checks.outcome import Item, Outcome, outcome
from bot.checks.question import WHO
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from corpus.procedure import Force, Procedure

KINDS = {"pdf": "PDF", "docx": "Word"}
MISSING: tuple[Force, ...] = ("must", "should", "suggested", "open")


def result(check: Check, language: Language, cards: dict[str, Card], consultation: str) -> Reply:
    """Return what is done, what is missing and who sees to it, with its sources, and the buttons for what follows.

    `consultation` is the id under which it is logged: by it the result can be passed on to a person as a case.
    """
    found, procedure = outcome(check.procedure, check.walk.given), check.procedure
    numbers = numbered(found, procedure)
    paragraphs = [
        Paragraph(say(language, "check.result", name=check.name), "title"),
        Paragraph(
            say(language, "check.result_procedure", procedure=procedure.title[language], version=procedure.version)
        ),
        *_missing(found, language, numbers),
        *_listed("done", found.done, language, numbers),
        *_listed("not_applicable", found.not_applicable, language, numbers),
        *_listed("skipped", found.skipped, language, numbers),
        Paragraph("\n".join(_sources(numbers, cards, language)), "source"),
        Paragraph(say(language, "check.result_advice")),
    ]
    return Reply(language, tuple(paragraphs), _buttons(check, found, language, consultation), consultation)


def _missing(found: Outcome, language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    if not found.missing:
        return [Paragraph(say(language, "check.result_nothing"))]
    blocks = []
    for force in MISSING:
        if items := found.missing_of(force):
            lines = "\n".join(f"• {_to_do(item, language)} [{numbers[item.step.card]}]" for item in items)
            heading = say(language, "check.result_heading", heading=say(language, f"check.result_{force}"))
            blocks.append(Paragraph(f"{heading}\n{lines}"))
    return blocks


def numbered(found: Outcome, procedure: Procedure) -> dict[str, int]:
    """Return the number of each card that a step which was put rests on, in the order of the procedure."""
    used = {item.step.card for item in found.items}
    return {card: n for n, card in enumerate((card for card in procedure.cards() if card in used), 1)}


def _to_do(item: Item, language: Language) -> str:
    """Return what is to be done, by whom and by when, in a line.

    What the page does not settle stands by its name alone: the heading says where to turn.
    """
    assert item.step.action is not None
    is_open = item.step.force == "open"
    what = item.step.label[language] if is_open else item.step.action[language]
    if is_open and not (item.who or item.by):
        return what
    named = phrases.who(item, language)
    who = (phrases.lowered(named) if item.who in WHO else named) or say(language, "check.result_nobody")
    by = phrases.by(item, language)
    when = say(language, "check.result_by", day=by) if by else say(language, "check.result_no_day")
    return f"{what} ({who}, {when})"


def _listed(name: str, items: Iterable[Item], language: Language, numbers: dict[str, int]) -> list[Paragraph]:
    labels = [f"{item.step.label[language]} [{numbers[item.step.card]}]" for item in items]
    heading = say(language, f"check.result_{name}")
    return [Paragraph(say(language, "check.result_line", heading=heading, list=", ".join(labels)))] if labels else []


def _sources(numbers: dict[str, int], cards: dict[str, Card], language: Language) -> list[str]:
    """Return a heading for each section of a source, and a line for each passage of it; one that is gone has none."""
    lines: dict[str, list[str]] = {}
    for identity, n in numbers.items():
        if card := cards.get(identity):
            names = {"owner": card.source.owner, "title": card.source.title[language], "section": card.section}
            lines.setdefault(say(language, "check.result_source", **names), []).append(f"[{n}] {card.heading}")
    return [line for section, passages in lines.items() for line in (section, *passages)]


def _buttons(check: Check, found: Outcome, language: Language, consultation: str) -> tuple[tuple[Button, ...], ...]:
    papers = tuple(
        tuple(
            Button(
                say(language, "check.paper", kind=label, tongue=say(tongue, f"language.{tongue}")),
                f"checks:paper:{check.id}:{kind}:{tongue}",
            )
            for tongue in LANGUAGES
        )
        for kind, label in KINDS.items()
    )
    acts = ["change", *(["again"] if found.skipped else []), "drop"]
    case = Button(say(language, "check.case"), f"person:{consultation}")
    return (*papers, (case,), tuple(Button(say(language, f"check.{act}"), f"checks:{act}:{check.id}") for act in acts))
