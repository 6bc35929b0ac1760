"""What is forgotten of cases, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cases.case import Case
from bot.cases.register import case_of
from bot.records.database import Database

KEEP_ADDRESS = timedelta(days=7)  # after a case is closed: time to correct a mistake, then there is no way back
_TABLES = ("case_events", "case_answers", "case_messages", "cases")


class CaseRetention:
    """Erases cases and the ways back to people. What is erased is gone from the file and its log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, chat: str) -> list[Case]:
        """Erase every case of a chat, and return them as they were: their cards are still to be taken down."""
        return self._erase("chat = ?", chat)

    def purge(self, before: datetime) -> list[Case]:
        """Erase the cases that were closed, and last changed, before a moment; return them as they were."""
        return self._erase("state = 'closed' AND changed < ?", _iso(before))

    def erase_addresses(self, now: datetime) -> int:
        """Erase the way back of cases that have been closed for a week; return how many had one."""
        statement = "UPDATE cases SET address = NULL WHERE state = 'closed' AND changed < ? AND address IS NOT NULL"
        with self._database.transaction() as db:
            erased = db.conn.execute(statement, [_iso(now - KEEP_ADDRESS)]).rowcount
        if erased:
            self._database.checkpoint()
        return int(erased)

    def _erase(self, where: str, value: str) -> list[Case]:
        with self._database.transaction() as db:
            cases = [case_of(row) for row in db["cases"].rows_where(where, [value])]
            for case in cases:
                for table in _TABLES:
                    db.table(table).delete_where("number = ?", [case.number])
        if cases:
            self._database.checkpoint()
        return cases


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
