"""Who has which role: by the settings, or given and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from bot.storage.database import Database

# A stranger is someone who has not been let in, where that is needed.
Role: TypeAlias = Literal["stranger", "everyone", "staff", "admin"]
ROLES: tuple[Role, ...] = ("stranger", "everyone", "staff", "admin")  # each may do what those before it may


def may(role: Role, needed: Role) -> bool:
    """Tell whether someone of `role` may use what is for `needed`.

    >>> may("staff", "everyone"), may("staff", "admin")
    (True, False)
    """
    return ROLES.index(role) >= ROLES.index(needed)


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone to whom a role was given. `person` is a keyed hash, `note` how whoever gave it calls them.

    `address` is where the role shows (on Telegram: in the menu of that chat); empty if that is nowhere. `at` is
    ISO 8601 UTC.
    """

    id: int
    person: str
    role: Role
    address: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A role that the settings give, and where it shows."""

    role: Role
    address: str


class Roles:
    """The table of roles. `fixed` are those of the settings, by person; everyone else has `default`."""

    def __init__(
        self, database: Database, fixed: Mapping[str, Fixed] | None = None, default: Role = "everyone"
    ) -> None:
        self._database, self._fixed, self.default = database, fixed or {}, default

    def of(self, person: str) -> Role:
        """Return the highest role of a person."""
        known = [self.default, *(holder.role for holder in self._rows("person = ? AND role <> ''", person))]
        if person in self._fixed:
            known.append(self._fixed[person].role)
        return max(known, key=ROLES.index)

    def give(self, person: str, role: Role, address: str = "", note: str = "") -> Role:
        """Give a person a role, unless theirs is higher; return the one that they have now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"person": person, "role": role, "address": address, "note": note, "at": now}
        with self._database.write() as db:
            held = self.of(person)
            if may(held, role) and held != self.default:
                return held
            db.delete("roles", "person = ?", [person])
            db.insert("roles", row)
        return role

    def holders(self) -> list[Holder]:
        """Return those to whom roles were given, the latest first."""
        return self._rows("role <> ''")

    def find(self, identity: int) -> Holder | None:
        """Return the holder of that number."""
        return next(iter(self._rows("role <> '' AND id = ?", identity)), None)

    def take(self, identity: int) -> None:
        """Take a role back. The row waits until it no longer shows anywhere, see `gone`."""
        with self._database.write() as db:
            db.execute("UPDATE roles SET role = '', note = '', person = 'gone' || id WHERE id = ?", [identity])
            db.execute("DELETE FROM roles WHERE role = '' AND address = ''")

    def shown(self) -> dict[str, Role]:
        """Return the role that is to show at each address."""
        shown = {fixed.address: fixed.role for fixed in self._fixed.values()}
        for holder in self._rows("role <> '' AND address <> ''"):
            shown[holder.address] = max(shown.get(holder.address, holder.role), holder.role, key=ROLES.index)
        return shown

    def gone(self) -> list[str]:
        """Return the addresses at which a role still shows that was taken back."""
        with self._database.read() as db:
            return [row["address"] for row in db.select("roles", "role = ''")]

    def cleared(self, address: str) -> None:
        """Forget an address at which no role shows any more."""
        with self._database.write() as db:
            db.delete("roles", "role = '' AND address = ?", [address])
        self._database.checkpoint()

    def _rows(self, where: str, *values: object) -> list[Holder]:
        with self._database.read() as db:
            return [_holder(row) for row in db.select("roles", where, values, order_by="id desc")]


def _holder(row: dict[str, Any]) -> Holder:
    return Holder(**{name: row[name] for name in Holder.__dataclass_fields__})
