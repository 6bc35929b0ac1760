"""The audit trail: who changed which access, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.clock import iso, now
from bot.storage.database import Database

AuditAction: TypeAlias = Literal[
    "invited", "redeemed", "failed", "withdrew", "revoked", "asked", "admitted", "declined"
]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A recorded change. `actor` and `subject` are keyed hashes, "console" for the command line, or empty.

    `detail` names the role or the number of a request; `at` is ISO 8601 UTC.
    """

    at: str
    actor: str
    action: AuditAction
    subject: str
    detail: str


class Audit:
    """The table of entries. None is changed, except that people who are forgotten are taken out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, action: AuditAction, subject: str = "", detail: str = "") -> None:
        """Add an entry, in the transaction around it."""
        row = {"at": iso(now()), "actor": actor, "act": action, "subject": subject, "detail": detail}
        with self._database.write() as db:
            db.insert("audit", row)

    def entries(self) -> list[AuditEntry]:
        """Return all entries, oldest first."""
        with self._database.read() as db:
            rows = db.select("audit", order_by="id")
        return [AuditEntry(row["at"], row["actor"], row["act"], row["subject"], row["detail"]) for row in rows]
