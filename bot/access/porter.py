"""The porter: lets people in, by invitation and on request, and out again; each act is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access.audit import Audit
from bot.access.invitations import Invitation, Invitations
from bot.access.pace import Pace
from bot.access.requests import AccessRequest, AccessRequests, State
from bot.access.role import Role
from bot.access.roles import Holder, Roles
from bot.records.database import Database

# Codes that let nobody in: so many of one person, and of all together, within an hour.
TRIES, TRIES_IN_ALL, AN_HOUR = 5, 100, 3600.0
CONSOLE = "console"  # whoever may use the command line


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone at the door: keyed hash, and where a role of theirs would show."""

    person: str
    address: str = ""


class Porter:
    """Acts on roles, invitations and requests, each act together with its entry in the audit, or not at all."""

    def __init__(
        self,
        database: Database,
        roles: Roles,
        invitations: Invitations,
        requests: AccessRequests,
        audit: Audit,
        tries: Pace | None = None,
    ) -> None:
        self._database = database
        self._tries = tries or Pace(TRIES, TRIES_IN_ALL, AN_HOUR)
        self.roles, self.invitations, self.requests, self.audit = roles, invitations, requests, audit

    def invite(self, actor: str, role: Role, days: int, note: str = "") -> str:
        """Make an invitation and return its code."""
        with self._database.transaction():
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
        with self._database.transaction():
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
        with self._database.transaction():
            gone = self.invitations.withdraw(identity)
            if gone:
                self.audit.note(actor, "withdrew", detail=gone.role)
            return gone

    def revoke(self, actor: str, identity: int) -> Holder | None:
        """Take a role back and return who had it, None if there is none of that number."""
        with self._database.transaction():
            holder = self.roles.find(identity)
            if holder:
                self.roles.take(identity)
                self.audit.note(actor, "revoked", holder.person, holder.role)
            return holder

    def end_all(self) -> None:
        """End every role that was given, every invitation and every request: under a new key nobody is recognised."""
        with self._database.transaction() as db:
            for holder in self.roles.holders():
                self.roles.take(holder.id)
            for table in ("invitations", "requests"):
                db.table(table).delete_where()

    def ask(self, request: AccessRequest) -> AccessRequest:
        """Open a request for access."""
        with self._database.transaction():
            opened = self.requests.open(request)
            self.audit.note(request.person, "asked", request.person, opened.number)
            return opened

    def decide(self, actor: str, number: str, state: State) -> AccessRequest | None:
        """Grant a pending request or refuse it, and return it as it was; None if there is none of that number."""
        with self._database.transaction():
            request = self.requests.find(number)
            if request is None or request.state != "pending":
                return None
            self.requests.decide(request, state)
            if state == "admitted":
                self.roles.give(request.person, "everyone", note=request.introduction)
            self.audit.note(actor, "admitted" if state == "admitted" else "declined", request.person, request.number)
            return request
