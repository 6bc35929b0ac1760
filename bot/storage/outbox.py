"""The outbox: messages that the running bot sends on its own, to any chat, whichever process wrote them.

A letter is sent once. If the process dies between sending and noting it, nobody can tell whether it
arrived (the Bot API has no key by which a repeated sendMessage would be known): it is sent again,
at least once, and `doubts` counts how often. An alert that never comes does more harm than one that comes twice.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias

from bot.storage.database import Database
from corpus.language import Language

DeliveryState: TypeAlias = Literal["waiting", "sending", "sent", "failed", "withdrawn"]
FailureReason: TypeAlias = Literal["blocked", "gone", "refused", "unreachable", "doubtful"]

MOST_DOUBTS = 3  # a letter that was on its way at three crashes is not tried a fourth time
KEEP = timedelta(days=30)  # what became of a letter, without its address and words

_OPEN = "state IN ('waiting', 'sending')"
_CALLED_OFF = "state = 'sending' AND address IS NULL"  # it may arrive yet, but is not tried again

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send. `address` says where and is opaque here (on Telegram: the chat's id).

    `content` is JSON (see `bot.replies.reply_json`), `reference` says what it is about ("case:R-2026-0042:answer"),
    `edits` is the id of a message to change instead of sending one, `quotes` of one to reply to.
    """

    address: str
    language: Language
    content: str
    reference: str
    edits: int | None = None
    quotes: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A letter that is to be sent now. `sent` are the ids of the parts that went out before a fault."""

    id: int
    letter: OutgoingMessage
    attempts: int
    added: datetime
    sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What became of a letter; `messages` are the ids of the messages that it became, in order."""

    id: int
    reference: str
    state: DeliveryState
    reason: FailureReason | None = None
    messages: tuple[int, ...] = ()
    doubts: int = 0


Listener: TypeAlias = Callable[[DeliveryReceipt], None]
DeliveryListener: TypeAlias = Callable[[str, str], None]


class Outbox:
    """The table of letters; safe to use from several threads and processes.

    Letters to one address go in the order in which they were added, except past one whose time has not come.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or partial(datetime.now, UTC)
        self._listeners: list[tuple[str, Listener]] = []
        self._followers: list[DeliveryListener] = []
        self._wake: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def listen(self, prefix: str, listener: Listener) -> None:
        """Have `listener` called when a letter whose reference begins with `prefix` is sent or has failed.

        It is called inside the transaction that notes it, so what it writes is kept if and only if the note is.
        """
        self._listeners.append((prefix, listener))

    def follow(self, follower: DeliveryListener) -> None:
        """Have `follower` called with the old and the new address when a chat turns out to have moved."""
        self._followers.append(follower)

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """Have `wake` called, from any thread, whenever this process adds a letter."""
        with self._lock:
            self._wake = wake

    def add(self, letter: OutgoingMessage, delay: timedelta = timedelta()) -> int:
        """Put a letter in, to be sent after `delay`, and return its id. It goes with the transaction around it."""
        now = self._clock()
        row = {name: getattr(letter, name) for name in letter.__dataclass_fields__}
        row |= {"added": _iso(now), "due": _iso(now + delay)}
        with self._database.write() as db:
            identity = db.insert("outbox", row)
        with self._lock:
            if self._wake:
                self._wake()
        return identity

    def withdraw(self, identity: int) -> bool:
        """Take a letter back and erase it; False if it is gone, or was tried: who says so says that nothing went out.

        Of a letter that is tried again a part may have arrived, or all of it and not the answer to our request.
        """
        done = self._finish(identity, "withdrawn", among="state = 'waiting' AND attempts = 0")
        self._database.checkpoint()
        return done

    def forget(self, address: str) -> int:
        """Erase whatever waits for `address`, tried or not; return how many letters that were.

        What is being sent may arrive, but is erased too and not tried again.
        """
        return self._withdraw_all("address = :value", address)

    def drop(self, prefix: str) -> int:
        """Erase whatever waits, tried or not, with a reference that begins with `prefix`; return how many that were.

        What is being sent may arrive, but is erased too and not tried again.
        """
        return self._withdraw_all("substr(reference, 1, length(:value)) = :value", prefix)

    def _withdraw_all(self, where: str, value: str) -> int:
        with self._database.write() as db:
            rows = db.select("outbox", f"state = 'waiting' AND {where}", {"value": value})
            taken = [self._finish(row["id"], "withdrawn", among="state = 'waiting'") for row in rows]
            db.execute(f"{_CALL_OFF} AND {where}", {"value": value})
        self._database.checkpoint()
        return sum(taken)

    def is_under_way(self, reference: str) -> bool:
        """Tell whether a letter of exactly that reference is waiting or being sent, and was not called off."""
        with self._database.read() as db:
            return db.count("outbox", f"{_OPEN} AND address IS NOT NULL AND reference = ?", [reference]) > 0

    def receipt(self, identity: int) -> DeliveryReceipt | None:
        """Return what has become of a letter so far; None if it is unknown or long forgotten."""
        with self._database.read() as db:
            rows = db.select("outbox", "id = ?", [identity])
        return _receipt(rows[0]) if rows else None

    def recover(self) -> int:
        """Put back what was on its way when the last run ended, and return how many letters those are.

        To be called before the first claim of a run: one process at a time sends.
        """
        with self._database.write() as db:
            for row in db.select("outbox", _CALLED_OFF):
                self._finish(row["id"], "withdrawn")
            db.execute(
                "UPDATE outbox SET state = 'waiting', uncertain_sends = uncertain_sends + 1 WHERE state = 'sending'"
            )
            doubted = db.select("outbox", "state = 'waiting' AND uncertain_sends >= ?", [MOST_DOUBTS])
            for row in doubted:
                self._finish(row["id"], "failed", "doubtful")
            return db.count("outbox", "uncertain_sends > 0 AND state = 'waiting'")

    def claim(self) -> ClaimedMessage | None:
        """Take the next letter that is due; nobody else gets it. None if there is none."""
        with self._database.write() as db:
            found = db.fetch_value(_NEXT, [_iso(self._clock())])
            if found is None:
                return None
            db.execute("UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ?", [found])
            return _claim(db.select("outbox", "id = ?", [found])[0])

    def until_due(self) -> timedelta | None:
        """Return how long it is until the time of another letter comes; None if none is set for later."""
        now = self._clock()
        statement = "SELECT min(due) FROM outbox WHERE state = 'waiting' AND due > ?"
        with self._database.read() as db:
            first = db.fetch_value(statement, [_iso(now)])
        return datetime.fromisoformat(first) - now if first else None

    def progress(self, identity: int, messages: tuple[int, ...]) -> None:
        """Note the messages that a letter has become so far, so that a retry goes on after them."""
        self._update(identity, messages=json.dumps(messages))

    def again(self, identity: int, delay: timedelta) -> None:
        """Put a claimed letter back, to be sent after `delay`; one that was called off meanwhile ends."""
        statement = "UPDATE outbox SET state = 'waiting', due = ? WHERE id = ? AND state = 'sending'"
        with self._database.write() as db:
            if not self._finish(identity, "withdrawn", among=_CALLED_OFF):
                db.execute(statement, [_iso(self._clock() + delay), identity])

    def relocate(self, identity: int, old: str, new: str) -> None:
        """Put a claimed letter back, and have it and all that waits for the chat `old` go to `new`."""
        with self._database.write() as db:
            self.again(identity, timedelta())
            db.execute("UPDATE outbox SET address = ? WHERE address = ? AND state = 'waiting'", [new, old])
            for follower in self._followers:
                self._heed(partial(follower, old, new))

    def sent(self, identity: int, messages: tuple[int, ...]) -> None:
        """Note that a claimed letter arrived as `messages`, tell who listens, and erase its address and words."""
        self.progress(identity, messages)
        self._finish(identity, "sent")
        self._database.checkpoint()

    def failed(self, identity: int, reason: FailureReason) -> None:
        """Note that a claimed letter can't be sent, tell who listens, and erase its address and words."""
        self._finish(identity, "failed", reason)
        self._database.checkpoint()

    def prune(self) -> None:
        """Forget what became of letters that were finished more than 30 days ago."""
        with self._database.write() as db:
            db.execute("DELETE FROM outbox WHERE finished < ?", [_iso(self._clock() - KEEP)])

    def _finish(
        self, identity: int, state: DeliveryState, reason: FailureReason | None = None, among: str = _OPEN
    ) -> bool:
        """End a letter, if it is `among` those that may end so; tell whether it was."""
        change = "UPDATE outbox SET state = ?, reason = ?, finished = ?, address = NULL, content = NULL"
        statement = f"{change} WHERE id = ? AND {among}"
        with self._database.write() as db:
            if not db.execute(statement, [state, reason, _iso(self._clock()), identity]):
                return False
            if state in ("sent", "failed"):
                self._tell(_receipt(db.select("outbox", "id = ?", [identity])[0]))
        return True

    def _tell(self, receipt: DeliveryReceipt) -> None:
        for prefix, listener in self._listeners:
            if receipt.reference.startswith(prefix):
                self._heed(partial(listener, receipt))

    def _heed(self, call: Callable[[], None]) -> None:
        """Let a listener write what it will; what it leaves unfinished is undone, and what was sent stays sent."""
        try:
            with self._database.write():
                call()
        except Exception as error:  # noqa: BLE001 - whatever a listener makes of it
            _log.error("What became of a letter could not be noted (%s).", type(error).__name__)

    def _update(self, identity: int, **values: object) -> None:
        with self._database.write() as db:
            db.update("outbox", values, "id", identity)


_CALL_OFF = "UPDATE outbox SET address = NULL, content = NULL WHERE state = 'sending'"

# The first letter that is due, of an address that has none on its way and none before it that is being retried.
_NEXT = (
    "SELECT id FROM outbox AS this WHERE state = 'waiting' AND due <= ? AND NOT EXISTS (SELECT 1 FROM outbox AS other"
    " WHERE other.address = this.address AND (other.state = 'sending'"
    " OR (other.state = 'waiting' AND other.attempts > 0 AND other.id < this.id))) ORDER BY due, id LIMIT 1"
)


def _claim(row: dict[str, Any]) -> ClaimedMessage:
    letter = OutgoingMessage(**{name: row[name] for name in OutgoingMessage.__dataclass_fields__})
    added = datetime.fromisoformat(row["added"])
    return ClaimedMessage(row["id"], letter, row["attempts"], added, tuple(json.loads(row["messages"])))


def _receipt(row: dict[str, Any]) -> DeliveryReceipt:
    messages = tuple(json.loads(row["messages"]))
    return DeliveryReceipt(row["id"], row["reference"], row["state"], row["reason"], messages, row["uncertain_sends"])


def _iso(moment: datetime) -> str:
    """Return the moment so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
