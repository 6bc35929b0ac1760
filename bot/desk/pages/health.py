"""Health: what an examination of the installation finds, what waits and what has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.monitoring.state import QueueState
from index.statement import Statement, state

STATES = ("fault", "warning", "sound")  # in the order in which they are shown
LONGEST_WAIT = 120.0  # seconds that a message may wait before somebody should look (docs/monitoring.md)
BACKUP_DAYS = 7  # after which a backup is called old


class Finding(Protocol):
    """What an examination found about a subject."""

    @property
    def subject(self) -> str:
        """The name of a text in section `subject` of the texts of findings."""

    @property
    def said(self) -> Statement:
        """What was found, with the remedy."""

    @property
    def is_fault(self) -> bool:
        """Whether it keeps the bot from working."""

    @property
    def is_warning(self) -> bool:
        """Whether people miss something though the bot works."""


class Examines(Protocol):
    """Examines the installation."""

    def __call__(self, *, is_thorough: bool) -> Sequence[Finding]:
        """Return the findings; thorough checks load the models, ask the language model and read whole files."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is read at once: the queues, the last backup, version and index. Moments are ISO 8601, empty if unknown.

    `token_limit` is what a language model may take in a day; 0 without a model or a limit.
    """

    queues: QueueState
    token_limit: int
    backup: str
    version: str
    generation: str
    built: str


@dataclass(frozen=True, slots=True)
class HealthPages:
    """The page. What takes long is examined on request alone."""

    read: Callable[[], Health]
    examine: Examines
    clock: Clock

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("health", "/health", "health")

    @property
    def routes(self) -> Sequence[Read]:
        """The address of the page."""
        return (Read("/health", "health", self.show),)

    def show(self, wanted: DeskRequest) -> Page:
        """Show how the installation does."""
        is_thorough = bool(wanted.query.get("all"))
        findings = sorted(self.examine(is_thorough=is_thorough), key=lambda one: STATES.index(_state(one)))
        health = self.read()
        due = to_do(health, self.clock())
        values = {
            "health": health,
            "due": due,
            "findings": [(state(f"subject.{one.subject}"), _state(one), one.said) for one in findings],
            "is_thorough": is_thorough,
            "is_sound": not due and not any(one.is_fault or one.is_warning for one in findings),
        }
        return Page("health.html", values)


def _state(finding: Finding) -> str:
    return "fault" if finding.is_fault else "warning" if finding.is_warning else "sound"


def to_do(health: Health, now: datetime) -> frozenset[str]:
    """Return the lines at which there is something to do, by the names of their texts in section `to_do`.

    Failures are told as a whole, since none of them is mended by itself.
    """
    queues = health.queues
    lines = {
        "updates": queues.oldest_seconds > LONGEST_WAIT,
        "waiting": queues.overdue_seconds > LONGEST_WAIT,
        "tokens": 0 < health.token_limit <= queues.tokens,
        "no_backup": not health.backup,
        "old_backup": bool(health.backup) and now - datetime.fromisoformat(health.backup) > timedelta(days=BACKUP_DAYS),
        "no_index": not health.generation,
    }
    return frozenset(name for name, applies in lines.items() if applies)
