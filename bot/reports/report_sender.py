"""The report on the month before, sent to the staff group on the first working day of a month."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.cases.case_service import CaseService
from bot.domain.cases.reminders import OncePerDay
from bot.replies.reply import Attachment, Paragraph, Reply
from bot.replies.texts import say
from bot.reports.monthly import MonthlyFigures
from bot.reports.number_format import period_name
from bot.reports.period import Period, last_month
from bot.reports.report_files import report_files

_TASK = "monthly report"


class ReportSender:
    """Called once a minute. Each month's report is sent once, also after a restart; a month without a word, never.

    If nothing could be sent on the first working day, it goes on the next one of the same month.
    """

    def __init__(
        self,
        *,
        cases: CaseService,
        tasks: OncePerDay,
        read: Callable[[Period], MonthlyFigures],
        is_on: bool,
        hour: int,
    ) -> None:
        self._cases, self._tasks, self._read, self._is_on, self._hour = cases, tasks, read, is_on, hour

    def run(self) -> None:
        """Put the report into the outbox if it is due."""
        if not self._is_on or not self._cases.staff_team.address:
            return
        workdays = self._cases.workdays
        period = last_month(workdays.today())
        if workdays.now().hour < self._hour or not workdays.is_working(workdays.today()):
            return
        if not self._tasks.has_run(_TASK, period.first):
            self._send(period)

    def _send(self, period: Period) -> None:
        """Make the report, then send it in one transaction with the note that it was sent."""
        figures = self._read(period)
        reply = None if _is_empty(figures) else self._reply(figures)
        with self._cases.transaction():
            if self._tasks.is_first_for(_TASK, period.first) and reply:
                self._cases.announce(reply, f"report:{period.first:%Y-%m}")

    def _reply(self, figures: MonthlyFigures) -> Reply:
        language = self._cases.staff_language
        files = report_files(figures, language, self._cases.today())
        attached = tuple(Attachment(one.name, one.data, one.media_type) for one in files)
        text = say(language, "report.sent", period=period_name(figures.period, language))
        return Reply(language, (Paragraph(text),), attachments=attached)


def _is_empty(figures: MonthlyFigures) -> bool:
    return figures.questions.exchanges == 0 and figures.cases.opened == 0
