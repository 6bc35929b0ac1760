"""The two teams that work on cases: the staff, and the focal point for safeguarding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.cases.case import Case
from bot.replies.texts import say
from bot.storage.consultations import ChatLanguages
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language

# Rows of the table: each team's chat, in the row after it the chat in which its cases were last shown, four after it
# the chat that the bot was put out of, and eight after it the one before, for as long as the change can be undone.
STAFF, SAFEGUARDING = 1, 3
_NONE = "none"  # in place of the address before, where there was no chat


class StaffChat:
    """The address of a team's chat: the one that was bound last, else the one of the settings."""

    def __init__(self, database: Database, setting: str = "", row: int = STAFF) -> None:
        self._database, self._setting, self._bound, self._shown = database, setting, row, row + 1
        self._left, self._before = row + 4, row + 8

    @property
    def address(self) -> str:
        """The address; empty if there is none, or if nothing can be sent there."""
        return "" if self.lost else self._wanted

    @property
    def is_set(self) -> bool:
        """Whether the team has a chat, even if nothing can be sent there now."""
        return bool(self._wanted)

    @property
    def lost(self) -> str:
        """The address of the team's chat if the bot was put out of it, or never let in; else empty."""
        left = self._read(self._left)
        return left if left and left == self._wanted else ""

    @property
    def _wanted(self) -> str:
        return self._read(self._bound) or self._setting

    def bind(self, address: str) -> None:
        """Make `address` the team's chat, in place of the one before."""
        self.regain()
        self._write(self._bound, address)

    @property
    def before(self) -> str | None:
        """The address that `restore` goes back to: empty for no chat, None if nothing can be undone."""
        found = self._read(self._before)
        return None if not found else "" if found == _NONE else found

    def replace(self, address: str) -> None:
        """Make `address` the team's chat, so that it can be undone."""
        with self._database.write():
            self._write(self._before, self.address or _NONE)
            self.bind(address)

    def restore(self) -> None:
        """Undo `replace`: the chat before, or none, is the team's, where its cases are to be shown again."""
        with self._database.write():
            self.bind(self.before or "")
            self._write(self._shown, "")
            self._write(self._before, "")

    def follow(self, old: str, new: str) -> None:
        """Update the address of the chat before, if it is the one that has moved."""
        if self.before and self.before.partition("/")[0] == old:
            self._write(self._before, new)

    def lose(self) -> None:
        """Record that the bot was put out of the team's chat."""
        self._write(self._left, self._wanted)

    def regain(self) -> None:
        """Record that the bot can write in the team's chat, where its cases are to be shown again."""
        if self.lost:
            self._write(self._shown, "")
        if self._read(self._left):
            self._write(self._left, "")

    def has_changed(self) -> bool:
        """Tell whether the chat is another one than at the last call, in which case its cases are still to be shown."""
        with self._database.write():
            address = self.address
            if not address or address == self._read(self._shown):
                return False
            self._write(self._shown, address)
            return True

    def _read(self, row: int) -> str:
        with self._database.read() as db:  # all rows in one query, which is the same for every team
            rows = db.fetch_all("SELECT id, address FROM staff_chats")
        return next((str(found["address"]) for found in rows if found["id"] == row), "")

    def _write(self, row: int, address: str) -> None:
        with self._database.write() as db:
            db.upsert("staff_chats", {"id": row, "address": address}, key="id")


@dataclass(frozen=True, slots=True)
class StaffTeam:
    """A team and its chat. `key_of` turns an address into a chat's key; `roles` are the displayed roles that are set.

    `role_key` is the key of the text that names the role otherwise.
    """

    chat: StaffChat
    languages: ChatLanguages
    key_of: Callable[[str], str]
    roles: Mapping[Language, str] = field(default_factory=dict)
    role_key: str = "cases.role"

    @property
    def address(self) -> str:
        """The address of the team's chat; empty if there is none."""
        return self.chat.address

    @property
    def is_private(self) -> bool:
        """Whether the team is one person in a private chat, lost or not: a group's id is negative."""
        return (self.address or self.chat.lost).isdecimal()

    @property
    def key(self) -> str:
        """The key of the team's chat; empty if there is none."""
        return self.key_of(self.address.partition("/")[0]) if self.address else ""

    @property
    def language(self) -> Language:
        """The language of the team's chat."""
        return self.languages.get(self.key)[0] or LANGUAGES[0]

    def without_chat(self, database: Database) -> StaffTeam:
        """Return the safeguarding team of an installation that has set none."""
        return StaffTeam(StaffChat(database, "", SAFEGUARDING), self.languages, self.key_of)

    def role(self, language: Language) -> str:
        """Return the name of the role that answers, as people see it."""
        return self.roles.get(language) or say(language, self.role_key)


@dataclass(frozen=True, slots=True)
class CaseTeams:
    """The staff and the safeguarding team."""

    staff: StaffTeam
    safeguarding: StaffTeam

    def __iter__(self) -> Iterator[StaffTeam]:
        return iter((self.staff, self.safeguarding))

    def for_case(self, case: Case) -> StaffTeam:
        """Return the team that works on a case; safeguarding cases are for the safeguarding team alone.

        Where no such team is set, the staff gets the safeguarding cases of people who agreed to be answered, so that
        somebody answers them. While the chat of such a team can't be written to, its cases wait.
        """
        is_for_staff = case.kind != "safeguarding" or (case.agreed and not self.safeguarding.chat.is_set)
        return self.staff if is_for_staff else self.safeguarding

    def at(self, key: str) -> StaffTeam | None:
        """Return the team whose chat has that key, None if there is none."""
        return next((team for team in self if team.key == key), None) if key else None
