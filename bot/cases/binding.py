"""Which chat the staff work in: set, or bound later from inside it."""

from __future__ import annotations

from bot.records.database import Database

_BOUND, _SHOWN = 1, 2


class Binding:
    """The address of the staff group: the one that was bound last, else the one that is set."""

    def __init__(self, database: Database, setting: str = "") -> None:
        self._database, self._setting = database, setting

    @property
    def address(self) -> str:
        """The address; empty if there is none."""
        return self._held(_BOUND) or self._setting

    def bind(self, address: str) -> None:
        """Make `address` the staff group, in place of the one before."""
        self._hold(_BOUND, address)

    def is_new(self) -> bool:
        """Tell whether the group is another one than when this was last asked: its cards are still to be put up."""
        with self._database.transaction():
            address = self.address
            if not address or address == self._held(_SHOWN):
                return False
            self._hold(_SHOWN, address)
            return True

    def _held(self, place: int) -> str:
        with self._database.transaction() as db:
            rows = list(db["case_staff"].rows_where("id = ?", [place]))
        return str(rows[0]["address"]) if rows else ""

    def _hold(self, place: int, address: str) -> None:
        with self._database.transaction() as db:
            db.table("case_staff").upsert({"id": place, "address": address}, pk="id")
