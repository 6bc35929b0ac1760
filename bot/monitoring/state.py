"""What waits and what has failed, read from the database at the moment of asking."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock, now
from bot.storage.database import Database
from bot.storage.model_usage import ModelUsage

_OLDEST = "SELECT count(*) AS number, min(received) AS oldest FROM updates WHERE done IS NULL"
_OUTBOX = "SELECT state, reason, count(*) AS number FROM outbox GROUP BY state, reason"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueueState:
    """Updates that wait, and the seconds that the oldest does; messages of the outbox by state; failures by reason.

    `tokens` are those that the model took today. What is in the outbox goes back 30 days.
    """

    updates: int
    oldest_seconds: float
    outbox: Mapping[str, int]
    failures: Mapping[str, int]
    tokens: int


def queue_state(database: Database, clock: Clock = now) -> QueueState:
    """Read the state. Raise StorageError if the database can't be read."""
    with database.read() as db:
        waiting, rows = db.fetch_one(_OLDEST) or {}, db.fetch_all(_OUTBOX)
        tokens = ModelUsage(database).taken(clock().date().isoformat())
    oldest = waiting["oldest"]
    outbox = {state: sum(row["number"] for row in rows if row["state"] == state) for state in ("waiting", "sending")}
    failures = {str(row["reason"]): int(row["number"]) for row in rows if row["state"] == "failed"}
    seconds = max(0.0, (clock() - datetime.fromisoformat(oldest)).total_seconds()) if oldest else 0.0
    return QueueState(waiting["number"], seconds, outbox, failures, tokens)


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
