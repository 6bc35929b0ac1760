"""The days until which a case can be put off: a case that nobody would see again is no case that is put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.cases.case import Case
from bot.errors import CaseError

MOST_DAYS = 90  # a quarter: who waits longer for an answer is told so, and the case is closed


@dataclass(frozen=True, slots=True)
class PostponementDays:
    """The `first` and the `last` day until which the case of that `number` can be put off."""

    number: str
    first: date
    last: date

    def check(self, day: date) -> None:
        """Raise CaseError, with the days that are possible, if `day` is none of them."""
        if not self.first <= day <= self.last:
            raise CaseError("bad_day", number=self.number, first=self.first, last=self.last)


def days_to_postpone(case: Case, today: date) -> PostponementDays:
    """Return the days until which a case can be put off. Raise CaseError for one about a danger: it can't be."""
    if case.kind == "safeguarding":
        raise CaseError("danger_waits_not", number=case.number)
    return PostponementDays(case.number, today + timedelta(days=1), today + timedelta(days=MOST_DAYS))
