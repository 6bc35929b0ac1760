"""One case with its history, and what is done about it: by the service that the group uses too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.desk.page import Answer, DeskRequest, GoTo, Page, Read, Write, Written
from bot.desk.pages.case_view import ACTIONS, WHOEVER, CaseView, problem_of
from bot.desk.pages.paging import number_of
from bot.domain.cases.case import UNANSWERED, Case, CaseAction
from bot.domain.cases.case_queries import ClosingNotice
from bot.domain.cases.case_service import CaseService

# What is said of a case that is closed, by what its person gets.
_CLOSED: Mapping[ClosingNotice, str] = {"told": "closed_told", "asked": "closed_asked", "": "closed_untold"}


@dataclass(frozen=True, slots=True)
class CasePages:
    """A case, and the steps that need no words. The whole page is one form: each button brings the answer field along.

    What stands in it is kept for its author, so that no button loses it, with scripts or without.
    """

    view: CaseView

    menu = None

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the case, and of what is done about it."""
        keeping = self.view.visible.keeping_words
        return (
            Read("/cases/{number}", "case", self.show),
            Read("/cases/{number}/close", "case", self.ask_close),
            *(Write(f"/cases/{{number}}/{one}", f"case:{one}", keeping(self._changes(one))) for one in ACTIONS),
            Write("/cases/{number}/later", "case:later", keeping(self.put_off)),
            Write("/cases/{number}/resume", "case:resume", keeping(self.resume)),
            Write("/cases/{number}/hand-over", "case:hand_over", keeping(self.hand_over)),
        )

    @property
    def cases(self) -> CaseService:
        """The service of cases."""
        return self.view.cases

    def show(self, wanted: DeskRequest) -> Page:
        """Show the case."""
        return self.view.page(wanted, self.view.visible.find(wanted))

    def ask_close(self, wanted: DeskRequest) -> Page:
        """Ask whether a case is to be closed that nobody has answered, and say what the person is told of it."""
        case = self.view.visible.find(wanted)
        values = {
            "case": case,
            "seen": number_of(wanted.query.get("seen", "")),
            "told": self.cases.told_on_closing(case, wanted.actor),
            "is_undecided": case.number in self.cases.undecided(),
            "is_drafted": self.cases.unsent_words(case.number, wanted.session.person) is not None,
            "is_stalled": not self.view.delivery.is_running(),
        }
        return Page("close.html", values)

    def put_off(self, wanted: DeskRequest, case: Case) -> Answer:
        """Put the case off until a day to come."""
        day = _day(wanted.form.get("shortcut") or wanted.form.get("day", ""))
        if day is None:
            return self.view.conflict(wanted, case) or problem_of(case, "bad_day")
        given = self.view.attempt(wanted, case, "put_off", lambda: self.cases.postpone(case.number, day, wanted.actor))
        return replace(given, detail=f"{case.number} {day}") if isinstance(given, Written) else given

    def resume(self, wanted: DeskRequest, case: Case) -> Answer:
        """Bring the case back before the day until which it was put off."""
        return self.view.attempt(wanted, case, "resume", lambda: self.cases.resume(case.number, wanted.actor))

    def hand_over(self, wanted: DeskRequest, case: Case) -> Answer:
        """Give the case to a colleague, or to whoever takes it."""
        chosen = wanted.form.get("to", "")
        if not chosen:
            return self.view.conflict(wanted, case) or problem_of(case, "choose_colleague")
        if chosen == WHOEVER:
            return self._changes("release")(wanted, case)
        to = next((one for one in self.view.recipients(wanted, case) if one.key == chosen), None)
        if to is None:
            return self.view.conflict(wanted, case) or problem_of(case, "no_colleague")
        done = self._with_group("assigned", case)
        given = self.view.attempt(wanted, case, done, lambda: self.cases.assign(case.number, to, wanted.actor))
        return replace(given, subject=to.key) if isinstance(given, Written) else given

    def _changes(self, action: CaseAction) -> Callable[[DeskRequest, Case], Answer]:
        """Return the handler of an action that needs no words."""

        def change(wanted: DeskRequest, case: Case) -> Answer:
            done = self._with_group(action, case) if action in ("take_over", "release") else action
            if action == "close":
                if self._is_to_ask(wanted, case):
                    return self.view.conflict(wanted, case) or GoTo(
                        f"/cases/{case.number}/close?seen={self.view.seen(case)}"
                    )
                done = f"close.{_CLOSED[self.cases.told_on_closing(case, wanted.actor)]}"
            return self.view.attempt(wanted, case, done, lambda: self.cases.change(case.number, action, wanted.actor))

        return change

    def _is_to_ask(self, wanted: DeskRequest, case: Case) -> bool:
        """Tell whether it has yet to be asked if a case that waits for an answer is really to be closed."""
        waits = case.state in UNANSWERED and case.number not in self.cases.leaving_answers()
        return waits and not wanted.form.get("sure")

    def _with_group(self, done: str, case: Case) -> str:
        """Return the texts that say what was done, and whether the group is told."""
        told = self.view.told(case)
        return ".".join(filter(None, (done, "untold_to" if (done, told) == ("assigned", "untold") else told)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
