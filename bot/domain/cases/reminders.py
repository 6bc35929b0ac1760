"""Reminders about cases that are due, the staff's daily digest, and the daily erasure of what has expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.domain.cases.case import UNANSWERED, Case
from bot.domain.cases.case_repository import CaseFilter, case_of
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.digest import digest
from bot.domain.cases.workdays import Workdays
from bot.replies.texts import sentence
from bot.storage.database import Database


class OncePerDay:
    """Records the scheduled tasks that already ran, so that a restart repeats none."""

    def __init__(self, database: Database, workdays: Workdays) -> None:
        self._database, self._workdays = database, workdays

    def due_now(self, is_selected: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are due and selected, each once for its due date."""
        today = self._workdays.today().isoformat()
        where = "state IN ('open', 'taken', 'reopened') AND due <= ? AND coalesce(reminded, '') != due"
        with self._database.write() as db:
            due = [case_of(row) for row in db.select("cases", where, [today], order_by="due, number")]
            found = [case for case in due if is_selected(case)]
            for case in found:
                db.update("cases", {"reminded": case.due.isoformat()}, "number", case.number)
        return found

    def overdue_now(self, is_selected: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are overdue, selected and have an address, each once for its due date."""
        where = "state IN ('open', 'taken', 'reopened') AND due < ? AND address IS NOT NULL"
        with self._database.write() as db:
            rows = db.select("cases", where, [self._workdays.today().isoformat()], order_by="due, number")
            selected = filter(is_selected, map(case_of, rows))
            return [case for case in selected if self._is_first(f"late {case.number}", case.due.isoformat())]

    def is_first_today(self, task: str) -> bool:
        """Tell whether `task` has not run yet today, by the teams' calendar, and record that it runs now."""
        return self._is_first(task, self._workdays.today().isoformat())

    def is_first_for(self, task: str, day: date) -> bool:
        """Tell whether `task` has not run yet for `day`, such as the first of a month, and record that it runs now."""
        return self._is_first(task, day.isoformat())

    def has_run(self, task: str, day: date) -> bool:
        """Tell whether `task` has run for `day`."""
        with self._database.read() as db:
            return db.count("case_tasks", "task = ? AND day = ?", [task, day.isoformat()]) > 0

    def _is_first(self, task: str, day: str) -> bool:
        with self._database.write() as db:
            db.execute("DELETE FROM case_tasks WHERE task = ? AND day < ?", [task, day])
            return db.insert_new("case_tasks", {"task": task, "day": day})


class CaseReminders:
    """The scheduled tasks about cases. They are called once a minute; a restart repeats none."""

    def __init__(self, cases: CaseService, tasks: OncePerDay, requests: ConsentRequests, hour: int = 8) -> None:
        self._cases, self._tasks, self._requests, self._hour = cases, tasks, requests, hour

    def run(self) -> None:
        """Run the tasks that are due. Messages are sent on working days only, from `hour` on."""
        workdays = self._cases.workdays
        if self._tasks.is_first_today("forget"):
            self._cases.erase_addresses()
            self._requests.prune()
        self._cases.show_in_changed_chats()
        if workdays.now().hour < self._hour or not workdays.is_working(workdays.today()):
            return
        self._cases.discard_undecided()
        if self._cases.staff_team.address or self._cases.safeguarding_team.address:
            self._send_digest()
            self._bring_back()
            self._remind()
            self._apologise()

    def _bring_back(self) -> None:
        """Show the cases that were postponed until today."""
        with self._cases.transaction():
            today = self._cases.today()
            for case in self._cases.select(CaseFilter(states=UNANSWERED)):
                if case.later and case.later <= today and self._has_team(case):
                    self._cases.bring_back(case)

    def _remind(self) -> None:
        """Remind the team of a case that is due, below its summary, once."""
        with self._cases.transaction():
            for case in self._tasks.due_now(self._has_team):
                language = self._cases.team_for(case).language
                key = "staff.remind_owner" if case.owner else "staff.remind_open"
                self._cases.notify(case, sentence(language, key, number=case.number, name=case.owner_name))

    def _apologise(self) -> None:
        """Tell the person, once, that their answer is late: silence would look as if nobody cared.

        People in danger get no such message: no day was promised to them, and others may read their chat.
        """
        with self._cases.transaction():
            for case in self._tasks.overdue_now(self._is_awaited):
                self._cases.send_to_person(case, sentence(case.language, "cases.late", number=case.number), "late")

    def _is_awaited(self, case: Case) -> bool:
        return case.kind != "safeguarding" and self._has_team(case)

    def _has_team(self, case: Case) -> bool:
        return bool(self._cases.team_for(case).address)

    def _send_digest(self) -> None:
        with self._cases.transaction():
            if not self._tasks.is_first_today("digest"):
                return
            unanswered = self._cases.select(CaseFilter(states=UNANSWERED))
            waiting = [case for case in unanswered if self._cases.team_for(case) is self._cases.staff_team]
            if waiting:
                self._cases.announce(digest(waiting, self._cases.staff_language, self._cases.today()), "digest")
