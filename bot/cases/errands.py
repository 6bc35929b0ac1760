"""What is done for cases at set times, each once."""

from __future__ import annotations

from bot.cases.case import Case
from bot.cases.register import case_of
from bot.cases.workdays import Workdays
from bot.records.database import Database


class Errands:
    """Remembers what was already done, so that a restart repeats nothing."""

    def __init__(self, database: Database, workdays: Workdays) -> None:
        self._database, self._workdays = database, workdays

    def due_now(self) -> list[Case]:
        """Return the unanswered cases that are due, today or before, and were not returned yet since they were set."""
        today = self._workdays.today().isoformat()
        where = "state IN ('open', 'taken', 'reopened') AND due <= ? AND reminded IS NOT due"
        with self._database.transaction() as db:
            found = [case_of(row) for row in db["cases"].rows_where(where, [today], order_by="due, number")]
            for case in found:
                db.table("cases").update(case.number, {"reminded": case.due.isoformat()})
        return found

    def late_now(self) -> list[Case]:
        """Return the unanswered cases whose day is past and that have a way back, each once for its due date."""
        where = "state IN ('open', 'taken', 'reopened') AND due < ? AND address IS NOT NULL"
        with self._database.transaction() as db:
            rows = list(db["cases"].rows_where(where, [self._workdays.today().isoformat()], order_by="due, number"))
            return [case_of(row) for row in rows if self._is_first(f"late {row['number']}", row["due"])]

    def is_first_today(self, errand: str) -> bool:
        """Tell whether `errand` was not yet run today in the office, and note that it is."""
        return self._is_first(errand, self._workdays.today().isoformat())

    def _is_first(self, errand: str, day: str) -> bool:
        with self._database.transaction() as db:
            db.conn.execute("DELETE FROM case_errands WHERE errand = ? AND day < ?", [errand, day])
            statement = "INSERT OR IGNORE INTO case_errands (errand, day) VALUES (?, ?)"
            return bool(db.conn.execute(statement, [errand, day]).rowcount)
