"""The journal of updates: each is recorded before Telegram is told that it arrived, and erased once it is answered.

Several processes may work on one journal. An update is claimed by one of them, under a lease that it renews while it
works; a chat's unfinished updates are all claimed by the same process, which handles them in order. What a process
leaves when it dies is claimed by another one once the lease is over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.replicas import new_worker
from bot.storage.transactions import ReadTransaction, Row, WriteTransaction

KEEP_IDS = timedelta(days=7)  # Telegram renumbers updates after a week of silence (Bot API, Update.update_id)
TOO_OLD = timedelta(days=2)  # past this an answer is of no use to anybody
LATE = timedelta(seconds=10)  # after which an update that nobody has claimed yet has waited for long

LEASE = timedelta(seconds=20)
HEARTBEAT = timedelta(seconds=5)  # between two renewals
# Two processes may receive two updates of a chat at once, and record the later one first. Telegram numbers updates
# without gaps (Bot API, Update.update_id): what comes after a gap waits for it to close, but not for ever.
PATIENCE = timedelta(seconds=2)
UNCLAIMED = timedelta(seconds=3)  # after which any process may claim what the one it is meant for has not

IsMine: TypeAlias = Callable[[str], bool]  # called with the address of a chat, empty for an update without one

# Free updates, the earliest first, but none of a chat of which another process handles something; and whether this one
# handles something of the chat.
_FREE = (
    "SELECT update_id, address, received, attempts, lease_until, EXISTS (SELECT 1 FROM updates AS mine"
    " WHERE mine.address = this.address AND mine.done IS NULL AND mine.worker = :worker AND mine.lease_until > :now)"
    " AS is_held FROM updates AS this"
    " WHERE done IS NULL AND (lease_until IS NULL OR lease_until <= :now)"
    " AND NOT EXISTS (SELECT 1 FROM updates AS other WHERE other.address = this.address AND other.done IS NULL"
    " AND other.worker <> :worker AND other.lease_until > :now)"
    " ORDER BY update_id LIMIT 1000"
)
# The first update after a gap in the numbers that may still close.
_AFTER_GAP = (
    "SELECT min(update_id) FROM updates AS this"
    " WHERE update_id > coalesce((SELECT max(update_id) FROM updates WHERE received < :settled), 0)"
    " AND NOT EXISTS (SELECT 1 FROM updates AS other WHERE other.update_id = this.update_id - 1)"
)
_CLAIM = (
    "UPDATE updates SET worker = :worker, lease_until = :until"
    " WHERE update_id = :update_id AND done IS NULL AND (lease_until IS NULL OR lease_until <= :now)"
)
_MINE = "worker = ? AND done IS NULL"
_BEGIN = "UPDATE updates SET attempts = attempts + 1 WHERE update_id = ? AND worker = ? AND done IS NULL"
_CANCEL = (
    "UPDATE updates SET attempts = attempts - 1 WHERE update_id = ? AND attempts > 0 AND worker = ? AND done IS NULL"
)
_FINISH = (
    "UPDATE updates SET done = ?, payload = NULL, address = NULL WHERE update_id = ? AND worker = ? AND done IS NULL"
)
_GIVE_BACK = "UPDATE updates SET worker = NULL, lease_until = ? WHERE update_id = ? AND worker = ? AND done IS NULL"
_GIVE_BACK_UNTRIED = (
    "UPDATE updates SET worker = NULL, lease_until = ?, attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END"
    " WHERE update_id = ? AND worker = ? AND done IS NULL"
)
_EXTEND = "UPDATE updates SET lease_until = ? WHERE worker = ? AND done IS NULL"


@dataclass(frozen=True, slots=True)
class ClaimedUpdate:
    """An update that is this process's to handle; `attempts` counts those that began and never ended.

    `is_late` tells that it has waited: it was given back, its process died, or nobody has claimed it for long.
    """

    update_id: int
    payload: dict[str, Any]
    attempts: int
    is_late: bool


class UpdateJournal:
    """The table of updates, as the process `worker` sees it. Synchronous: call it off the event loop.

    The clocks of all processes must agree within some seconds.
    """

    def __init__(self, database: Database, clock: Clock = now, worker: str = "") -> None:
        self._database, self._clock, self.worker = database, clock, worker or new_worker()

    def record(self, update_id: int, payload: str, address: str | None = None, *, claims: bool = False) -> bool:
        """Record an update from the chat at `address`, claimed for this process if `claims` is given.

        Return False if its id is known, whether finished or not.
        """
        row = {"update_id": update_id, "received": self._moment(), "payload": payload, "address": address}
        if claims:
            row |= {"worker": self.worker, "lease_until": self._moment(LEASE)}
        with self._database.write() as db:
            return db.insert_new("updates", row)

    def claim(self, is_mine: IsMine = lambda address: True, patience: timedelta = timedelta()) -> list[ClaimedUpdate]:
        """Claim all free updates of the chats that are this process's to handle, and return them, the earliest first.

        Those of other chats are claimed too if nobody has done so for long. With `patience`, what comes after a gap in
        the numbers waits for it to close.
        """
        values = {"now": self._moment(), "worker": self.worker}
        with self._database.read() as db:
            if not db.fetch_all(_FREE, values):
                return []
        with self._database.write(alone=False) as db:
            gap = db.fetch_value(_AFTER_GAP, {"settled": self._moment(-patience)}) if patience else None

            def may_claim(row: Row) -> bool:
                if gap is not None and row["update_id"] >= gap and not self._is_old(row, patience):
                    return False
                return is_mine(row["address"] or "") or bool(row["is_held"]) or self._is_old(row, UNCLAIMED)

            return self._take(db, db.fetch_all(_FREE, values), may_claim)

    def begin_attempt(self, update_id: int) -> bool:
        """Count an attempt before it is made: a crash leaves no time to count it afterwards.

        Return False if the update is another process's by now, so that this one must leave it alone.
        """
        return self._execute(_BEGIN, update_id, self.worker)

    def cancel_attempt(self, update_id: int) -> None:
        """Take back an attempt that the network or a stop ended: the update was not at fault."""
        self._execute(_CANCEL, update_id, self.worker)

    def give_back(self, update_id: int, delay: timedelta = timedelta()) -> None:
        """Leave an update to whoever claims it, after `delay`; later ones of its chat don't wait for it."""
        self._execute(_GIVE_BACK, self._moment(delay), update_id, self.worker)

    def finish(self, update_id: int, note: str = "") -> None:
        """Mark an update as finished, once, and erase its text and chat; `note` says why it was not answered.

        One that another process has taken over stays as it is. The write-ahead log is emptied as well: it would hold
        the text for as long as the bot runs.
        """
        self._execute(_FINISH, f"{self._moment()} {note}".rstrip(), update_id, self.worker)
        self._database.checkpoint()

    def renew(self, held: Collection[int]) -> set[int]:
        """Renew the leases of the updates that this process holds; return those of them that it has lost.

        What is claimed for this process though it holds it no longer, as after an error of the database, is given back.
        """
        with self._database.read() as db:
            mine = {int(row["update_id"]) for row in db.select("updates", _MINE, [self.worker])}
        if mine:
            with self._database.write(alone=False) as db:
                db.execute(_EXTEND, [self._moment(LEASE), self.worker])
                for update_id in mine - set(held):
                    db.execute(_GIVE_BACK_UNTRIED, [self._moment(), update_id, self.worker])
        return set(held) - mine

    def take_over(self, running: Collection[str]) -> None:
        """Free what processes hold that are not among those `running`, and what was given back for later."""
        with self._database.write(alone=False) as db:
            for row in db.fetch_all("SELECT DISTINCT worker FROM updates WHERE done IS NULL AND worker IS NOT NULL"):
                if row["worker"] not in running:
                    db.execute(_EXTEND, [self._moment(), row["worker"]])
            later = "UPDATE updates SET lease_until = :now WHERE done IS NULL AND worker IS NULL AND lease_until > :now"
            db.execute(later, {"now": self._moment()})

    def prune(self) -> None:
        """Finish what is two days old, delete the ids finished more than a week ago, empty the write-ahead log."""
        too_old = (f"{self._moment()} set aside: too old to answer", self._moment(-TOO_OLD))
        self._execute(
            "UPDATE updates SET done = ?, payload = NULL, address = NULL WHERE done IS NULL AND received < ?", *too_old
        )
        self._execute("DELETE FROM updates WHERE done < ?", self._moment(-KEEP_IDS))
        self._database.checkpoint()

    def _take(self, db: WriteTransaction, free: Iterable[Row], may_claim: Callable[[Row], bool]) -> list[ClaimedUpdate]:
        """Claim the free updates that may be; where one is passed over or lost, so are the later ones of its chat."""
        passed, taken = set[str](), list[ClaimedUpdate]()
        values = {"now": self._moment(), "until": self._moment(LEASE), "worker": self.worker}
        for row in free:
            chat = row["address"] or ""
            if chat not in passed and may_claim(row) and db.execute(_CLAIM, values | {"update_id": row["update_id"]}):
                taken.append(self._claimed(db, row))
            elif chat:
                passed.add(chat)
        return taken

    def _claimed(self, db: ReadTransaction, row: Row) -> ClaimedUpdate:
        payload = db.fetch_value("SELECT payload FROM updates WHERE update_id = ?", [row["update_id"]])
        is_late = bool(row["attempts"] or row["lease_until"]) or self._is_old(row, LATE)
        return ClaimedUpdate(row["update_id"], json.loads(payload), row["attempts"], is_late)

    def _is_old(self, row: Row, age: timedelta) -> bool:
        return bool(row["received"] < self._moment(-age))

    def _execute(self, statement: str, *parameters: object) -> bool:
        with self._database.write(alone=False) as db:
            return bool(db.execute(statement, parameters))

    def _moment(self, distance: timedelta = timedelta()) -> str:
        return iso(self._clock() + distance, "microseconds")
