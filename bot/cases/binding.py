"""Which chat colleagues work in: set, or bound later from inside it."""

from __future__ import annotations

from bot.records.database import Database

STAFF, SAFEGUARDING = 1, 3  # places of the table: where the group is, and after it where its cards were put up


class Binding:
    """The address of a group of colleagues: the one that was bound last, else the one that is set."""

    def __init__(self, database: Database, setting: str = "", place: int = STAFF) -> None:
        self._database, self._setting, self._bound, self._shown = database, setting, place, place + 1

    @property
    def address(self) -> str:
        """The address; empty if there is none."""
        return self._held(self._bound) or self._setting

    def bind(self, address: str) -> None:
        """Make `address` the group, in place of the one before."""
        self._hold(self._bound, address)

    def is_new(self) -> bool:
        """Tell whether the group is another one than when this was last asked: its cards are still to be put up."""
        with self._database.transaction():
            address = self.address
            if not address or address == self._held(self._shown):
                return False
            self._hold(self._shown, address)
            return True

    def _held(self, place: int) -> str:
        with self._database.transaction() as db:
            rows = list(db["case_staff"].rows_where("id = ?", [place]))
        return str(rows[0]["address"]) if rows else ""

    def _hold(self, place: int, address: str) -> None:
        with self._database.transaction() as db:
            db.table("case_staff").upsert({"id": place, "address": address}, pk="id")
