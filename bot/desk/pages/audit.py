"""The audit trail in plain words: who changed access, and what was written at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from bot.desk.page import DeskRequest, Page, Read
from bot.desk.pages.paging import neighbours, part_of
from bot.domain.access.access_control import AuditEntry
from bot.domain.access.roles import ROLES, is_console

_KEY_SHOWN = 6  # letters of a keyed hash by which entries of one person are told from another's
_GRANTED = ROLES[1:]  # nobody is given the role of a stranger
_GROUPS = ("bound", "unbound")  # their subject is a group


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry as it is shown. `said` is a text of section `audit` or, of what was written at the desk, `desk_action`.

    `role` is what it was about, if that is a role; else `things` are what it was written on, each with its name and its
    address at the desk, empty if it has none or is gone.
    """

    at: str
    actor: str
    subject: str
    said: str
    role: str = ""
    things: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class AuditPages:
    """The page. `names` are those of people by their key, `titles` those of the added documents by their id."""

    entries: Callable[[], Sequence[AuditEntry]]
    names: Callable[[], Mapping[str, str]]
    titles: Callable[[], Mapping[str, str]]

    @property
    def menu(self) -> None:
        """It has no entry of the menu: People leads to it."""

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the page."""
        return (Read("/people/audit", "people", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show what was changed, the latest first."""
        entries = list(reversed(self.entries()))
        number, shown = part_of(entries, wanted)
        names, titles = self.names(), self.titles()
        rows = [_row(one, titles) for one in shown]
        values = {"rows": rows, "names": names, "key_shown": _KEY_SHOWN, "is_console": is_console}
        return Page("audit.html", values | dict(neighbours(wanted, "/people/audit", (), number, len(entries))))


def desk_action(detail: str) -> str:
    """Return the name of the text for what was written at the desk, from the detail of its entry.

    >>> desk_action("case:take R-2026-0001"), desk_action("")
    ('case_take', '')
    """
    return detail.partition(" ")[0].replace(":", "_")


def _row(entry: AuditEntry, titles: Mapping[str, str]) -> AuditRow:
    subject = "" if entry.action in _GROUPS or entry.subject == entry.actor else entry.subject
    said, about = f"audit.{entry.action}", entry.detail
    if entry.action == "desk":
        said, about = f"desk_action.{desk_action(entry.detail)}", entry.detail.partition(" ")[2]
    if about in _GRANTED:
        return AuditRow(entry.at, entry.actor, subject, said, role=about)
    kind = entry.detail.partition(":")[0] if entry.action == "desk" else ""
    things = [_thing(kind, one, titles) for one in about.split(",") if one]
    return AuditRow(entry.at, entry.actor, subject, said, things=things)


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
