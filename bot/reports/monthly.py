"""All figures of a report, read from the storage of either engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.cases.case_repository import CaseFilter, CaseRepository
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.reports.case_times import CaseTimes, case_times
from bot.reports.period import Period
from bot.reports.question_figures import QuestionFigures, question_figures
from bot.reports.tally import FEWEST_PEOPLE
from bot.reports.text_catalogue import TextCatalogue
from bot.reports.top_questions import QuestionGroup, question_groups
from bot.storage.database import Database

SOON = timedelta(days=30)  # within which an FAQ entry that is to be reviewed is named


@dataclass(frozen=True, slots=True)
class FaqFigures:
    """The FAQ entries by state, and the published ones that are to be reviewed soon."""

    published: int
    drafts: int
    expired: tuple[FaqEntry, ...]
    expiring: tuple[FaqEntry, ...]


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """The figures of a period. No words of a case and nothing of a single person is among them."""

    period: Period
    questions: QuestionFigures
    groups: tuple[QuestionGroup, ...]
    cases: CaseTimes
    faq: FaqFigures
    catalogue: TextCatalogue

    @property
    def refused_groups(self) -> list[QuestionGroup]:
        """The groups of which at least half the questions were refused, without those that have a published answer."""
        return [one for one in self.groups if one.state != "published" and one.refused and one.refused * 2 >= one.asked]

    @property
    def missing_files(self) -> list[str]:
        """The titles of added documents whose file is gone."""
        return [one.title for one in self.catalogue.documents.values() if one.is_gone]


class FigureReader:
    """Reads the figures of a period. Days are those of the teams' calendar."""

    def __init__(
        self, database: Database, cases: CaseRepository, entries: FaqRepository, catalogue: TextCatalogue
    ) -> None:
        self._database, self._cases, self._entries, self._catalogue = database, cases, entries, catalogue

    def read(self, period: Period, fewest: int = FEWEST_PEOPLE) -> MonthlyFigures:
        """Return the figures of a period, withheld where fewer than `fewest` people are behind them.

        What is given away keeps to the default. The number of people, and groups of questions, are withheld below five
        people in any case.
        """
        workdays, entries = self._cases.workdays, self._entries.entries()
        zone, today, cases = workdays.zone, workdays.today(), self._cases.select(CaseFilter())
        return MonthlyFigures(
            period=period,
            questions=question_figures(self._database, period, zone, self._catalogue, fewest),
            groups=tuple(question_groups(self._database, entries, period, zone)),
            cases=case_times(self._database, cases, period, zone, today, fewest),
            faq=_faq(entries, today),
            catalogue=self._catalogue,
        )


def _faq(entries: Sequence[FaqEntry], today: date) -> FaqFigures:
    published = [one for one in entries if one.state == "published"]
    return FaqFigures(
        published=len(published),
        drafts=sum(one.state == "draft" for one in entries),
        expired=tuple(one for one in entries if one.state == "expired"),
        expiring=tuple(_due_soon(published, today)),
    )


def _due_soon(published: Iterable[FaqEntry], today: date) -> list[FaqEntry]:
    return [one for one in published if one.review <= (today + SOON).isoformat()]
