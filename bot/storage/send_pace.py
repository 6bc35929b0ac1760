"""The pace of sending that several processes share: Telegram's limits hold for the bot, not for each of them.

Each limit is a leaky bucket, kept as the moment when it will be empty (generic cell rate algorithm, ITU-T I.371).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import Clock, now
from bot.storage.database import Database
from bot.storage.transactions import ReadTransaction, WriteTransaction

_SECOND = 1_000_000  # microseconds
_RESERVE = (
    "INSERT INTO send_pace (name, free_at) VALUES (:name, :earliest) ON CONFLICT (name) DO UPDATE SET"
    " free_at = CASE WHEN send_pace.free_at > :now THEN send_pace.free_at + :step ELSE :earliest END RETURNING free_at"
)
_HOLD = (
    "INSERT INTO send_pace (name, free_at) VALUES (:name, :until) ON CONFLICT (name) DO UPDATE SET"
    " free_at = CASE WHEN send_pace.free_at > :until THEN send_pace.free_at ELSE :until END"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages in so many seconds, of which `burst` may be sent at once."""

    messages: int
    seconds: int
    burst: int

    @property
    def step(self) -> int:
        """The microseconds that one message takes."""
        return self.seconds * _SECOND // self.messages


# Bot FAQ, "My bot is hitting limits, how do I avoid this?": a chat takes short bursts, such as an answer in parts.
IN_ALL, IN_CHAT, IN_GROUP = Limit(30, 1, burst=30), Limit(1, 1, burst=4), Limit(20, 60, burst=20)
_ALL, _FLOOD = "all", "flood"  # no chat's key is one of these


class SendPace:
    """The table of the limits, shared by all processes. Synchronous: call it off the event loop."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def reserve(self, chat: str, *, is_group: bool) -> float:
        """Reserve the next place for a message to a chat, by its key; return the seconds until it may be sent."""
        with self._database.write(alone=False) as db:  # in this order: the last row is the one that all wait for
            waits = [self._reserve(db, chat, IN_CHAT)]
            if is_group:
                waits.append(self._reserve(db, f"{chat} group", IN_GROUP))
            waits += [self._reserve(db, _ALL, IN_ALL), self._flood(db)]
        return max(waits)

    def held(self) -> float:
        """Return the seconds for which Telegram wants nothing sent."""
        with self._database.read() as db:
            return self._flood(db)

    def hold(self, seconds: float) -> None:
        """Have all processes send nothing for `seconds`, since Telegram asks for that."""
        with self._database.write(alone=False) as db:
            db.execute(_HOLD, {"name": _FLOOD, "until": self._now() + round(seconds * _SECOND)})

    def prune(self) -> None:
        """Forget the chats to which anything may be sent."""
        with self._database.write(alone=False) as db:
            db.delete("send_pace", "free_at < ?", [self._now()])

    def _reserve(self, db: WriteTransaction, name: str, limit: Limit) -> float:
        present = self._now()
        values = {"name": name, "now": present, "step": limit.step, "earliest": present + limit.step}
        free_at = int(db.fetch_value(_RESERVE, values))
        return max(0, free_at - limit.burst * limit.step - present) / _SECOND

    def _flood(self, db: ReadTransaction) -> float:
        free_at = db.fetch_value("SELECT free_at FROM send_pace WHERE name = ?", [_FLOOD])
        return max(0, (free_at or 0) - self._now()) / _SECOND

    def _now(self) -> int:
        return round(self._clock().timestamp() * _SECOND)
