"""Safeguarding: the cases about a danger, for their focal point alone. No words are shown, since none are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.page import DeskRequest, MenuEntry, NotFound, Page, Read
from bot.desk.pages.cases import GROUPS
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import UNANSWERED, Case
from bot.domain.cases.case_repository import CaseFilter

FILTERS = ("state",)


@dataclass(frozen=True, slots=True)
class SafeguardingPages:
    """The list; each case is taken, answered and closed on its own page. To everybody else neither is there."""

    visible: VisibleCases

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu, which the focal point alone has."""
        return MenuEntry("safeguarding", "/safeguarding", "safeguarding", self.visible.is_focal_person)

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the list."""
        return (Read("/safeguarding", "safeguarding", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show the cases about a danger, the first due first."""
        if not self.visible.is_focal_point(wanted):
            raise NotFound
        chosen = wanted.query.get("state", "")
        chosen = chosen if chosen in GROUPS else "unclosed"
        found = [
            case
            for case in self.visible.select(wanted, CaseFilter(states=GROUPS[chosen]))
            if case.kind == "safeguarding"
        ]
        number, shown = part_of(found, wanted)
        values = {
            "rows": [self._row(case) for case in shown],
            "count": len(found),
            "groups": tuple(GROUPS),
            "chosen": chosen,
            **neighbours(wanted, "/safeguarding", FILTERS, number, len(found)),
        }
        return Page("safeguarding.html", values)

    def _row(self, case: Case) -> dict[str, object]:
        is_leaving = case.number in self.visible.cases.leaving_answers()
        is_late = case.is_overdue(self.visible.cases.today()) and not is_leaving
        waits = case.state in UNANSWERED and not is_leaving
        return {"case": case, "is_leaving": is_leaving, "is_late": is_late, "waits": waits}
