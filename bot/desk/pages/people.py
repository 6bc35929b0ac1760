"""People: requests for access, roles and invitations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.desk.page import Answer, DeskRequest, MenuEntry, NotFound, Page, Read, Write, Written
from bot.desk.pages.paging import number_of
from bot.domain.access.access_control import AccessControl
from bot.domain.access.access_decisions import AccessDecisions
from bot.domain.access.invitations import Invitation
from bot.domain.access.roles import Role

DAYS, MOST_DAYS, LONGEST_NOTE = 7, 90, 60


@dataclass(frozen=True, slots=True)
class PeoplePages:
    """Decisions on who has access; each goes through the services that the chat and the command line use.

    `username` returns the bot's on Telegram, empty where it is not known; `is_running` tells whether a bot sends.
    """

    access: AccessControl
    decisions: AccessDecisions
    username: Callable[[], str]
    is_running: Callable[[], bool]

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("people", "/people", "people")

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the lists, and of what is decided there."""
        return (
            Read("/people", "people", self.show),
            Read("/people/roles/{id}", "people", self.ask_revoke),
            Write("/people/requests/{number}/admit", "people:admit", self.admit, is_noted=False),
            Write("/people/requests/{number}/decline", "people:decline", self.decline, is_noted=False),
            Write("/people/roles/{id}/revoke", "people:revoke", self.revoke, is_noted=False),
            Write("/people/invitations", "people:invite", self.invite, is_noted=False),
            Read("/people/invitations/{id}", "people", self.show_invitation),
            Write("/people/invitations/{id}/withdraw", "people:withdraw", self.withdraw, is_noted=False),
        )

    def show(self, wanted: DeskRequest) -> Page:
        """Show what waits for a decision, what was granted, and the open invitations."""
        return self._page(wanted)

    def ask_revoke(self, wanted: DeskRequest) -> Page:
        """Ask whether a role is to be revoked, naming whose it is."""
        holder = self.access.roles.find(number_of(wanted.path["id"]))
        if holder is None:
            raise NotFound
        return Page("revoke.html", {"holder": holder, "is_self": holder.person == wanted.session.person})

    def admit(self, wanted: DeskRequest) -> Answer:
        """Grant a request for access."""
        return self._decide(wanted, "admitted")

    def decline(self, wanted: DeskRequest) -> Answer:
        """Decline a request for access."""
        return self._decide(wanted, "declined")

    def revoke(self, wanted: DeskRequest) -> Answer:
        """Revoke a role; its holder is told."""
        holder = self.decisions.revoke(wanted.session.person, number_of(wanted.path["id"]))
        if holder is None:
            return self._page(wanted, "gone", 409)
        return Written("/people#roles", "revoked")

    def invite(self, wanted: DeskRequest) -> Answer:
        """Make an invitation; the page that follows shows its code, this once, since it isn't stored."""
        role = next((one for one in self._choices() if one == wanted.form.get("role")), None)
        days = number_of(wanted.form.get("days", ""))
        if role is None or not 0 < days <= MOST_DAYS:
            return self._page(wanted, "bad_invitation", 422)
        note = " ".join(wanted.form.get("note", "").split())
        if len(note) > LONGEST_NOTE:
            return self._page(wanted, "long_note", 422)
        code = self.access.invite(wanted.session.person, role, days, note)
        made = self.access.invitations.find(code)
        if made is None:
            raise AssertionError("An invitation that was made now is open.")
        return Written(f"/people/invitations/{made.id}", secret=code)

    def show_invitation(self, wanted: DeskRequest) -> Page:
        """Show an open invitation; directly after it was made with its code, and with what to tell the person."""
        number = number_of(wanted.path["id"])
        invitation = next((one for one in self.access.open_invitations() if one.id == number), None)
        if invitation is None:
            raise NotFound
        code = wanted.once.get("secret", "")
        is_its_code = self.access.invitations.find(code) == invitation
        values = {
            "invitation": invitation,
            "code": code if is_its_code else "",
            "username": self.username(),
        }
        return Page("invitation.html", values)

    def withdraw(self, wanted: DeskRequest) -> Answer:
        """Withdraw an invitation that nobody has used."""
        withdrawn: Invitation | None = self.access.withdraw(wanted.session.person, number_of(wanted.path["id"]))
        if withdrawn is None:
            return self._page(wanted, "gone", 409)
        return Written("/people#invitations", "withdrawn")

    def _decide(self, wanted: DeskRequest, state: Literal["admitted", "declined"]) -> Answer:
        number = wanted.path["number"]
        by = wanted.session.name
        if self.decisions.decide(wanted.session.person, by, number, state == "admitted") is None:
            return self._page(wanted, "decided_request", 409)
        return Written("/people#requests", state)

    def _choices(self) -> tuple[Role, ...]:
        """Return the roles to invite to: where everybody may ask, partners need no invitation."""
        return ("everyone", "staff", "admin") if self.access.roles.default == "stranger" else ("staff", "admin")

    def _page(self, wanted: DeskRequest, problem: str = "", status: int = 200) -> Page:
        values: dict[str, Any] = {
            "problem": problem,
            "requests": self.access.requests.pending(),
            "is_stalled": not self.is_running(),
            "by_request": self.access.roles.default == "stranger",
            "holders": self.access.holders(),
            "me": wanted.session.person,
            "invitations": self.access.open_invitations(),
            "roles": self._choices(),
            "typed": {name: wanted.form.get(name, "") for name in ("role", "note")}
            | {"days": wanted.form.get("days") or str(DAYS)},
            "most_days": MOST_DAYS,
            "longest_note": LONGEST_NOTE,
        }
        return Page("people.html", values, status)
