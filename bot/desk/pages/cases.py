"""The list of cases, with its filters, in pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import STATES, UNANSWERED, UNCLOSED, Case, CaseState
from bot.domain.cases.case_repository import CaseFilter
from corpus.language import LANGUAGES, Language

FILTERS = ("state", "owner", "label", "late", "language", "words")
GROUPS: dict[str, frozenset[CaseState]] = {"unanswered": UNANSWERED, "unclosed": UNCLOSED, "all": frozenset(STATES)}
POSTPONED = "postponed"  # the choice of those that wait for an answer, but come back later
CHOICES = ("unanswered", POSTPONED, "unclosed", "all", *STATES)


@dataclass(frozen=True, slots=True)
class CaseListPages:
    """The list. `label` returns the name of a theme in a language, by its id."""

    visible: VisibleCases
    label: Callable[[str, Language], str]

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
        everything, today = self.visible.select(wanted, CaseFilter()), self.visible.cases.today()
        values = {
            "cases": [self._row(case, wanted.language) for case in shown],
            "count": len(found),
            "late_count": sum(case.is_late(today) for case in everything),
            "postponed_count": sum(case.is_postponed(today) for case in everything),
            "late_postponed_count": sum(case.is_overdue(today) and case.is_postponed(today) for case in everything),
            "chosen": {name: wanted.query.get(name, "") for name in FILTERS},
            "states": CHOICES,
            "owners": sorted({case.owner_name for case in everything if case.owner_name}),
            "labels": self._labels(everything, wanted.language),
            "known_languages": LANGUAGES,
            **neighbours(wanted, "/cases", FILTERS, number, len(found)),
        }
        return Page("cases.html", values)

    def _matching(self, wanted: DeskRequest) -> list[Case]:
        query = wanted.query
        state = query.get("state", "")
        states = next(({one} for one in STATES if one == state), GROUPS.get(state, UNANSWERED))
        owner, is_late = query.get("owner", ""), bool(query.get("late"))
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
        return [case for case in found if not case.owner] if owner == "nobody" else found

    def _row(self, case: Case, language: Language) -> dict[str, object]:
        today = self.visible.cases.today()
        return {
            "case": case,
            "is_late": case.is_overdue(today),
            "is_postponed": case.is_postponed(today),
            "label": self.label(case.theme, language) if case.theme else "",
            "waits": case.state in UNANSWERED,
        }

    def _labels(self, cases: Sequence[Case], language: Language) -> list[tuple[str, str]]:
        themes = {case.theme for case in cases if case.theme}
        named = ((theme, self.label(theme, language)) for theme in themes)
        return sorted(((theme, name) for theme, name in named if name), key=lambda one: one[1].casefold())
