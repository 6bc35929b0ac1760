"""The overview: what waits today, and the figures of a period, as the report on a month shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from bot.desk.desk_texts import desk_text
from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.desk.pages.health import DANGER, Finding, flaws
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.access.desk_permissions import may_at_desk
from bot.domain.cases.case_repository import CaseFilter
from bot.reports.monthly import MonthlyFigures
from bot.reports.number_format import month, period_name
from bot.reports.period import Period, last_month, month_of
from bot.reports.recent_figures import DatedFigures
from bot.reports.sections import Section
from bot.reports.writing import Writer
from corpus.language import Language

LAST_DAYS, MONTHS, MOST_DAYS = (7, 30, 90), 12, 366
YEARS = (2000, 3000)  # of dates that make sense
USUAL, DATES = "30", "dates"
SECTIONS = ("course", "results", "helpful", "times", "topics", "missing", "groups")


@dataclass(frozen=True, slots=True)
class OverviewPages:
    """The first page. `read` returns the figures of a period, which may be a few minutes old.

    `examine` returns the findings about the installation that Health shows at once.
    """

    visible: VisibleCases
    read: Callable[[Period], DatedFigures]
    examine: Callable[[], Sequence[Finding]]

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("overview", "/overview", "overview")

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the page."""
        return (Read("/overview", "overview", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show what waits today, and the figures of the chosen period."""
        today = self.visible.cases.today()
        chosen, period = _chosen(wanted, today)
        dated = self.read(period or _last(int(USUAL), today))
        figures, writer = dated.figures, Writer(dated.figures, wanted.language)
        values = {
            "problem": "" if period else "bad_period",
            "choices": list(_choices(today, wanted.language)),
            "chosen": chosen,
            "period": figures.period,
            "name": _name(chosen, figures.period, wanted.language),
            "at": dated.at.isoformat(),
            "links": partial(_links, figures.period),
            "is_empty": not figures.questions.exchanges,
            "numbers": list(writer.key_numbers()),
            "sections": list(_sections(writer, figures, wanted.language)),
            **self._waiting(wanted, today),
        }
        return Page("overview.html", values)

    def _waiting(self, wanted: DeskRequest, today: date) -> dict[str, object]:
        service, person = self.visible.cases, wanted.session.person
        leaving, drafted = service.leaving_answers(), service.drafted(person)
        everything = self.visible.select(wanted, CaseFilter())
        cases = [case for case in everything if case.is_to_answer(today) and case.number not in leaving]
        found = flaws(self.examine()) if may_at_desk(wanted.role, "health") else []
        return {
            "waiting": len(cases),
            "late": sum(case.is_late(today) for case in cases),
            "mine": sum(case.owner == person for case in cases),
            "leaving": sum(case.number in leaving for case in everything),
            "drafted": sum(case.number in drafted for case in everything),
            "attention": len(found),
            "has_danger": any(one.subject in DANGER for one in found),
        }


def _chosen(wanted: DeskRequest, today: date) -> tuple[str, Period | None]:
    """Return the choice that the address names, and its period; None for one that can't be."""
    choice = wanted.query.get("period", USUAL)
    if choice == DATES:
        return choice, _between(wanted.query.get("since", ""), wanted.query.get("until", ""))
    known = {str(days): _last(days, today) for days in LAST_DAYS}
    known |= {f"{one.first:%Y-%m}": one for one in _months(today)}
    return (choice, known[choice]) if choice in known else (USUAL, None)


def _between(since: str, until: str) -> Period | None:
    try:
        period = Period(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        return None
    is_known = YEARS[0] <= period.first.year and period.last.year < YEARS[1]
    return period if is_known and timedelta() <= period.last - period.first < timedelta(days=MOST_DAYS) else None


def _last(days: int, today: date) -> Period:
    return Period(today - timedelta(days=days - 1), today)


def _name(chosen: str, period: Period, language: Language) -> str:
    """Return the name of a period as it was chosen, with its days."""
    name = period_name(period, language)
    return desk_text(language, "overview.last_of", days=chosen, period=name) if chosen.isdecimal() else name


def _months(today: date) -> Iterator[Period]:
    """Yield the present month and those before it, the latest first."""
    one = month_of(today)
    for _ in range(MONTHS):
        yield one
        one = last_month(one.first)


def _choices(today: date, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the periods to choose, with their names."""
    for days in LAST_DAYS:
        yield str(days), desk_text(language, "overview.last", days=days)
    for one in _months(today):
        yield f"{one.first:%Y-%m}", month(one.first, language)
    yield DATES, desk_text(language, "overview.dates")


def _links(period: Period, name: str, ids: Sequence[str]) -> list[str]:
    """Return the addresses of the questions behind rows or points, by the name of a filter and their ids."""
    days = {"since": period.first.isoformat(), "until": period.last.isoformat()}
    return [f"/questions?{urlencode({name: identity, **days})}" for identity in ids]


def _sections(writer: Writer, figures: MonthlyFigures, language: Language) -> Iterator[tuple[str, Section]]:
    """Yield the sections, with sentences that don't speak of withheld counts where none are."""
    written = writer.sections()
    for name in SECTIONS:
        section = written[name]
        if name == "missing":
            has_any = section.table or section.points
            said = desk_text(language, "overview.missing_said" if has_any else "overview.missing_none")
            section = replace(section, sentences=(said,))
        elif name == "topics" and not figures.questions.topics:
            section = replace(section, sentences=(desk_text(language, "overview.no_topic"),))
        elif name == "helpful" and not any(figures.questions.ratings.values()):
            section = replace(section, drawing=None, table=None)
        yield name, section
