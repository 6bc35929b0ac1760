"""Invitations: codes that grant a role once, until a date."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock, iso, now
from bot.domain.access.roles import Role
from bot.storage.database import Database

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 letters and digits, without l, o, 0 and 1, which look alike
LENGTH = 16  # 80 bits: cannot be guessed
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
GROUP = 4  # letters between the gaps that people put into a code
_LIKE_CODE = re.compile(r"(?=.*[a-z])(?=.*[0-9])[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation. `note` names the person it is for; `until` is ISO 8601 UTC."""

    id: int
    role: Role
    note: str
    until: str


class Invitations:
    """The table of open invitations. `hash_of` is a keyed hash: the codes themselves are not stored."""

    def __init__(self, database: Database, hash_of: Callable[[str], str], clock: Clock = now) -> None:
        self._database, self._hash, self._clock = database, hash_of, clock

    def create(self, role: Role, days: int, note: str = "") -> str:
        """Create an invitation and return its code, which can't be read again later."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        until = self._now(timedelta(days=days))
        with self._database.write() as db:
            db.insert("invitations", {"code": self._hash(code), "role": role, "note": note, "until": until})
        return code

    def find(self, code: str) -> Invitation | None:
        """Return the open invitation of a code, however it is typed."""
        return next(iter(self._rows("code = ? AND until >= ?", self._hash(plain_code(code)), self._now())), None)

    def open(self) -> list[Invitation]:
        """Return the open invitations, the latest first."""
        return self._rows("until >= ?", self._now())

    def withdraw(self, identity: int) -> Invitation | None:
        """Withdraw an invitation and return it; None if it was used, withdrawn or expired before."""
        with self._database.write() as db:
            found = self._rows("id = ? AND until >= ?", identity, self._now())
            db.delete("invitations", "id = ?", [identity])
        return found[0] if found else None

    def _now(self, later: timedelta = timedelta()) -> str:
        return iso(self._clock() + later)

    def _rows(self, where: str, *values: object) -> list[Invitation]:
        with self._database.read() as db:
            return [_invitation(row) for row in db.select("invitations", where, values, order_by="id desc")]


def plain_code(code: str) -> str:
    """Return a code in its canonical form, from what someone typed.

    >>> plain_code(" ABCD-efgh 2345-6789 "), CODE.fullmatch(plain_code("salut")) is None
    ('abcdefgh23456789', True)
    """
    return re.sub(r"[\s-]", "", code).lower()


def resembles_code(text: str) -> bool:
    """Tell whether a text is a code that was cut, has a letter too many, or was copied with letters that none has.

    >>> [resembles_code(text) for text in ("abcdefgh234567", "bonjour", "partenariats", "abcd-efgh-2345-67899")]
    [True, False, False, True]
    >>> resembles_code("ABCDEFGH12345678"), resembles_code("O0l1 efgh 2345 6789"), resembles_code("audit final 2026")
    (True, True, False)
    """
    code, parts = plain_code(text), re.split(r"[\s-]+", text.strip())
    has_length = abs(len(code) - LENGTH) <= LENGTH // 4
    is_grouped = len(parts) == 1 or all(len(part) == GROUP for part in parts[:-1])
    return has_length and is_grouped and bool(_LIKE_CODE.fullmatch(code))


def _invitation(row: dict[str, Any]) -> Invitation:
    return Invitation(**{name: row[name] for name in Invitation.__dataclass_fields__})
