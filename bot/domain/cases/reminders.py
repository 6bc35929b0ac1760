"""The office's rounds: reminders of what is due, the morning's digest, and what is to be forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from bot.domain.cases.case import UNANSWERED, Case
from bot.domain.cases.case_repository import Selection, case_of
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.cases.workdays import Workdays
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say, sentence, truncated
from bot.storage.database import Database
from corpus.language import Language


class OncePerDay:
    """Remembers what was already done, so that a restart repeats nothing."""

    def __init__(self, database: Database, workdays: Workdays) -> None:
        self._database, self._workdays = database, workdays

    def due_now(self, is_meant: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are meant and due, each once since its day was set."""
        today = self._workdays.today().isoformat()
        where = "state IN ('open', 'taken', 'reopened') AND due <= ? AND reminded IS NOT due"
        with self._database.write() as db:
            due = [case_of(row) for row in db.select("cases", where, [today], order_by="due, number")]
            found = [case for case in due if is_meant(case)]
            for case in found:
                db.update("cases", {"reminded": case.due.isoformat()}, "number", case.number)
        return found

    def late_now(self, is_meant: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are meant, late, and have a way back, each once for its due date."""
        where = "state IN ('open', 'taken', 'reopened') AND due < ? AND address IS NOT NULL"
        with self._database.write() as db:
            rows = db.select("cases", where, [self._workdays.today().isoformat()], order_by="due, number")
            meant = filter(is_meant, map(case_of, rows))
            return [case for case in meant if self._is_first(f"late {case.number}", case.due.isoformat())]

    def is_first_today(self, errand: str) -> bool:
        """Tell whether `errand` was not yet run today in the office, and note that it is."""
        return self._is_first(errand, self._workdays.today().isoformat())

    def _is_first(self, errand: str, day: str) -> bool:
        with self._database.write() as db:
            db.execute("DELETE FROM case_errands WHERE errand = ? AND day < ?", [errand, day])
            return db.insert_new("case_errands", {"errand": errand, "day": day})


LISTED = 10  # late cases in a digest


class CaseReminders:
    """Made once a minute; what was done is remembered across restarts."""

    def __init__(self, office: CaseService, errands: OncePerDay, drafts: ConsentRequests, hour: int = 8) -> None:
        self._office, self._errands, self._drafts, self._hour = office, errands, drafts, hour

    def make(self) -> None:
        """Do what the hour asks for. Staff are written to on working days, from `hour` on."""
        workdays = self._office.register.workdays
        if self._errands.is_first_today("forget"):
            self._office.retention.erase_addresses(workdays.now())
            self._drafts.prune()
        self._office.settle_in()
        if not (self._office.staff.address or self._office.guards.address) or workdays.now().hour < self._hour:
            return
        if workdays.is_working(workdays.today()):
            self._digest()
            self._remind()
            self._apologise()

    def _remind(self) -> None:
        """Say, under its card, that a case is due: once."""
        with self._office.transaction():
            for case in self._errands.due_now(self._is_worked_on):
                language = self._office.desk(case).language
                key = "staff.remind_owner" if case.owner else "staff.remind_open"
                self._office.tell(case, sentence(language, key, number=case.number, name=case.owner_name))

    def _apologise(self) -> None:
        """Tell the person, once, that their answer is late: silence would look as if nobody cared.

        Nobody in danger is told: they were promised no day, and others may read what comes into their chat.
        """
        with self._office.transaction():
            for case in self._errands.late_now(self._is_awaited):
                self._office.write(case, sentence(case.language, "cases.late", number=case.number), "late")

    def _is_awaited(self, case: Case) -> bool:
        return case.kind != "safeguarding" and self._is_worked_on(case)

    def _is_worked_on(self, case: Case) -> bool:
        return bool(self._office.desk(case).address)

    def _digest(self) -> None:
        with self._office.transaction():
            if not self._errands.is_first_today("digest"):
                return
            unanswered = self._office.register.select(Selection(states=UNANSWERED))
            waiting = [case for case in unanswered if self._office.desk(case) is self._office.staff]
            if waiting:
                self._office.announce(self._summary(waiting), "digest")

    def _summary(self, waiting: Sequence[Case]) -> Reply:
        language, today = self._office.staff.language, self._office.register.workdays.today()
        counts = Counter(case.state for case in waiting)
        late = [case for case in waiting if case.is_overdue(today)]
        free = counts["open"] + counts["reopened"]
        body = say(language, "staff.digest", free=free, taken=counts["taken"], late=len(late))
        lines = "\n".join(_line(case, language) for case in late[:LISTED])
        paragraphs = [Paragraph(say(language, "staff.digest_title"), "title"), Paragraph(body)]
        return Reply(language, (*paragraphs, *([Paragraph(lines)] if lines else [])))


def _line(case: Case, language: Language) -> str:
    owner = case.owner_name or say(language, "staff.nobody")
    return f"• {case.number} · {owner} · {truncated(case.question, 60)}"
