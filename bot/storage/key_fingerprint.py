"""The secret key that a database was written with, by a fingerprint: under another one nobody would be recognised."""

from __future__ import annotations

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.transactions import OtherKeyError

_DIGITS = 12  # of a keyed hash: enough to tell keys apart, and nothing of the key


class KeyFingerprint:
    """The row of `key_fingerprint`, kept from the first start on; replicas with copies of one key all find theirs."""

    def __init__(self, database: Database, keys: ChatKeys, clock: Clock = now) -> None:
        self._database, self._clock = database, clock
        self.own = keys.tag("fingerprint")[:_DIGITS]

    def check(self) -> str:
        """Return the fingerprint of the key, the database's as well if it has one. Raise OtherKeyError if they differ.

        The text of the error names both: whoever compares machines needs them.
        """
        with self._database.read() as db:
            known = db.fetch_value("SELECT fingerprint FROM key_fingerprint")
        if known not in (None, self.own):
            raise OtherKeyError(f"it was written with another secret key ({known}) than the one here ({self.own})")
        return self.own

    def claim(self) -> None:
        """Record the key if none is recorded yet. Raise OtherKeyError if another one is: of two at once, one wins."""
        with self._database.write() as db:
            if db.fetch_value("SELECT fingerprint FROM key_fingerprint") is None:
                db.insert("key_fingerprint", {"fingerprint": self.own, "at": iso(self._clock())})
            self.check()

    def adopt(self) -> None:
        """Record the key in the place of any other."""
        with self._database.write() as db:
            db.delete("key_fingerprint", "1 = 1")
            db.insert("key_fingerprint", {"fingerprint": self.own, "at": iso(self._clock())})
