"""A report as files: one page of HTML and one PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.replies.texts import say
from bot.reports.monthly import MonthlyFigures
from bot.reports.page import to_html
from bot.reports.report_pdf import report_pdf
from bot.reports.writing import write_report
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file by its name, with its bytes and its media type (RFC 6838)."""

    name: str
    data: bytes
    media_type: str


def report_files(
    figures: MonthlyFigures, language: Language, today: date, is_demo: bool = False
) -> tuple[ReportFile, ReportFile]:
    """Return the page and the PDF of a report in one language."""
    report = write_report(figures, language, today, is_demo)
    name = say(language, "report.file", first=figures.period.first, last=figures.period.last)
    return (
        ReportFile(f"{name}.html", to_html(report).encode(), "text/html"),
        ReportFile(f"{name}.pdf", report_pdf(report), "application/pdf"),
    )
