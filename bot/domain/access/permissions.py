"""The table of what each role may do in which chat; every command, button and reply is checked against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.access.roles import Role, may
from bot.domain.chat import Chat

Place: TypeAlias = Literal["private", "staff", "safeguarding", "group"]
Team: TypeAlias = Literal["staff", "safeguarding"]
# Reasons: a higher role may do it there; this role may do it elsewhere; nobody of this role may do it anywhere.
Refusal: TypeAlias = Literal["role", "place", "unknown"]

PLACES: tuple[Place, ...] = ("private", "staff", "safeguarding", "group")
TEAMS: tuple[Team, ...] = ("staff", "safeguarding")


@dataclass(frozen=True, slots=True)
class Permission:
    """A row of the table: the lowest role that may take `actions` in each place; nobody may in the others.

    An action is a command under its English name ("/invite"), the beginning of a button's action ("case:take"), or
    what a message does ("ask"). `elsewhere` is the key of the text for a command in a place where it does nothing.
    """

    title: str
    actions: tuple[str, ...]
    roles: Mapping[Place, Role]
    elsewhere: str = ""

    def allows(self, role: Role, places: Iterable[Place] = PLACES) -> bool:
        """Tell whether someone of `role` may do it in one of the places."""
        return any(place in self.roles and may(role, self.roles[place]) for place in places)


def _row(title: str, actions: str, role: Role, places: Iterable[Place] = PLACES, elsewhere: str = "") -> Permission:
    return Permission(title, tuple(actions.split()), dict.fromkeys(places, role), elsewhere)


_ALONE: tuple[Place, ...] = ("private",)

PERMISSIONS: tuple[Permission, ...] = (
    _row("begin, get help, stop, choose the language, read the privacy statement",
         "/start /help /stop /language language /privacy", "stranger"),
    _row("tell of danger, use the buttons of the answer to that", "mistaken also care country", "stranger"),
    _row("agree to a reply after that", "talk", "stranger", _ALONE),
    _row("write to whoever answered a case of the chat", "write:case", "stranger"),
    _row("get or erase what is kept", "/mydata /forget forget", "stranger", _ALONE, "privacy.group"),
    _row("ask for access", "/access", "stranger", _ALONE, "admission.in_private"),
    _row("use an invitation", "code", "stranger", _ALONE, "invite.in_private"),
    _row("ask, and use the buttons of an answer",
         "ask sources see more up down why sense stop original /sources /glossary /faq faq", "everyone"),
    _row("check a procedure", "/check check checks", "everyone"),
    _row("pass a question on, follow the cases of the chat",
         "/person person pass /mycases mine helped unhelped remark", "everyone"),
    _row("be answered from documents for the staff", "read:staff", "staff", ("private", *TEAMS)),
    _row("get a link to the desk", "/desk", "staff", _ALONE, "desk.in_private"),
    _row("take, hand over, close and reopen a case of the group",
         "case:take case:over case:release case:close case:reopen", "staff", TEAMS),
    _row("suggest a case of the staff group for the FAQ (one about a danger has no words)",
         "case:faq", "staff", ("staff",)),
    _row("list the cases of the team, read one", "/cases cases", "staff", ("private", *TEAMS), "case_list.elsewhere"),
    _row("see a case of the group anew, put it off, bring it back",
         "case:show case:later case:resume case:on case:date case:card", "staff", TEAMS),
    _row("answer a case of the group by a reply, an edit or a published answer",
         "case:answer case:reply write:answer", "staff", TEAMS),
    _row("take an answer back, decide on a second answer", "undo held:send held:drop", "staff", TEAMS),
    _row("make a group the staff's, undo that", "/bind bind", "admin", (*TEAMS, "group"), "binding.in_group"),
    _row("invite; list and revoke roles and invitations",
         "/invite invite /revoke revoke", "admin", _ALONE, "invite.in_private"),
    _row("list requests for access", "/requests admit:list", "admin", _ALONE, "invite.in_private"),
    _row("decide a request for access", "admit:yes admit:no", "admin", ("private", "staff")),
)  # fmt: skip  # a row a line is read as a table

_ROW_OF = {action: row for row in PERMISSIONS for action in row.actions}


def row_of(action: str) -> Permission | None:
    """Return the row of an action, or of a button's whole data; None for what the table does not have.

    >>> [row.title if row else None for row in map(row_of, ("undo:7", "case:faq:R-2026-0001", "case:burn:1", ""))]
    ['take an answer back, decide on a second answer', \
'suggest a case of the staff group for the FAQ (one about a danger has no words)', None, None]
    """
    name, _, rest = action.partition(":")
    return _ROW_OF.get(f"{name}:{rest.partition(':')[0]}") or _ROW_OF.get(name)


def _no_team(chat: str) -> Team | None:
    """Return no team: no group is the staff's."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """Decides who may do what. `team_of` returns the team whose chat has a key, None if there is none.

    >>> team = Permissions(lambda key: "staff" if key == "team" else None)
    >>> colleague, visitor = (Chat("team", is_private=False, role=role) for role in ("staff", "everyone"))
    >>> team.refusal(colleague, "case:take:R-2026-0001"), team.refusal(visitor, "case:take:R-2026-0001")
    (None, 'role')
    >>> team.refusal(Chat("awa", role="staff"), "undo:7"), team.refusal(Chat("awa"), "undo:7")
    ('place', 'unknown')
    """

    team_of: Callable[[str], Team | None] = _no_team

    def places(self, chat: Chat) -> frozenset[Place]:
        """Return the places that the chat is: a team may have a private chat, and then it is both."""
        team = self.team_of(chat.key)
        found: list[Place] = [team] if team else []
        if chat.is_private:
            found.append("private")
        return frozenset(found or PLACES[-1:])

    def refusal(self, chat: Chat, action: str) -> Refusal | None:
        """Return the reason why the person may not do this in the chat; None if they may."""
        row, places = row_of(action), self.places(chat)
        if row is None or row.allows(chat.role, places):
            return None if row else "unknown"
        if row.allows(chat.role):
            return "place"
        return "role" if row.allows("admin", places) else "unknown"

    def allows(self, chat: Chat, action: str) -> bool:
        """Tell whether the person may do this in the chat."""
        return self.refusal(chat, action) is None


def exists_for(role: Role, action: str, places: Iterable[Place] = PLACES) -> bool:
    """Tell whether someone of `role` may do this in one of the places.

    >>> exists_for("everyone", "/forget"), exists_for("staff", "/invite"), exists_for("staff", "/forget", ["group"])
    (True, False, False)
    """
    row = row_of(action)
    return row is not None and row.allows(role, places)
