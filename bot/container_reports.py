"""Reports: their figures, and the one that the staff group gets every month."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_answering import AnsweringServices

if TYPE_CHECKING:
    from bot.reports.monthly import FigureReader
    from bot.reports.recent_figures import RecentFigures
    from bot.reports.report_sender import ReportSender
    from bot.reports.text_catalogue import TextCatalogue


class ReportServices(AnsweringServices):
    """The services that reports are made by."""

    def text_catalogue(self) -> TextCatalogue:
        """Return the names of the cards, themes, gaps and added documents as they are now."""
        from bot.reports.text_catalogue import AddedText, TextCatalogue

        corpus = self.library.corpus
        added = [AddedText(one.id, one.title, one.is_gone) for one in self.library.titled_documents()]
        return TextCatalogue(corpus.cards, corpus.themes, corpus.gaps.values(), added)

    def figure_reader(self) -> FigureReader:
        """Return a reader of the figures of any period, for reports and other pages."""
        from bot.reports.monthly import FigureReader

        return FigureReader(self.database, self.case_repository, self.faq_repository, self.text_catalogue())

    @cached_property
    def recent_figures(self) -> RecentFigures:
        """The figures for the staff, of which only the number of people and groups of questions are withheld."""
        from bot.reports.recent_figures import RecentFigures

        return RecentFigures(lambda period: self.figure_reader().read(period, fewest=1), self.clock)

    @cached_property
    def report_sender(self) -> ReportSender:
        """Sends the staff group its monthly report, if that is set."""
        from bot.domain.cases.reminders import OncePerDay
        from bot.reports.report_sender import ReportSender

        return ReportSender(
            cases=self.case_service,
            tasks=OncePerDay(self.database, self.workdays),
            read=lambda period: self.figure_reader().read(period),
            is_on=self.settings.monthly_report == "on",
            hour=self.settings.digest_hour,
        )
