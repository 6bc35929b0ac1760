"""Invitations: codes that give a role, once, until a day."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.access.roles import Role
from bot.storage.database import Database

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters and digits, without l, o, 0 and 1, which look alike
LENGTH = 16  # 80 bits: not to be guessed
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that is open. `note` says for whom it is; `until` is ISO 8601 UTC."""

    id: int
    role: Role
    note: str
    until: str


class Invitations:
    """The table of open invitations. `hash_of` is a keyed hash: the codes themselves are kept nowhere."""

    def __init__(
        self, database: Database, hash_of: Callable[[str], str], clock: Callable[[], datetime] | None = None
    ) -> None:
        self._database, self._hash = database, hash_of
        self._clock = clock or partial(datetime.now, UTC)

    def make(self, role: Role, days: int, note: str = "") -> str:
        """Make an invitation and return its code, which is not to be had again."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        until = self._now(timedelta(days=days))
        with self._database.write() as db:
            db.insert("invitations", {"code": self._hash(code), "role": role, "note": note, "until": until})
        return code

    def find(self, code: str) -> Invitation | None:
        """Return the open invitation of a code, however it is typed."""
        return next(iter(self._rows("code = ? AND until >= ?", self._hash(plain(code)), self._now())), None)

    def open(self) -> list[Invitation]:
        """Return the open invitations, the latest first."""
        return self._rows("until >= ?", self._now())

    def withdraw(self, identity: int) -> Invitation | None:
        """End an invitation and return it; None if it was used, withdrawn or over before."""
        with self._database.write() as db:
            found = self._rows("id = ? AND until >= ?", identity, self._now())
            db.delete("invitations", "id = ?", [identity])
        return found[0] if found else None

    def _now(self, later: timedelta = timedelta()) -> str:
        return (self._clock() + later).astimezone(UTC).isoformat(timespec="seconds")

    def _rows(self, where: str, *values: object) -> list[Invitation]:
        with self._database.read() as db:
            return [_invitation(row) for row in db.select("invitations", where, values, order_by="id desc")]


def plain(code: str) -> str:
    """Return a code as it was made, from what someone typed.

    >>> plain(" ABCD-efgh 2345-6789 "), CODE.fullmatch(plain("salut")) is None
    ('abcdefgh23456789', True)
    """
    return re.sub(r"[\s-]", "", code).lower()


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(**{name: row[name] for name in Invitation.__dataclass_fields__})
