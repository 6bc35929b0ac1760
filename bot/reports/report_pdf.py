"""The report as a PDF on A4, from the same parts as the page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.checks.check_document import CheckDocument, DocumentBlock, DocumentLine, Heading, Table, to_pdf
from bot.replies.texts import say
from bot.reports.sections import Report, Section


def report_pdf(report: Report) -> bytes:
    """Return the PDF."""
    footer = say(report.language, "report.footer", title=report.title, n="{n}", all="{all}")
    return to_pdf(CheckDocument(report.language, report.title, tuple(_blocks(report)), footer))


def _blocks(report: Report) -> Iterator[DocumentBlock]:
    yield DocumentLine(report.lead)
    heads = (say(report.language, "report.figure"), say(report.language, "report.count"))
    yield Table(heads, tuple((one.label, one.value) for one in report.numbers), (3, 1))
    for section in report.sections:
        yield from _section(section)
    yield Heading(say(report.language, "report.notes"))
    yield from (DocumentLine(note, "small") for note in (*report.notes, report.made))
    for section in report.sections:
        if section.long_table:
            yield Heading(say(report.language, "report.annex", heading=section.heading))
            yield section.long_table


def _section(section: Section) -> Iterator[DocumentBlock]:
    yield Heading(section.heading)
    if section.drawing:  # directly below the headings, which stay on its page
        yield DocumentLine(section.drawing.title, "strong")
        yield section.drawing
    yield from map(DocumentLine, section.sentences)
    if section.table:
        yield section.table
    if section.points:
        yield Heading(section.points_heading, 2)
        yield from (DocumentLine(f"• {point}") for point in section.points)
