"""Which chat the staff work in: set, or bound later from inside it."""

from __future__ import annotations

from bot.records.database import Database


class Binding:
    """The address of the staff group: the one that was bound last, else the one that is set."""

    def __init__(self, database: Database, setting: str = "") -> None:
        self._database, self._setting = database, setting

    @property
    def address(self) -> str:
        """The address; empty if there is none."""
        with self._database.transaction() as db:
            rows = list(db["case_staff"].rows)
        return str(rows[0]["address"]) if rows else self._setting

    def bind(self, address: str) -> None:
        """Make `address` the staff group, in place of the one before."""
        with self._database.transaction() as db:
            db.table("case_staff").upsert({"id": 1, "address": address}, pk="id")
