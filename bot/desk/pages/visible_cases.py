"""The cases that somebody may see at the desk: those about a danger are for their focal point alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.desk.page import DeskRequest, NotFound
from bot.domain.cases.case import Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.errors import CaseError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class VisibleCases:
    """The cases of a service, for one person at a time."""

    cases: CaseService

    def select(self, wanted: DeskRequest, criteria: CaseFilter) -> list[Case]:
        """Return the matching cases that the person may see, the first due first."""
        return [case for case in self.cases.select(criteria) if self._may_see(wanted, case)]

    def find(self, wanted: DeskRequest) -> Case:
        """Return the case that the address names. Raise NotFound if there is none, or none for this person."""
        try:
            case = self.cases.find(wanted.path["number"])
        except CaseError:
            raise NotFound from None
        if not self._may_see(wanted, case):
            raise NotFound
        return case

    def is_hidden(self, wanted: DeskRequest, number: str) -> bool:
        """Tell whether there is a case of that number, and the person may not see it."""
        try:
            return not self._may_see(wanted, self.cases.find(number))
        except CaseError:
            return False

    def keeping_words(self, handle: Callable[[DeskRequest, Case], T]) -> Callable[[DeskRequest], T]:
        """Return the handler of a form about a case that first keeps what stands in its answer field."""

        def handled(wanted: DeskRequest) -> T:
            case = self.find(wanted)
            self.cases.keep_draft(case.number, typed(wanted), wanted.actor)
            return handle(wanted, case)

        return handled

    def is_focal_point(self, wanted: DeskRequest) -> bool:
        """Tell whether the person is the focal point for safeguarding: the one in whose private chat its alerts arrive.

        Who else is in a group that gets them can't be known here.
        """
        return self.is_focal_person(wanted.session.person)

    def is_focal_person(self, person: str) -> bool:
        """Tell the same of a person by their key."""
        return person == self.cases.safeguarding_team.key

    def _may_see(self, wanted: DeskRequest, case: Case) -> bool:
        return case.kind != "safeguarding" or self.is_focal_point(wanted)


def typed(wanted: DeskRequest) -> str:
    """Return the words in the answer field of a case, with the line ends that the bot uses."""
    return wanted.form.get("text", "").replace("\r\n", "\n").strip()
