"""The porter: lets people in, by invitation and on request, and out again; each act is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from bot.domain.access.invitations import Invitation, Invitations
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.access.requests import AccessRequest, AccessRequests, RequestState
from bot.domain.access.roles import Holder, Role, Roles
from bot.storage.database import Database

AuditAction: TypeAlias = Literal[
    "invited", "redeemed", "failed", "withdrew", "revoked", "asked", "admitted", "declined"
]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that was done. `actor` and `subject` are keyed hashes, "console" for the command line, or empty.

    `detail` names the role or the number of a request; `at` is ISO 8601 UTC.
    """

    at: str
    actor: str
    act: AuditAction
    subject: str
    detail: str


class Audit:
    """The table of entries; nothing changes one, but who is forgotten is taken out of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, act: AuditAction, subject: str = "", detail: str = "") -> None:
        """Add an entry, in the transaction around it."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._database.write() as db:
            db.insert("audit", {"at": now, "actor": actor, "act": act, "subject": subject, "detail": detail})

    def entries(self) -> list[AuditEntry]:
        """Return all entries, oldest first."""
        with self._database.read() as db:
            rows = db.select("audit", order_by="id")
        return [AuditEntry(**{name: row[name] for name in AuditEntry.__dataclass_fields__}) for row in rows]


# Codes that let nobody in: so many of one person, and of all together, within an hour.
TRIES, TRIES_IN_ALL, AN_HOUR = 5, 100, 3600.0
CONSOLE = "console"  # whoever may use the command line


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone at the door: keyed hash, and where a role of theirs would show."""

    person: str
    address: str = ""


class AccessControl:
    """Acts on roles, invitations and requests, each act together with its entry in the audit, or not at all."""

    def __init__(
        self,
        database: Database,
        roles: Roles,
        invitations: Invitations,
        requests: AccessRequests,
        audit: Audit,
        tries: RateLimiter | None = None,
    ) -> None:
        self._database = database
        self._tries = tries or RateLimiter(TRIES, TRIES_IN_ALL, AN_HOUR)
        self.roles, self.invitations, self.requests, self.audit = roles, invitations, requests, audit

    def invite(self, actor: str, role: Role, days: int, note: str = "") -> str:
        """Make an invitation and return its code."""
        with self._database.write():
            self.audit.note(actor, "invited", detail=role)
            return self.invitations.make(role, days, note)

    def wait(self, visitor: Visitor) -> float:
        """Return in how many seconds a code of theirs is looked at again, after many that were not valid; 0 for now."""
        return self._tries.look(visitor.person)

    def redeem(self, visitor: Visitor, code: str) -> Role | None:
        """Let someone in by a code and return the role that they have now; None if the code is not valid.

        No code is looked at as long as they have to `wait`, so that none is found by trying. The code of someone who
        has as high a role already is not used up.
        """
        if self.wait(visitor):
            return None
        with self._database.write():
            found = self.invitations.find(code)
            if found is None:
                self._tries.wait(visitor.person)
                self.audit.note(visitor.person, "failed", visitor.person)
                return None
            shown = visitor.address if found.role != "everyone" else ""
            before = self.roles.of(visitor.person)
            held = self.roles.give(visitor.person, found.role, shown, found.note)
            if held != before:
                self.invitations.withdraw(found.id)
                self.requests.remove(visitor.person)
                self.audit.note(visitor.person, "redeemed", visitor.person, found.role)
            return held

    def withdraw(self, actor: str, identity: int) -> Invitation | None:
        """End an open invitation and return it, None if there is none of that number."""
        with self._database.write():
            gone = self.invitations.withdraw(identity)
            if gone:
                self.audit.note(actor, "withdrew", detail=gone.role)
            return gone

    def revoke(self, actor: str, identity: int) -> Holder | None:
        """Take a role back and return who had it, None if there is none of that number."""
        with self._database.write():
            holder = self.roles.find(identity)
            if holder:
                self.roles.take(identity)
                self.audit.note(actor, "revoked", holder.person, holder.role)
            return holder

    def end_all(self) -> None:
        """End every role that was given, every invitation and every request: under a new key nobody is recognised."""
        with self._database.write() as db:
            for holder in self.roles.holders():
                self.roles.take(holder.id)
            for table in ("invitations", "requests"):
                db.delete(table, "1 = 1")

    def ask(self, request: AccessRequest) -> AccessRequest:
        """Open a request for access."""
        with self._database.write():
            opened = self.requests.open(request)
            self.audit.note(request.person, "asked", request.person, opened.number)
            return opened

    def decide(self, actor: str, number: str, state: RequestState) -> AccessRequest | None:
        """Grant a pending request or refuse it, and return it as it was; None if there is none of that number."""
        with self._database.write():
            request = self.requests.find(number)
            if request is None or request.state != "pending":
                return None
            self.requests.decide(request, state)
            if state == "admitted":
                self.roles.give(request.person, "everyone", note=request.introduction)
            self.audit.note(actor, "admitted" if state == "admitted" else "declined", request.person, request.number)
            return request
