"""People who wrote of a danger within the last hours, and what they said to the offer of a reply by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.storage.database import Database

RECENT_FOR = timedelta(hours=24)  # what is written since may still speak of the danger
_AGREED_FOR = timedelta(days=7)  # so that a later answer finds a child addressed as one

ExchangeState: TypeAlias = Literal["told", "asked", "agreed"]


@dataclass(frozen=True, slots=True)
class DangerExchange:
    """What a person was offered last, and when (ISO 8601 UTC): nothing yet, consent, or they have agreed.

    `number` is that of their case, empty if they may have meant no danger. A child is addressed as one.
    """

    number: str
    state: ExchangeState
    is_child: bool
    at: str
    is_recent: bool = True


class DangerExchanges:
    """The table of exchanges, at most one for each private chat, so that a restart loses none; never any words."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def of(self, chat: str) -> DangerExchange | None:
        """Return the exchange of a chat; None if there is none, or its time is over."""
        with self._database.read() as db:
            rows = db.select("danger_exchanges", "chat = ? AND until >= ?", [chat, iso(self._clock())])
        return next((self._exchange(row) for row in rows), None)

    def keep(self, chat: str, number: str, state: ExchangeState, is_child: bool) -> None:
        """Keep the exchange of a chat, in place of the one before."""
        at = self._clock()
        until = at + (_AGREED_FOR if state == "agreed" else RECENT_FOR)
        row = {"chat": chat, "number": number, "state": state, "is_child": int(is_child)}
        with self._database.write() as db:
            db.upsert("danger_exchanges", row | {"at": iso(at), "until": iso(until)}, key="chat")

    def discard(self, chat: str) -> None:
        """Erase the exchange of a chat: what is written next speaks of something else."""
        with self._database.write() as db:
            db.delete("danger_exchanges", "chat = ?", [chat])

    def _exchange(self, row: dict[str, object]) -> DangerExchange:
        at, state = str(row["at"]), str(row["state"])
        is_recent = self._clock() - datetime.fromisoformat(at) <= RECENT_FOR
        known: ExchangeState = "asked" if state == "asked" else "agreed" if state == "agreed" else "told"
        return DangerExchange(str(row["number"]), known, bool(row["is_child"]), at, is_recent)
