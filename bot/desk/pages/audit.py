"""The audit trail in plain words: who changed access, and what was written at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import unquote

from bot.desk.page import DeskRequest, Page, Read
from bot.desk.pages.paging import neighbours, part_of
from bot.domain.access.access_control import AuditEntry
from bot.domain.access.roles import ROLES, is_console

_KEY_SHOWN = 6  # letters of a keyed hash by which entries of one person are told from another's
_GRANTED = ROLES[1:]  # nobody is given the role of a stranger
_GROUPS = ("bound", "unbound")  # their subject is a group
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FILTERS = ("who", "day")


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry as it is shown. `said` is a text of section `audit` or, of what was written at the desk, `desk_action`.

    `role` is what it was about, if that is a role, and `whom` the name of who is invited to it; else `things` are what
    it was written on, each with its name and its address at the desk, empty if it has none or is gone. `until` is the
    day (ISO 8601) until which a case was put off; `has_taken` tells that who answered a case took it so.
    """

    at: str
    actor: str
    subject: str
    said: str
    role: str = ""
    whom: str = ""
    things: Sequence[tuple[str, str]] = ()
    until: str = ""
    has_taken: bool = False


@dataclass(frozen=True, slots=True)
class AuditPages:
    """The page. `names` are those of people by their key, `titles` those of the added documents by their id.

    `invited` are the names in open invitations by their numbers; `zone` is that of the team's days. `is_hidden` tells
    of which case the person who looks must not know even the number: that it is about a danger.
    """

    entries: Callable[[], Sequence[AuditEntry]]
    names: Callable[[], Mapping[str, str]]
    titles: Callable[[], Mapping[str, str]]
    invited: Callable[[], Mapping[str, str]]
    zone: tzinfo
    is_hidden: Callable[[DeskRequest, str], bool]

    @property
    def menu(self) -> None:
        """It has no entry of the menu: People leads to it."""

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the page."""
        return (Read("/people/audit", "people", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show what was changed, the latest first; by one person or on one day, if that is asked for."""
        everything, names = self.entries(), self.names()
        entries = [one for one in reversed(everything) if self._matches(one, wanted)]
        number, shown = part_of(entries, wanted)
        titles, invited = self.titles(), dict(self.invited()) | _redeemed(everything, names)
        values = {
            "rows": [self._visible(wanted, _row(one, titles, invited)) for one in shown],
            "names": names,
            "actors": dict.fromkeys(one.actor for one in reversed(everything) if one.actor),
            "chosen": {name: wanted.query.get(name, "") for name in FILTERS},
            "key_shown": _KEY_SHOWN,
            "is_console": is_console,
        }
        return Page("audit.html", values | dict(neighbours(wanted, "/people/audit", FILTERS, number, len(entries))))

    def _visible(self, wanted: DeskRequest, row: AuditRow) -> AuditRow:
        if not any(path == f"/cases/{name}" and self.is_hidden(wanted, name) for name, path in row.things):
            return row
        return replace(row, things=(), until="")

    def _matches(self, entry: AuditEntry, wanted: DeskRequest) -> bool:
        who, day = wanted.query.get("who", ""), wanted.query.get("day", "")
        then = datetime.fromisoformat(entry.at).astimezone(self.zone).date().isoformat()
        return who in ("", entry.actor) and day in ("", then)


def desk_action(detail: str) -> str:
    """Return the name of the text for what was written at the desk, from the detail of its entry.

    >>> desk_action("case:take R-2026-0001"), desk_action("")
    ('case_take', '')
    """
    return detail.partition(" ")[0].replace(":", "_")


def _row(entry: AuditEntry, titles: Mapping[str, str], invited: Mapping[str, str]) -> AuditRow:
    subject = "" if entry.action in _GROUPS or entry.subject == entry.actor else entry.subject
    said, about = f"audit.{entry.action}", entry.detail
    if entry.action == "desk":
        said, about = f"desk_action.{desk_action(entry.detail)}", entry.detail.partition(" ")[2]
    about, _, more = about.partition(" ")
    row = AuditRow(entry.at, entry.actor, subject, said)
    if about in _GRANTED:
        return replace(row, role=about, whom="" if entry.action == "redeemed" else invited.get(more, ""))
    kind = entry.detail.partition(":")[0] if entry.action == "desk" else ""
    things = [_thing(kind, one, titles) for one in about.split(",") if one]
    return replace(row, things=things, until=more if _DAY.fullmatch(more) else "", has_taken=more == "taken")


def _redeemed(entries: Sequence[AuditEntry], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of those who used an invitation, by its number, as far as they are known."""
    used = {one.detail.partition(" ")[2]: one.subject for one in entries if one.action == "redeemed"}
    return {number: names[person] for number, person in used.items() if number and person in names}


def _thing(kind: str, identity: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of a thing and its address; of a file that is gone the name alone, of a document nothing.

    >>> _thing("text", f"{'a' * 16}:notes%2C%20mai.pdf", {}), _thing("text", "a" * 16, {}), _thing("case", "R-1", {})
    (('notes, mai.pdf', ''), ('', ''), ('R-1', '/cases/R-1'))
    """
    digest, _, name = identity.partition(":")
    match kind:
        case "case" | "faq":
            return identity, f"/{'cases' if kind == 'case' else 'faq'}/{identity}"
        case "text" if _is_digest(digest):
            return (titles[digest], f"/texts/documents/{digest}") if digest in titles else (unquote(name), "")
        case "text":
            return identity, f"/texts/cards/{identity}"
    return identity, ""


def _is_digest(identity: str) -> bool:
    """Tell whether an id is that of a file, which says nothing to people, and not a card's."""
    return len(identity) == 16 and set(identity) <= set("0123456789abcdef")
