"""Where colleagues are: the group that sees the cases, and the role that answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.replies.texts import say
from bot.storage.consultations import ChatLanguages
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language

STAFF, SAFEGUARDING = 1, 3  # places of the table: where the group is, and after it where its cards were put up


class StaffChat:
    """The address of a group of colleagues: the one that was bound last, else the one that is set."""

    def __init__(self, database: Database, setting: str = "", place: int = STAFF) -> None:
        self._database, self._setting, self._bound, self._shown = database, setting, place, place + 1

    @property
    def address(self) -> str:
        """The address; empty if there is none."""
        return self._held(self._bound) or self._setting

    def bind(self, address: str) -> None:
        """Make `address` the group, in place of the one before."""
        self._hold(self._bound, address)

    def is_new(self) -> bool:
        """Tell whether the group is another one than when this was last asked: its cards are still to be put up."""
        with self._database.write():
            address = self.address
            if not address or address == self._held(self._shown):
                return False
            self._hold(self._shown, address)
            return True

    def _held(self, place: int) -> str:
        with self._database.read() as db:
            rows = db.select("case_staff", "id = ?", [place])
        return str(rows[0]["address"]) if rows else ""

    def _hold(self, place: int, address: str) -> None:
        with self._database.write() as db:
            db.upsert("case_staff", {"id": place, "address": address}, "id")


@dataclass(frozen=True, slots=True)
class StaffTeam:
    """A group of colleagues. `key_of` turns an address into a chat's key; `roles` names who answers, if it was set.

    `title` is the key of the text that names the role otherwise.
    """

    binding: StaffChat
    languages: ChatLanguages
    key_of: Callable[[str], str]
    roles: Mapping[Language, str] = field(default_factory=dict)
    title: str = "cases.role"

    @property
    def address(self) -> str:
        """Where the group is; empty if there is none."""
        return self.binding.address

    @property
    def key(self) -> str:
        """The group's key as chats have it; empty if there is none."""
        return self.key_of(self.address.partition("/")[0]) if self.address else ""

    @property
    def language(self) -> Language:
        """The language of the group."""
        return self.languages.get(self.key)[0] or LANGUAGES[0]

    def role(self, language: Language) -> str:
        """Return who answers, as the person who asks is told."""
        return self.roles.get(language) or say(language, self.title)
