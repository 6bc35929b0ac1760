"""Whether what is given at the desk leaves, and when: the running bot sends it, and the desk does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.cases.case_answers import CaseAnswer


@dataclass(frozen=True, slots=True)
class Delivery:
    """What pages ask of the outbox. `due_at` returns when a message of it goes out (ISO 8601), by its id.

    `is_running` tells whether a bot sends, as far as the settings and what waits show it.
    """

    due_at: Callable[[int], str]
    clock: Clock
    is_running: Callable[[], bool]

    def leaves_at(self, answer: CaseAnswer) -> str:
        """Return the moment (ISO 8601) at which an answer goes out; empty for one that does not wait, or is due."""
        due = self.due_at(answer.outgoing_id or 0) if answer.state == "pending" else ""
        return due if due and datetime.fromisoformat(due) > self.clock() else ""

    def seconds_left(self, answer: CaseAnswer) -> int:
        """Return the seconds until an answer goes out; 0 for one that does not wait."""
        due = self.leaves_at(answer)
        return round((datetime.fromisoformat(due) - self.clock()).total_seconds()) if due else 0
