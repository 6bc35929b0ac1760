"""Grant, request and revoke roles, with an audit entry for each change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.domain.access.invitations import Invitation, Invitations
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.access.requests import AccessRequest, AccessRequests, Kept, QueuedMessage, RequestState
from bot.domain.access.roles import Role, RoleHolder, Roles
from bot.storage.database import Database

AuditAction: TypeAlias = Literal[
    "invited",
    "redeemed",
    "failed",
    "withdrew",
    "revoked",
    "asked",
    "admitted",
    "declined",
    "bound",
    "unbound",
    "desk",
]

# Invalid codes that one person, and all people together, may try in a period (seconds).
TRIES, TRIES_IN_ALL, TRIES_PERIOD = 5, 100, 3600.0


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A recorded change. `actor` and `subject` are keyed hashes, "console" for the command line, or empty.
    Who signed in at the desk by the command line under a name has it after a colon ("console:Awa").

    Of the staff's group `subject` is the group. `detail` names the role, with the number of the invitation if there is
    one, the number of a request, or, of what was written at the desk, the action and what it was on; `at` is ISO 8601
    UTC.
    """

    at: str
    actor: str
    action: AuditAction
    subject: str
    detail: str


class Audit:
    """The table of entries. They are never changed, except that erased people are removed from them."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def note(self, actor: str, action: AuditAction, subject: str = "", detail: str = "") -> None:
        """Add an entry, in the transaction around it."""
        row = {"at": iso(self._clock()), "actor": actor, "act": action, "subject": subject, "detail": detail}
        with self._database.write() as db:
            db.insert("audit", row)

    def entries(self, subject: str = "") -> list[AuditEntry]:
        """Return all entries, or those about one person, oldest first."""
        with self._database.read() as db:
            rows = db.select("audit", "subject = :subject OR :subject = ''", {"subject": subject}, order_by="id")
        return [AuditEntry(row["at"], row["actor"], row["act"], row["subject"], row["detail"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone who redeems a code: keyed hash, the address at which their role would be displayed, and their name.

    The name is kept for staff and admins, if the invitation has no note: else nobody would know whose role it is.
    """

    person: str
    address: str = ""
    name: str = ""


class AccessControl:
    """Changes roles, invitations and requests; each change and its audit entry are one transaction."""

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
        self._tries = tries or RateLimiter(TRIES, TRIES_IN_ALL, TRIES_PERIOD)
        self.roles, self.invitations, self.requests, self.audit = roles, invitations, requests, audit

    def invite(self, actor: str, role: Role, days: int, note: str = "") -> str:
        """Create an invitation and return its code."""
        with self._database.write():
            code = self.invitations.create(role, days, note)
            made = self.invitations.find(code)
            self.audit.note(actor, "invited", detail=f"{role} {made.id}" if made else role)
            return code

    def holders(self) -> list[RoleHolder]:
        """Return the holders of granted roles, the latest first."""
        return self.roles.holders()

    def open_invitations(self) -> list[Invitation]:
        """Return the open invitations, the latest first."""
        return self.invitations.open()

    def admin_addresses(self) -> list[str]:
        """Return the addresses of all admins, configured and invited."""
        return [address for address, role in self.roles.displayed().items() if role == "admin"]

    def retry_after(self, visitor: Visitor) -> float:
        """Return the seconds until this person may try another code; 0 if now."""
        return self._tries.peek(visitor.person)

    def redeem(self, visitor: Visitor, code: str) -> Role | None:
        """Grant the role of a code and return the role that the person has now; None if the code is not valid.

        No code is checked until `retry_after`, so that none can be guessed. A code is not used up by someone whose
        role is as high already.
        """
        if self.retry_after(visitor):
            return None
        with self._database.write():
            found = self.invitations.find(code)
            if found is None:
                self._tries.acquire(visitor.person)
                self.audit.note(visitor.person, "failed", visitor.person)
                return None
            is_colleague = found.role != "everyone"
            address, name = (visitor.address, visitor.name) if is_colleague else ("", "")
            before = self.roles.of(visitor.person)
            held = self.roles.grant(visitor.person, found.role, address, found.note or name)
            if held != before:
                self.invitations.withdraw(found.id)
                self._admit_waiting(visitor.person)
                self.audit.note(visitor.person, "redeemed", visitor.person, f"{found.role} {found.id}")
            return held

    def _admit_waiting(self, person: str) -> None:
        """Have the messages that wait with a person's request answered; without any, erase the request."""
        request = self.requests.of(person)
        if request and request.state == "pending" and request.messages:
            self.requests.decide(request, "admitted")
        else:
            self.requests.remove(person)

    def withdraw(self, actor: str, identity: int) -> Invitation | None:
        """Withdraw an open invitation and return it, None if there is none of that number."""
        with self._database.write():
            withdrawn = self.invitations.withdraw(identity)
            if withdrawn:
                self.audit.note(actor, "withdrew", detail=f"{withdrawn.role} {withdrawn.id}")
            return withdrawn

    def revoke(self, actor: str, identity: int) -> RoleHolder | None:
        """Revoke a role and return its former holder, None if there is none of that number."""
        with self._database.write():
            holder = self.roles.find(identity)
            if holder:
                self.roles.revoke(identity)
                self.audit.note(actor, "revoked", holder.person, holder.role)
            return holder

    def revoke_all(self) -> None:
        """Revoke every granted role, invitation and request: under a new key nobody is recognised."""
        with self._database.write() as db:
            for holder in self.roles.holders():
                self.roles.revoke(holder.id)
            for table in ("invitations", "access_requests"):
                db.delete(table, "1 = 1")

    def has_lost_access(self, person: str) -> bool:
        """Tell whether the last that was done about a person's access was to revoke it."""
        return [entry.action for entry in self.audit.entries(person)][-1:] == ["revoked"]

    def was_invited(self, person: str) -> bool:
        """Tell whether the last that was done about a person's access was an invitation that they used."""
        return [entry.action for entry in self.audit.entries(person)][-1:] == ["redeemed"]

    def request(self, request: AccessRequest) -> AccessRequest:
        """Open a request for access."""
        with self._database.write():
            opened = self.requests.open(request)
            self.audit.note(request.person, "asked", request.person, opened.number)
            return opened

    def request_of(self, person: str) -> AccessRequest | None:
        """Return the request of a person, None if there is none."""
        return self.requests.of(person)

    def introduce(self, request: AccessRequest, text: str) -> AccessRequest:
        """Store what a person tells the admins about themself, and return the request with it."""
        return self.requests.set_introduction(request, text)

    def queue(self, request: AccessRequest, message: QueuedMessage) -> Kept:
        """Store a message to be answered once access is granted, and return how much of it is stored."""
        return self.requests.add(request, message)

    def clear_queue(self, person: str) -> None:
        """Erase the queued messages of a person; the request stays."""
        if request := self.requests.of(person):
            self.requests.clear_messages(request)

    def admitted(self) -> list[AccessRequest]:
        """Return the granted requests whose messages are not answered yet."""
        return self.requests.admitted()

    def complete(self, request: AccessRequest) -> None:
        """Erase a granted request whose messages are answered."""
        self.requests.remove(request.person)

    def decide(self, actor: str, number: str, state: RequestState) -> AccessRequest | None:
        """Grant or decline a pending request, and return it as it was; None if there is none of that number."""
        with self._database.write():
            request = self.requests.find(number)
            if request is None or request.state != "pending":
                return None
            self.requests.decide(request, state)
            if state == "admitted":
                self.roles.grant(request.person, "everyone", note=request.introduction)
            self.audit.note(actor, "admitted" if state == "admitted" else "declined", request.person, request.number)
            return request
