"""The roles of people: configured in the settings, or granted and revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.storage.database import Database

# A stranger has no access yet, where access must be granted.
Role: TypeAlias = Literal["stranger", "everyone", "staff", "admin"]
CONSOLE = "console"  # whoever may run commands in the home folder; no keyed hash is like it
ROLES: tuple[Role, ...] = ("stranger", "everyone", "staff", "admin")  # each may do what those before it may


def console_key(name: str = "") -> str:
    """Return the key of whoever runs commands in the home folder under a name, by which colleagues tell them apart.

    >>> console_key("Awa"), console_key()
    ('console:Awa', 'console')
    """
    return f"{CONSOLE}:{name}" if name else CONSOLE


def is_console(person: str) -> bool:
    """Tell whether a key is that of the command line, under any name."""
    return person.partition(":")[0] == CONSOLE


def may(role: Role, needed: Role) -> bool:
    """Tell whether someone of `role` may use what is for `needed`.

    >>> may("staff", "everyone"), may("staff", "admin")
    (True, False)
    """
    return ROLES.index(role) >= ROLES.index(needed)


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """A person with a granted role. `person` is a keyed hash, `note` the granter's name for them.

    `address` is where the role is displayed (on Telegram: in the menu of that chat), empty if nowhere. `at` is
    ISO 8601 UTC.
    """

    id: int
    person: str
    role: Role
    address: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class ConfiguredRole:
    """A role of the settings, and the address at which it is displayed."""

    role: Role
    address: str


class Roles:
    """The table of granted roles. `configured` are those of the settings, by person; everyone else has `default`."""

    def __init__(
        self,
        database: Database,
        configured: Mapping[str, ConfiguredRole] | None = None,
        default: Role = "everyone",
        clock: Clock = now,
    ) -> None:
        self._database, self._configured, self.default, self._clock = database, configured or {}, default, clock

    def of(self, person: str) -> Role:
        """Return the highest role of a person. The command line can grant any role, so it has the highest itself."""
        if is_console(person):
            return ROLES[-1]
        known = [self.default, *(holder.role for holder in self._rows("person = ? AND role <> ''", person))]
        if person in self._configured:
            known.append(self._configured[person].role)
        return max(known, key=ROLES.index)

    def grant(self, person: str, role: Role, address: str = "", note: str = "") -> Role:
        """Grant a person a role, unless theirs is higher; return the one that they have now."""
        row = {"person": person, "role": role, "address": address, "note": note, "at": iso(self._clock())}
        with self._database.write() as db:
            held = self.of(person)
            if may(held, role) and held != self.default:
                return held
            db.delete("roles", "person = ?", [person])
            db.insert("roles", row)
        return role

    def holders(self) -> list[RoleHolder]:
        """Return the holders of granted roles, the latest first."""
        return self._rows("role <> ''")

    def find(self, identity: int) -> RoleHolder | None:
        """Return the holder of that number, None if there is none."""
        return next(iter(self._rows("role <> '' AND id = ?", identity)), None)

    def revoke(self, identity: int) -> None:
        """Revoke a role. Its address is kept until the role is no longer displayed, see `revoked_addresses`."""
        with self._database.write() as db:
            db.execute("UPDATE roles SET role = '', note = '', person = 'gone' || id WHERE id = ?", [identity])
            db.execute("DELETE FROM roles WHERE role = '' AND address = ''")

    def displayed(self) -> dict[str, Role]:
        """Return the role to be displayed at each address."""
        displayed = {one.address: one.role for one in self._configured.values()}
        for holder in self._rows("role <> '' AND address <> ''"):
            displayed[holder.address] = max(displayed.get(holder.address, holder.role), holder.role, key=ROLES.index)
        return displayed

    def colleagues(self) -> int:
        """Return the number of people who may act on cases."""
        return len(self.colleague_keys())

    def colleague_keys(self) -> set[str]:
        """Return the people who may act on cases: the staff and the admins."""
        granted = {holder.person for holder in self._rows("role IN ('staff', 'admin')")}
        return granted | {person for person, one in self._configured.items() if may(one.role, "staff")}

    def revoked_addresses(self) -> list[str]:
        """Return the addresses at which a revoked role is still displayed."""
        with self._database.read() as db:
            return [row["address"] for row in db.select("roles", "role = ''")]

    def forget_address(self, address: str) -> None:
        """Erase an address at which no role is displayed any more."""
        with self._database.write() as db:
            db.delete("roles", "role = '' AND address = ?", [address])
        self._database.checkpoint()

    def _rows(self, where: str, *values: object) -> list[RoleHolder]:
        with self._database.read() as db:
            return [_holder(row) for row in db.select("roles", where, values, order_by="id desc")]


def _holder(row: dict[str, Any]) -> RoleHolder:
    return RoleHolder(**{name: row[name] for name in RoleHolder.__dataclass_fields__})
