"""The table of who may do what at the desk; every page and every form is checked against it at each request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.access.roles import Role, may


@dataclass(frozen=True, slots=True)
class DeskPermission:
    """A row of the table: the lowest role that may take `actions`; an action stands for those that it begins too."""

    title: str
    actions: tuple[str, ...]
    role: Role


DESK_PERMISSIONS: tuple[DeskPermission, ...] = (
    DeskPermission("sign in and out, choose the language", ("desk",), "staff"),
    DeskPermission("read the overview", ("overview",), "staff"),
    DeskPermission("read cases, take, answer, hand over, put off, close and reopen them", ("case",), "staff"),
    DeskPermission("as the focal point alone: read cases about a danger", ("safeguarding",), "staff"),
    DeskPermission("read the log of questions", ("question",), "staff"),
    DeskPermission("review, publish, merge and withdraw FAQs", ("faq",), "staff"),
    DeskPermission("read documents and cards, see how often they are cited", ("text",), "staff"),
    DeskPermission(
        "upload, add, replace and remove documents, write and edit cards of one’s own",
        (
            *("text:upload", "text:add", "text:discard", "text:replace", "text:details", "text:remove"),
            *("text:build", "text:edit", "text:check", "text:save", "text:drop"),
        ),
        "admin",
    ),
    DeskPermission("try what the bot answers", ("try",), "staff"),
    DeskPermission("decide on requests for access, invite, revoke, read the audit trail", ("people",), "admin"),
    DeskPermission("see whether the installation works", ("health",), "admin"),
)

_ROLE_OF: Mapping[str, Role] = {action: row.role for row in DESK_PERMISSIONS for action in row.actions}


def may_at_desk(role: Role, action: str) -> bool:
    """Tell whether someone of `role` may take an action at the desk; nobody may take one that the table lacks.

    >>> may_at_desk("staff", "case:take"), may_at_desk("everyone", "case:take"), may_at_desk("admin", "burn")
    (True, False, False)
    """
    needed = _ROLE_OF.get(action) or _ROLE_OF.get(action.partition(":")[0])
    return needed is not None and may(role, needed)
