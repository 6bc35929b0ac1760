"""What is done for cases at set times, each once."""

from __future__ import annotations

from collections.abc import Callable

from bot.cases.case import Case
from bot.cases.register import case_of
from bot.cases.workdays import Workdays
from bot.records.database import Database


class Errands:
    """Remembers what was already done, so that a restart repeats nothing."""

    def __init__(self, database: Database, workdays: Workdays) -> None:
        self._database, self._workdays = database, workdays

    def due_now(self, is_meant: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are meant and due, each once since its day was set."""
        today = self._workdays.today().isoformat()
        where = "state IN ('open', 'taken', 'reopened') AND due <= ? AND reminded IS NOT due"
        with self._database.transaction() as db:
            due = [case_of(row) for row in db["cases"].rows_where(where, [today], order_by="due, number")]
            found = [case for case in due if is_meant(case)]
            for case in found:
                db.table("cases").update(case.number, {"reminded": case.due.isoformat()})
        return found

    def late_now(self, is_meant: Callable[[Case], bool] = lambda case: True) -> list[Case]:
        """Return the unanswered cases that are meant, late, and have a way back, each once for its due date."""
        where = "state IN ('open', 'taken', 'reopened') AND due < ? AND address IS NOT NULL"
        with self._database.transaction() as db:
            rows = list(db["cases"].rows_where(where, [self._workdays.today().isoformat()], order_by="due, number"))
            meant = filter(is_meant, map(case_of, rows))
            return [case for case in meant if self._is_first(f"late {case.number}", case.due.isoformat())]

    def is_first_today(self, errand: str) -> bool:
        """Tell whether `errand` was not yet run today in the office, and note that it is."""
        return self._is_first(errand, self._workdays.today().isoformat())

    def _is_first(self, errand: str, day: str) -> bool:
        with self._database.transaction() as db:
            db.conn.execute("DELETE FROM case_errands WHERE errand = ? AND day < ?", [errand, day])
            statement = "INSERT OR IGNORE INTO case_errands (errand, day) VALUES (?, ?)"
            return bool(db.conn.execute(statement, [errand, day]).rowcount)
