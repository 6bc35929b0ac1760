"""The report of a check as a document: summary, actions, every step with its source."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.conversation.answer_reply import bulleted
from bot.conversation.handlers.checks import check_phrases
from bot.conversation.handlers.checks.check_result import MISSING, numbered
from bot.domain.checks.check import Check
from bot.domain.checks.check_document import CheckDocument, DocumentBlock, DocumentLine, Heading, Table
from bot.domain.checks.check_question import CheckItem, CheckOutcome, outcome
from bot.replies.reply import Attachment
from bot.replies.texts import say
from corpus.card import Card
from corpus.language import Language
from index.text.folding import fold

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def attachment(check: Check, language: Language, cards: dict[str, Card], kind: str) -> Attachment:
    """Return the document as a file of the kind "pdf" or "docx"."""
    written = document(check, language, cards)
    if kind == "pdf":
        from bot.domain.checks.document_pdf import to_pdf

        return Attachment(file_name(check, language, kind), to_pdf(written), MEDIA[kind])
    from bot.domain.checks.document_word import to_word

    return Attachment(file_name(check, language, kind), to_word(written), MEDIA[kind])


def file_name(check: Check, language: Language, kind: str) -> str:
    """Return a file name of ASCII letters, digits and hyphens."""
    words = re.findall(
        r"[a-z0-9]+", fold(f"{check.procedure.title[language].partition(':')[0]} {check.name}".replace("’", " "))
    )
    return f"{say(language, 'check_document.file_name')}-{'-'.join(words)[:80].strip('-')}-{language}.{kind}"


def document(check: Check, language: Language, cards: dict[str, Card]) -> CheckDocument:
    """Return the whole document; `cards` are those of `language` by id."""
    found = outcome(check.procedure, check.progress.responses)
    numbers = numbered(found, check.procedure)
    title = say(language, "check_document.title", procedure=check.procedure.title[language])
    blocks: tuple[DocumentBlock, ...] = (
        *_head(check, language),
        *_brief(found, language),
        *_actions(found, language, numbers),
        *_steps(check, found, language, numbers),
        *_sources(numbers, language, cards),
    )
    about = {"id": check.procedure.id, "version": check.procedure.version}
    return CheckDocument(language, title, blocks, say(language, "check_document.page", n="{n}", all="{all}", **about))


def _head(check: Check, language: Language) -> list[DocumentBlock]:
    procedure = check.procedure
    version = {"id": procedure.id, "version": procedure.version, "digest": procedure.digest}
    n, everything = check.progress.position
    if check.state == "finished":
        state = say(language, "check_document.finished", day=check_phrases.day(check.changed, language))
    else:
        today = check_phrases.day(datetime.now(UTC).isoformat(), language)
        state = say(language, "check_document.unfinished", day=today, n=n, all=everything)
    return [
        DocumentLine(say(language, "check_document.name", name=check.name), "strong"),
        DocumentLine(
            say(language, "check_document.procedure", day=check_phrases.day(procedure.date, language), **version)
        ),
        DocumentLine(say(language, "check_document.started", day=check_phrases.day(check.started, language))),
        DocumentLine(state),
        DocumentLine(say(language, "check_document.standing"), "small"),
    ]


def _brief(found: CheckOutcome, language: Language) -> list[DocumentBlock]:
    settled = found.missing_of("must", "should", "suggested")
    counts = {
        "done": len(found.done),
        "missing": len(settled),
        "open": len(found.missing) - len(settled),
        "not_applicable": len(found.not_applicable),
        "skipped": len(found.skipped),
    }
    lines = [say(language, f"check_document.count_{name}", count=count) for name, count in counts.items() if count]
    return [Heading(say(language, "check_document.brief")), DocumentLine("\n".join(lines))]


def _actions(found: CheckOutcome, language: Language, numbers: dict[str, int]) -> list[DocumentBlock]:
    heading = Heading(say(language, "check_document.actions"))
    if not found.missing:
        return [heading, DocumentLine(say(language, "check_document.no_actions"))]
    header = tuple(say(language, f"check_document.{name}") for name in ("what", "who", "by", "force", "source"))
    rows = [_action(item, language, numbers) for force in MISSING for item in found.missing_of(force)]
    return [heading, Table(header, tuple(rows), (38, 18, 16, 18, 10))]


def _action(item: CheckItem, language: Language, numbers: dict[str, int]) -> tuple[str, ...]:
    undecided = say(language, "check_document.undecided")
    assert item.step.action is not None
    return (
        item.step.action[language],
        check_phrases.who(item, language) or undecided,
        check_phrases.by(item, language) or undecided,
        say(language, f"check_document.{item.step.force}"),
        f"[{numbers[item.step.card]}]",
    )


def _steps(check: Check, found: CheckOutcome, language: Language, numbers: dict[str, int]) -> list[DocumentBlock]:
    items = {item.step.id: item for item in found.items}
    blocks: list[DocumentBlock] = [Heading(say(language, "check_document.steps"))]
    for part in check.procedure.parts:
        put = [items[step.id] for step in part.steps if step.id in items]
        if put:
            blocks.append(Heading(part.title[language], 2))
        for item in put:
            blocks += _step(item, language, numbers)
    return blocks


def _step(item: CheckItem, language: Language, numbers: dict[str, int]) -> list[DocumentBlock]:
    given, lines = item.response, []
    answer = check_phrases.answer_of(item, language) if given.value else ""
    lines.append(
        say(language, "check_document.answer", answer=answer) if answer else say(language, "check_document.unanswered")
    )
    if given.note:
        lines.append(say(language, "check_document.remark", note=given.note))
    return [
        DocumentLine(f"{item.step.label[language]} [{numbers[item.step.card]}]", "strong"),
        DocumentLine(item.step.ask[language], "small"),
        DocumentLine("\n".join(lines), "quote"),
    ]


def _sources(numbers: dict[str, int], language: Language, cards: dict[str, Card]) -> list[DocumentBlock]:
    blocks: list[DocumentBlock] = [Heading(say(language, "check_document.sources"))]
    for identity, n in numbers.items():
        card = cards.get(identity)
        if card is None:
            blocks.append(DocumentLine(say(language, "check_document.gone", n=n, id=identity), "small"))
            continue
        source = card.source
        names = {"owner": source.owner, "title": source.title[language], "section": f"{card.section}, {card.heading}"}
        blocks.append(DocumentLine(say(language, "check_document.section", n=n, **names), "strong"))
        blocks.append(DocumentLine(bulleted(card.text), "quote"))
    notes = dict.fromkeys(
        "\n".join(filter(None, (cards[i].source.note[language], cards[i].source.address)))
        for i in numbers
        if i in cards
    )
    return [*blocks, *(DocumentLine(note, "small") for note in notes)]
