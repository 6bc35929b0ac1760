"""The result of a check: a short message for a small screen, its details, and a document to file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.clock import now
from bot.conversation.answer_reply import bulleted
from bot.conversation.handlers.checks import check_step
from bot.domain.checks.check import Check
from bot.domain.checks.check_document import CheckDocument, DocumentBlock, DocumentLine, Heading, Table
from bot.domain.checks.check_question import INCOMPLETE, WHO, CheckItem, CheckOutcome, outcome
from bot.replies.reply import Attachment, Button, Paragraph, Reply
from bot.replies.texts import date_in_words, say
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from corpus.procedure import Force, Procedure
from index.text.folding import fold

KINDS = {"pdf": "PDF", "docx": "Word"}
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MISSING: tuple[Force, ...] = ("must", "should", "suggested", "open")


def result(check: Check, language: Language, cards: dict[str, Card], consultation: str) -> Reply:
    """Return the result: what is missing, by whom and by when, what is done, the sources, the buttons.

    `consultation` is the id under which it is logged; the button that passes the result on carries it.
    """
    found, procedure = outcome(check.procedure, check.progress.responses), check.procedure
    marks = _sections(found, procedure, cards)
    version = say(language, "check.result_procedure", procedure=procedure.title[language], version=procedure.version)
    paragraphs = [
        Paragraph(say(language, "check.result", name=check.name), "title"),
        Paragraph(_counted(found, language)),
        *_missing(found, language, marks),
        *_done(found.done, language, marks),
        Paragraph("\n".join([*_sources(marks, cards, language), version]), "source"),
        Paragraph(say(language, "check.result_advice")),
    ]
    return Reply(language, tuple(paragraphs), _buttons(check, found, language, consultation), consultation)


def standing(check: Check, language: Language) -> str:
    """Return the progress of a check: its step, the results so far, and the steps that were skipped."""
    found, (n, count) = outcome(check.procedure, check.progress.responses), check.progress.position
    left = [item.step.label[language] for item in found.skipped if item.response.skipped]
    counted = [
        say(language, f"check.count_{name}", count=len(getattr(found, group)))
        for name, group in (("done", "done"), ("missing", "missing"))
    ]
    told = [say(language, "check.standing", n=n, all=count), *counted]
    return " ".join([*told, *([say(language, "check.standing_open", list=", ".join(left))] if left else [])])


def details(check: Check, language: Language, cards: dict[str, Card]) -> Reply:
    """Return every step with its answer, remark, action and passage."""
    items = {item.step.id: item for item in outcome(check.procedure, check.progress.responses).items}
    title = Paragraph(say(language, "check.details_title", name=check.name), "title")
    put = [items[step.id] for step in check.procedure.steps if step.id in items]
    return Reply(language, (title, *(Paragraph(_detail(item, language, cards)) for item in put)))


def attachment(check: Check, language: Language, cards: dict[str, Card], kind: str) -> Attachment:
    """Return the document as a file of the kind "pdf" or "docx"."""
    written = document(check, language, cards)
    if kind == "pdf":
        from bot.domain.checks.check_document import to_pdf

        return Attachment(file_name(check, language, kind), to_pdf(written), MEDIA[kind])
    from bot.domain.checks.check_document import to_word

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
        *_document_head(check, language),
        *_document_summary(found, language),
        *_document_actions(found, language, numbers),
        *_document_steps(check, found, language, numbers),
        *_document_sources(numbers, language, cards),
    )
    about = {"procedure": check.procedure.title[language]}
    return CheckDocument(language, title, blocks, say(language, "check_document.page", n="{n}", all="{all}", **about))


def numbered(found: CheckOutcome, procedure: Procedure) -> dict[str, int]:
    """Return the number of each card cited by a step that was asked, in the order of the procedure."""
    used = {item.step.card for item in found.items}
    return {card: n for n, card in enumerate((card for card in procedure.cards() if card in used), 1)}


def _counted(found: CheckOutcome, language: Language) -> str:
    """Return the number of steps by result, without the results that none has."""
    return " ".join(say(language, f"check.count_{name}", count=count) for name, count in found.counts.items() if count)


def _missing(found: CheckOutcome, language: Language, marks: dict[str, str]) -> list[Paragraph]:
    if not found.missing:
        return [Paragraph(say(language, "check.result_nothing"))]
    blocks = []
    for force in MISSING:
        if items := found.missing_of(force):
            lines = "\n".join(f"• {_to_do(item, language)}{marks.get(item.step.card, '')}" for item in items)
            heading = say(language, "check.result_heading", heading=say(language, f"check.result_{force}"))
            blocks.append(Paragraph(f"{heading}\n{lines}"))
    return blocks


def _to_do(item: CheckItem, language: Language) -> str:
    """Return an action in one line: its name, the responsible role, the due date."""
    what = item.step.label[language]
    if item.step.force == "open" and not (item.who or item.by):
        return what
    return say(language, "check.result_item", what=what, who=_who(item, language), by=_by(item, language))


def _who(item: CheckItem, language: Language) -> str:
    named = check_step.who(item, language)
    return (check_step.lowered(named) if item.who in WHO else named) or say(language, "check.result_nobody")


def _by(item: CheckItem, language: Language) -> str:
    return check_step.by(item, language) or say(language, "check.result_no_day")


def _done(items: Iterable[CheckItem], language: Language, marks: dict[str, str]) -> list[Paragraph]:
    labels = [f"{item.step.label[language]}{marks.get(item.step.card, '')}" for item in items]
    heading = say(language, "check.result_done")
    return [Paragraph(say(language, "check.result_line", heading=heading, list=", ".join(labels)))] if labels else []


def _sources(marks: dict[str, str], cards: dict[str, Card], language: Language) -> list[str]:
    """Return a line per source, with its sections and their marks."""
    sections: dict[str, dict[str, None]] = {}
    for identity, mark in marks.items():
        card = cards[identity]
        head = say(language, "check.result_source", owner=card.source.owner, title=card.source.title[language])
        sections.setdefault(head, {})[f"{mark} {card.section}".strip()] = None
    return [f"{head}{', '.join(named)}" for head, named in sections.items()]


def _sections(found: CheckOutcome, procedure: Procedure, cards: dict[str, Card]) -> dict[str, str]:
    """Return the mark of each card's section in its source, such as " [1]"; empty where all share one section."""
    known = [card for card in numbered(found, procedure) if card in cards]
    sections = list(dict.fromkeys(_section(cards[card]) for card in known))
    if len(sections) == 1:
        return dict.fromkeys(known, "")
    return {card: f" [{sections.index(_section(cards[card])) + 1}]" for card in known}


def _section(card: Card) -> tuple[str, str]:
    return card.source.id, card.section


def _detail(item: CheckItem, language: Language, cards: dict[str, Card]) -> str:
    """Return a step in full: its answer, remark, action and passage."""
    given, step = item.response, item.step
    answer = check_step.answer_of(item, language) if given.value else say(language, "check.result_skipped")
    lines = [say(language, "check.details_step", step=step.label[language], answer=answer)]
    if step.action and given.value in INCOMPLETE:
        action = step.action[language]
        lines.append(
            say(language, "check.details_action", what=action, who=_who(item, language), by=_by(item, language))
        )
    if given.note:
        lines.append(say(language, "check_document.remark", note=given.note))
    if (card := cards.get(step.card)) and step.action and given.value:
        lines.append(say(language, "check.details_passage", passage=card.heading))
    return "\n".join(lines)


def _buttons(
    check: Check, found: CheckOutcome, language: Language, consultation: str
) -> tuple[tuple[Button, ...], ...]:
    documents = tuple(
        tuple(
            Button(
                say(language, "check.document", kind=label, in_language=say(written, f"language.{written}")),
                f"checks:document:{check.id}:{kind}:{written}",
            )
            for written in LANGUAGES
        )
        for kind, label in KINDS.items()
    )
    whole = Button(say(language, "check.details"), f"checks:details:{check.id}")
    case = Button(say(language, "check.case"), f"person:{consultation}")
    acts = ["change", *(["again"] if found.skipped else []), "drop"]
    rest = tuple(Button(say(language, f"check.{act}"), f"checks:{act}:{check.id}") for act in acts)
    return ((whole, case), *documents, rest)


def _document_head(check: Check, language: Language) -> list[DocumentBlock]:
    procedure = check.procedure
    version = {"procedure": procedure.title[language], "version": procedure.version}
    n, everything = check.progress.position
    if check.state == "finished":
        state = say(language, "check_document.finished", day=date_in_words(check.changed, language))
    else:
        today = date_in_words(now().isoformat(), language)
        state = say(language, "check_document.unfinished", day=today, n=n, all=everything)
    return [
        DocumentLine(say(language, "check_document.name", name=check.name), "strong"),
        DocumentLine(say(language, "check_document.procedure", day=date_in_words(procedure.date, language), **version)),
        DocumentLine(say(language, "check_document.started", day=date_in_words(check.started, language))),
        DocumentLine(state),
        DocumentLine(say(language, "check_document.standing"), "small"),
    ]


def _document_summary(found: CheckOutcome, language: Language) -> list[DocumentBlock]:
    order = ("done", "missing", "open", "not_applicable", "skipped")
    counts = {name: count for name in order if (count := found.counts[name])}
    lines = [say(language, f"check_document.count_{name}", count=count) for name, count in counts.items()]
    return [Heading(say(language, "check_document.brief")), DocumentLine("\n".join(lines))]


def _document_actions(found: CheckOutcome, language: Language, numbers: dict[str, int]) -> list[DocumentBlock]:
    heading = Heading(say(language, "check_document.actions"))
    if not found.missing:
        return [heading, DocumentLine(say(language, "check_document.no_actions"))]
    header = tuple(say(language, f"check_document.{name}") for name in ("what", "who", "by", "force", "source"))
    rows = [_action_row(item, language, numbers) for force in MISSING for item in found.missing_of(force)]
    return [heading, Table(header, tuple(rows), (38, 18, 16, 18, 10))]


def _action_row(item: CheckItem, language: Language, numbers: dict[str, int]) -> tuple[str, ...]:
    undecided = say(language, "check_document.undecided")
    assert item.step.action is not None
    return (
        item.step.action[language],
        check_step.who(item, language) or undecided,
        check_step.by(item, language) or undecided,
        say(language, f"check_document.{item.step.force}"),
        f"[{numbers[item.step.card]}]",
    )


def _document_steps(
    check: Check, found: CheckOutcome, language: Language, numbers: dict[str, int]
) -> list[DocumentBlock]:
    items = {item.step.id: item for item in found.items}
    blocks: list[DocumentBlock] = [Heading(say(language, "check_document.steps"))]
    for part in check.procedure.parts:
        put = [items[step.id] for step in part.steps if step.id in items]
        if put:
            blocks.append(Heading(part.title[language], 2))
        for item in put:
            blocks += _step_lines(item, language, numbers)
    return blocks


def _step_lines(item: CheckItem, language: Language, numbers: dict[str, int]) -> list[DocumentBlock]:
    given, lines = item.response, []
    answer = check_step.answer_of(item, language) if given.value else ""
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


def _document_sources(numbers: dict[str, int], language: Language, cards: dict[str, Card]) -> list[DocumentBlock]:
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
