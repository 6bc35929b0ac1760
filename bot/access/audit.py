"""The record of who let whom in and out, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from bot.records.database import Database

Act: TypeAlias = Literal["invited", "redeemed", "failed", "withdrew", "revoked", "asked", "admitted", "declined"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done. `actor` and `subject` are keyed hashes, "console" for the command line, or empty.

    `detail` names the role or the number of a request; `at` is ISO 8601 UTC.
    """

    at: str
    actor: str
    act: Act
    subject: str
    detail: str


class Audit:
    """The table of entries; nothing changes one, but who is forgotten is taken out of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, act: Act, subject: str = "", detail: str = "") -> None:
        """Add an entry, in the transaction around it."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.transaction() as db:
            db.table("audit").insert({"at": now, "actor": actor, "act": act, "subject": subject, "detail": detail})

    def entries(self) -> list[Entry]:
        """Return all entries, oldest first."""
        with self._database.transaction() as db:
            rows = list(db["audit"].rows_where(order_by="id"))
        return [Entry(**{name: row[name] for name in Entry.__dataclass_fields__}) for row in rows]
