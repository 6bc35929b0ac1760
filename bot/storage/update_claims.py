"""Updates that several processes work on: each is claimed by one of them, those of a chat one after the other.

A claim holds for the time of a lease, which the process renews while it works: what a process leaves when it dies is
taken over by another one. A process that was too slow can't finish what another has taken over (fencing, by the number
of the attempt).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock, iso, now
from bot.storage.database import Database

LEASE = timedelta(seconds=20)
HEARTBEAT = timedelta(seconds=5)  # between two renewals
# Two processes may receive two updates of a chat at once, and record the later one first. Telegram numbers updates
# without gaps (Bot API, Update.update_id): one whose predecessor is missing waits for it, but not for ever.
PATIENCE = timedelta(seconds=2)

_CLAIMABLE = (
    "SELECT update_id, payload, attempts FROM updates AS this"
    " WHERE done IS NULL AND (lease_until IS NULL OR lease_until < :now)"
    " AND NOT EXISTS (SELECT 1 FROM updates AS earlier WHERE earlier.address = this.address"
    " AND earlier.done IS NULL AND earlier.update_id < this.update_id)"
    " AND (received < :settled OR EXISTS"
    " (SELECT 1 FROM updates AS before WHERE before.update_id = this.update_id - 1))"
    " ORDER BY update_id LIMIT 1"
)
_CLAIM = "UPDATE updates SET worker = ?, lease_until = ?, attempts = attempts + 1 WHERE update_id = ?"
_MINE = "update_id = :update_id AND worker = :worker AND attempts = :attempts AND done IS NULL"


@dataclass(frozen=True, slots=True)
class UpdateClaim:
    """An update that is this process's to handle; `attempts` counts this one too."""

    update_id: int
    payload: dict[str, Any]
    attempts: int


class UpdateClaims:
    """The claims of the process called `worker`, a name that no other one has. Synchronous: call it off the event loop.

    The clocks of all processes must agree within some seconds.
    """

    def __init__(self, database: Database, worker: str, clock: Clock = now) -> None:
        self._database, self._worker, self._clock = database, worker, clock

    def claim(self) -> UpdateClaim | None:
        """Claim the first update whose chat has no earlier one unfinished; None if there is none now."""
        moments = {"now": self._moment(), "settled": self._moment(-PATIENCE)}
        with self._database.write(alone=False) as db:
            row = db.fetch_one(_CLAIMABLE + db.skip_locked, moments)
            if row is None:
                return None
            db.execute(_CLAIM, [self._worker, self._moment(LEASE), row["update_id"]])
        return UpdateClaim(row["update_id"], json.loads(row["payload"]), row["attempts"] + 1)

    def renew(self) -> int:
        """Renew the leases of all that this process handles, and return their number."""
        renewal = "UPDATE updates SET lease_until = ? WHERE worker = ? AND done IS NULL"
        with self._database.write(alone=False) as db:
            return db.execute(renewal, [self._moment(LEASE), self._worker])

    def finish(self, claim: UpdateClaim, note: str = "") -> bool:
        """Mark an update as finished and erase its text and chat; False if another process has taken it over."""
        finished = "UPDATE updates SET done = :done, payload = NULL, address = NULL, worker = NULL, lease_until = NULL"
        done = self._change(claim, finished, done=f"{self._moment()} {note}".rstrip())
        self._database.checkpoint()
        return done

    def give_back(self, claim: UpdateClaim) -> bool:
        """Leave an update to whoever claims it next, as if it had not been tried; False if it was taken over."""
        return self._change(claim, "UPDATE updates SET worker = NULL, lease_until = NULL, attempts = attempts - 1")

    def _change(self, claim: UpdateClaim, change: str, **values: object) -> bool:
        mine = {"update_id": claim.update_id, "worker": self._worker, "attempts": claim.attempts}
        with self._database.write(alone=False) as db:
            return bool(db.execute(f"{change} WHERE {_MINE}", mine | values))

    def _moment(self, distance: timedelta = timedelta()) -> str:
        return iso(self._clock() + distance, "microseconds")
