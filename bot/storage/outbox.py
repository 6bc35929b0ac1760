"""The outbox: messages that the running bot sends on its own, to any chat, whichever process wrote them.

A message is sent once. If the process dies between sending and recording it, nobody can tell whether it
arrived (the Bot API has no key by which a repeated sendMessage would be known): it is sent again,
at least once, and `uncertain_sends` counts how often. An alert that never comes does more harm than one that comes
twice.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.outgoing_messages import (
    ClaimedMessage,
    DeliveryReceipt,
    DeliveryState,
    FailureReason,
    OutgoingMessage,
    claimed_message,
    delivery_receipt,
)
from bot.storage.replicas import new_worker

LEASE = timedelta(seconds=20)  # of a message that is being sent, renewed while its process lives
MAX_UNCERTAIN_SENDS = 3  # a message that was being sent at three crashes is not tried a fourth time
KEEP = timedelta(days=30)  # records of messages, without address and text

_OPEN = "state IN ('waiting', 'sending')"
_CANCELLED = "state = 'sending' AND address IS NULL"  # it may still arrive, but is not tried again
_CANCEL_SENDING = "UPDATE outbox SET address = NULL, content = NULL WHERE state = 'sending'"

# One that was to go at once and was added after the present time is due: the clock was put back.
# The first message that is due, to an address with none being sent and none before it that is being retried.
_NEXT = (
    "SELECT id FROM outbox AS this WHERE state = 'waiting' AND (due <= :now OR (added > :now AND"
    " (due = added OR attempts > 0))) AND NOT EXISTS (SELECT 1 FROM outbox AS other"
    " WHERE other.address = this.address AND (other.state = 'sending'"
    " OR (other.state = 'waiting' AND other.attempts > 0 AND other.id < this.id))) ORDER BY due, id LIMIT 1"
)

_CLAIM = "UPDATE outbox SET state = 'sending', attempts = attempts + 1, worker = ?, lease_until = ? WHERE id = ?"
_SEND_AGAIN = (
    "UPDATE outbox SET state = 'waiting', uncertain_sends = uncertain_sends + 1 WHERE id = ? AND state = 'sending'"
)

_log = logging.getLogger(__name__)


DeliveryListener: TypeAlias = Callable[[DeliveryReceipt], None]
Guard: TypeAlias = Callable[[int], bool]  # called with the id of a message; False if it may not be sent any more
AddressListener: TypeAlias = Callable[[str, str], None]  # called with the old and the new address of a chat


class Outbox:
    """The table of messages to send; safe to use from several threads and processes.

    Messages to one address are sent in the order in which they were added, except past one whose time has not come.
    Each is sent by one process, `worker` being the name of this one, under a lease that it renews.
    """

    def __init__(self, database: Database, clock: Clock = now, worker: str = "") -> None:
        self._database = database
        self._clock, self._worker = clock, worker or new_worker()
        self._listeners: list[tuple[str, DeliveryListener]] = []
        self._guards: list[tuple[str, Guard]] = []
        self._address_listeners: list[AddressListener] = []
        self._wake: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def listen(self, prefix: str, listener: DeliveryListener) -> None:
        """Have `listener` called when a message whose reference begins with `prefix` is sent or has failed.

        It is called inside the transaction that records it, so what it writes is kept if and only if the record is.
        """
        self._listeners.append((prefix, listener))

    def guard(self, suffix: str, guard: Guard) -> None:
        """Have `guard` asked before the first attempt to send a message whose reference ends with `suffix`.

        A message that it refuses is withdrawn. It is called inside the transaction that claims the message.
        """
        self._guards.append((suffix, guard))

    def listen_to_moves(self, listener: AddressListener) -> None:
        """Have `listener` called with the old and the new address when a chat turns out to have moved."""
        self._address_listeners.append(listener)

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """Have `wake` called, from any thread, whenever this process adds a message."""
        with self._lock:
            self._wake = wake

    def add(self, message: OutgoingMessage, delay: timedelta = timedelta()) -> int:
        """Add a message to be sent after `delay` and return its id; it is part of the transaction around it."""
        added = self._clock()
        row = {name: getattr(message, name) for name in message.__dataclass_fields__}
        row |= {"added": _iso(added), "due": _iso(added + delay)}
        with self._database.write() as db:
            identity = db.insert_numbered("outbox", row)
        with self._lock:
            if self._wake:
                self._wake()
        return identity

    def withdraw(self, identity: int) -> bool:
        """Withdraw and erase a message; return False if it has ended or was tried. True means that nothing was sent.

        Of a message that was tried, a part may have arrived, or all of it without the confirmation.
        """
        done = self._finish(identity, "withdrawn", among="state = 'waiting' AND attempts = 0")
        self._database.checkpoint()
        return done

    def erase_address(self, address: str) -> int:
        """Withdraw all messages to `address` that wait, tried or not; return their number.

        What is being sent may arrive, but is erased too and not tried again.
        """
        return self._withdraw_where("address = :value", address)

    def withdraw_all(self, prefix: str) -> int:
        """Withdraw all messages that wait, tried or not, whose reference begins with `prefix`; return their number.

        What is being sent may arrive, but is erased too and not tried again.
        """
        return self._withdraw_where("substr(reference, 1, length(:value)) = :value", prefix)

    def is_under_way(self, reference: str) -> bool:
        """Tell whether a message of exactly that reference waits or is being sent, and was not withdrawn."""
        with self._database.read() as db:
            return db.count("outbox", f"{_OPEN} AND address IS NOT NULL AND reference = ?", [reference]) > 0

    def receipt(self, identity: int) -> DeliveryReceipt | None:
        """Return the delivery of a message so far; None if it is unknown or was pruned."""
        with self._database.read() as db:
            rows = db.select("outbox", "id = ?", [identity])
        return delivery_receipt(rows[0]) if rows else None

    def due_at(self, identity: int) -> str:
        """Return the moment at which a waiting message is to be sent, in ISO 8601 UTC; empty for any other."""
        with self._database.read() as db:
            rows = db.select("outbox", "id = ? AND state = 'waiting'", [identity])
        return str(rows[0]["due"]) if rows else ""

    def recover(self, running: Collection[str] | None = None) -> int:
        """Requeue what is past its lease, and what was being sent by processes not among those `running`, if given.

        Return the number of messages that are sent again.
        """
        with self._database.read() as db:
            sending = db.select("outbox", "state = 'sending'", order_by="id")
        dead = {row["worker"] for row in sending if running is not None} - set(running or ())
        lapsed = self._lease_end()
        left = [row["id"] for row in sending if row["worker"] in dead or (row["lease_until"] or "") <= lapsed]
        return sum(self._requeue_uncertain(identity) for identity in left)

    def renew(self, held: Collection[int]) -> None:
        """Renew the leases of the claimed messages that this process still sends."""
        if not held:
            return
        with self._database.write() as db:
            for identity in held:
                renewal = "UPDATE outbox SET lease_until = ? WHERE id = ? AND worker = ? AND state = 'sending'"
                db.execute(renewal, [self._lease_end(LEASE), identity, self._worker])

    def claim(self) -> ClaimedMessage | None:
        """Claim the next message that is due, for this caller alone; None if there is none."""
        with self._database.write() as db:
            while (found := db.fetch_value(_NEXT, {"now": _iso(self._clock())})) is not None and not self._may_go(
                found
            ):
                self._finish(found, "withdrawn", among="state = 'waiting'")
            if found is None:
                return None
            db.execute(_CLAIM, [self._worker, self._lease_end(LEASE), found])
            return claimed_message(db.select("outbox", "id = ?", [found])[0])

    def until_due(self) -> timedelta | None:
        """Return the time until the next message is due; None if none is set for later."""
        present = self._clock()
        statement = "SELECT min(due) FROM outbox WHERE state = 'waiting' AND due > ?"
        with self._database.read() as db:
            first = db.fetch_value(statement, [_iso(present)])
        return datetime.fromisoformat(first) - present if first else None

    def progress(self, identity: int, messages: tuple[int, ...]) -> None:
        """Record the parts sent so far, so that a retry goes on after them."""
        self._update(identity, messages=json.dumps(messages))

    def requeue(self, identity: int, delay: timedelta) -> None:
        """Requeue a claimed message, to be sent after `delay`; one that was withdrawn meanwhile ends.

        One that another process has taken over is left to it.
        """
        statement = "UPDATE outbox SET state = 'waiting', due = ? WHERE id = ? AND state = 'sending' AND worker = ?"
        with self._database.write() as db:
            if not self._finish(identity, "withdrawn", among=_CANCELLED):
                db.execute(statement, [_iso(self._clock() + delay), identity, self._worker])

    def change_address(self, identity: int, old: str, new: str) -> None:
        """Requeue a claimed message, and send it and all that wait for the chat `old` to `new`."""
        with self._database.write():
            self.requeue(identity, timedelta())
            self.move_address(old, new)

    def move_address(self, old: str, new: str) -> None:
        """Send all that wait for the chat `old` to `new`, and notify the listeners to moves."""
        with self._database.write() as db:
            # The ids of messages in the old chat are those of others in the new one.
            moved = "UPDATE outbox SET address = ?, edits = NULL, quotes = NULL WHERE address = ? AND state = 'waiting'"
            db.execute(moved, [new, old])
            for listener in self._address_listeners:
                self._call(partial(listener, old, new))

    def sent(self, identity: int, messages: tuple[int, ...]) -> None:
        """Record that a claimed message arrived as `messages`, notify listeners, and erase its address and text."""
        self.progress(identity, messages)
        self._finish(identity, "sent")
        self._database.checkpoint()

    def failed(self, identity: int, reason: FailureReason) -> None:
        """Record that a claimed message can't be sent, notify listeners, and erase its address and text."""
        self._finish(identity, "failed", reason)
        self._database.checkpoint()

    def prune(self) -> None:
        """Delete the records of messages that ended more than 30 days ago."""
        with self._database.write() as db:
            db.execute("DELETE FROM outbox WHERE finished < ?", [_iso(self._clock() - KEEP)])

    def _requeue_uncertain(self, identity: int) -> bool:
        """Requeue a message that may have been sent, unless it was withdrawn or that happened too often."""
        with self._database.write() as db:
            if self._finish(identity, "withdrawn", among=_CANCELLED):
                return False
            if not db.execute(_SEND_AGAIN, [identity]):
                return False
            given_up = f"state = 'waiting' AND uncertain_sends >= {MAX_UNCERTAIN_SENDS}"
            return not self._finish(identity, "failed", "uncertain", among=given_up)

    def _lease_end(self, length: timedelta = timedelta()) -> str:
        return _iso(self._clock() + length)

    def _may_go(self, identity: int) -> bool:
        """Tell whether the guards let a message go; one that was tried before may have arrived, and goes on."""
        with self._database.read() as db:
            row = db.select("outbox", "id = ?", [identity])[0]
        if row["attempts"]:
            return True
        asked = [guard for suffix, guard in self._guards if row["reference"].endswith(suffix)]
        return all(self._lets_go(guard, identity) for guard in asked)

    def _lets_go(self, guard: Guard, identity: int) -> bool:
        """Ask a guard in a nested transaction; if it fails, the message goes: it was permitted when it was written."""
        try:
            with self._database.write():
                return guard(identity)
        except Exception as error:  # noqa: BLE001 - whatever a guard makes of it
            _log.error("Whether a message may be sent could not be asked (%s).", type(error).__name__)
            return True

    def _withdraw_where(self, where: str, value: str) -> int:
        with self._database.write() as db:
            rows = db.select("outbox", f"state = 'waiting' AND {where}", {"value": value})
            taken = [self._finish(row["id"], "withdrawn", among="state = 'waiting'") for row in rows]
            db.execute(f"{_CANCEL_SENDING} AND {where}", {"value": value})
        self._database.checkpoint()
        return sum(taken)

    def _finish(
        self, identity: int, state: DeliveryState, reason: FailureReason | None = None, among: str = _OPEN
    ) -> bool:
        """End a message if it meets the condition `among`; tell whether it did."""
        change = "UPDATE outbox SET state = ?, reason = ?, finished = ?, address = NULL, content = NULL"
        statement = f"{change} WHERE id = ? AND {among}"
        with self._database.write() as db:
            if not db.execute(statement, [state, reason, _iso(self._clock()), identity]):
                return False
            if state in ("sent", "failed"):
                self._notify(delivery_receipt(db.select("outbox", "id = ?", [identity])[0]))
        return True

    def _notify(self, receipt: DeliveryReceipt) -> None:
        for prefix, listener in self._listeners:
            if receipt.reference.startswith(prefix):
                self._call(partial(listener, receipt))

    def _call(self, call: Callable[[], None]) -> None:
        """Call a listener in a nested transaction: if it fails, only what it wrote is undone."""
        try:
            with self._database.write():
                call()
        except Exception as error:  # noqa: BLE001 - whatever a listener makes of it
            _log.error("The delivery of a message could not be recorded (%s).", type(error).__name__)

    def _update(self, identity: int, **values: object) -> None:
        with self._database.write() as db:
            db.update("outbox", values, "id", identity)


def _iso(moment: datetime) -> str:
    """Return the moment to the microsecond: messages added in the same second keep their order."""
    return iso(moment, "microseconds")
