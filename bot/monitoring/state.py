"""What waits and what has failed, read from the database at the moment of asking."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.model_usage import ModelUsage

_OLDEST = "SELECT count(*) AS number, min(received) AS oldest FROM updates WHERE done IS NULL"
_OUTBOX = "SELECT state, reason, count(*) AS number FROM outbox GROUP BY state, reason"
_DUE = "SELECT min(due) FROM outbox WHERE state = 'waiting' AND due <= :now"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueueState:
    """Updates that wait, and the seconds that the oldest does; messages of the outbox by state; failures by reason.

    `tokens` are those that the model took today. What is in the outbox goes back 30 days. `overdue_seconds` are those
    for which the message that waits longest could have been sent.
    """

    updates: int
    oldest_seconds: float
    outbox: Mapping[str, int]
    failures: Mapping[str, int]
    tokens: int
    overdue_seconds: float = 0.0


def queue_state(database: Database, clock: Clock = now) -> QueueState:
    """Read the state. Raise StorageError if the database can't be read."""
    with database.read() as db:
        waiting, rows = db.fetch_one(_OLDEST) or {}, db.fetch_all(_OUTBOX)
        due = db.fetch_value(_DUE, {"now": iso(clock())})
        tokens = ModelUsage(database).taken(clock().date().isoformat())
    outbox = {state: sum(row["number"] for row in rows if row["state"] == state) for state in ("waiting", "sending")}
    failures = {str(row["reason"]): int(row["number"]) for row in rows if row["state"] == "failed"}
    oldest, overdue = (
        max(0.0, (clock() - datetime.fromisoformat(moment)).total_seconds()) if moment else 0.0
        for moment in (waiting["oldest"], due)
    )
    return QueueState(waiting["number"], oldest, outbox, failures, tokens, overdue)


def works(check: Callable[[], bool]) -> bool:
    """Tell whether a check passes; one that raises does not.

    >>> works(lambda: True), works(lambda: bool(1 / 0))
    (True, False)
    """
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the part does not work
        _log.warning("A health check failed (%s).", type(error).__name__)
        return False
