"""The list of cases, with its filters, in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.desk.pages.delivery import Delivery
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import STATES, UNANSWERED, UNCLOSED, Case, CaseState
from bot.domain.cases.case_repository import CaseFilter
from corpus.language import LANGUAGES, Language

FILTERS = ("state", "owner", "label", "late", "language", "words")
GROUPS: dict[str, frozenset[CaseState]] = {"unanswered": UNANSWERED, "unclosed": UNCLOSED, "all": frozenset(STATES)}
POSTPONED = "postponed"  # the choice of those that wait for an answer, but come back later
LEAVING = "leaving"  # of those whose answer is to be sent
DRAFTED = "drafted"  # of those that somebody has begun to answer, for them alone
CHOICES = ("unanswered", POSTPONED, LEAVING, DRAFTED, "unclosed", "all", *STATES)


@dataclass(frozen=True, slots=True)
class CaseListPages:
    """The list. `label` returns the name of a theme in a language, by its id."""

    visible: VisibleCases
    label: Callable[[str, Language], str]
    delivery: Delivery

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("cases", "/cases", "case")

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the list."""
        return (Read("/cases", "case", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show the cases that match; without a wish those that nobody has answered."""
        found = self._matching(wanted)
        number, shown = part_of(found, wanted)
        everything, person = self.visible.select(wanted, CaseFilter()), wanted.session.person
        values = {
            "cases": list(self._rows(wanted, shown)),
            "count": len(found),
            "is_stalled": not self.delivery.is_running(),
            "chosen": {name: wanted.query.get(name, "") for name in FILTERS},
            "states": CHOICES,
            "owners": sorted({case.owner_name for case in everything if case.owner_name and case.owner != person}),
            "labels": self._labels(everything, wanted.language),
            "known_languages": LANGUAGES,
            **self._counts(wanted, everything),
            **neighbours(wanted, "/cases", FILTERS, number, len(found)),
        }
        return Page("cases.html", values)

    def _counts(self, wanted: DeskRequest, cases: Sequence[Case]) -> dict[str, int]:
        """Return the numbers of the cases in the lists to which the page leads."""
        today, leaving = self.visible.cases.today(), self.visible.cases.leaving_answers()
        drafted = self.visible.cases.drafted(wanted.session.person)
        waiting = [case for case in cases if case.number not in leaving]
        return {
            "late_count": sum(case.is_late(today) for case in waiting),
            "postponed_count": sum(case.is_postponed(today) for case in waiting),
            "late_postponed_count": sum(case.is_overdue(today) and case.is_postponed(today) for case in waiting),
            "leaving_count": sum(case.number in leaving for case in cases),
            "drafted_count": sum(case.number in drafted for case in cases),
        }

    def _matching(self, wanted: DeskRequest) -> list[Case]:
        query = wanted.query
        state, owner, is_late = query.get("state", ""), query.get("owner", ""), bool(query.get("late"))
        whole = GROUPS["all"] if state in (LEAVING, DRAFTED) else UNANSWERED
        states = next(({one} for one in STATES if one == state), GROUPS.get(state, whole))
        criteria = CaseFilter(
            states=states,
            overdue=is_late,
            postponed=state == POSTPONED if is_late or states == UNANSWERED else None,
            language=next((one for one in LANGUAGES if one == query.get("language")), None),
            owner={"me": wanted.session.person, "nobody": ""}.get(owner, owner),
            theme=query.get("label", ""),
            words=query.get("words", ""),
        )
        found = self.visible.select(wanted, criteria)
        if state == DRAFTED:
            drafted = self.visible.cases.drafted(wanted.session.person)
            found = [case for case in found if case.number in drafted]
        elif state == LEAVING or is_late or states == UNANSWERED:
            leaving = self.visible.cases.leaving_answers()
            found = [case for case in found if (case.number in leaving) == (state == LEAVING)]
        return [case for case in found if not case.owner] if owner == "nobody" else found

    def _rows(self, wanted: DeskRequest, cases: Sequence[Case]) -> Iterator[dict[str, object]]:
        """Yield what is shown of each case."""
        service = self.visible.cases
        today, leaving, undecided = service.today(), service.leaving_answers(), service.undecided()
        drafted = service.drafted(wanted.session.person)
        for case in cases:
            answer = leaving.get(case.number)
            yield {
                "case": case,
                "is_leaving": answer is not None,
                "leaves_at": self.delivery.leaves_at(answer) if answer else "",
                "is_undecided": case.number in undecided,
                "is_drafted": case.number in drafted,
                "is_late": case.is_overdue(today) and answer is None,
                "is_postponed": case.is_postponed(today) and answer is None,
                "label": self.label(case.theme, wanted.language) if case.theme else "",
                "waits": case.state in UNANSWERED and answer is None,
            }

    def _labels(self, cases: Sequence[Case], language: Language) -> list[tuple[str, str]]:
        themes = {case.theme for case in cases if case.theme}
        named = ((theme, self.label(theme, language)) for theme in themes)
        return sorted(((theme, name) for theme, name in named if name), key=lambda one: one[1].casefold())
