"""Health: what an examination of the installation finds, what waits and what has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.monitoring.state import QueueState
from index.statement import Statement, state

STATES = ("fault", "warning", "sound")  # in the order in which they are shown


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
        values = {
            "health": self.read(),
            "findings": [(state(f"subject.{one.subject}"), _state(one), one.said) for one in findings],
            "is_thorough": is_thorough,
            "to_mend": sum(_state(one) != "sound" for one in findings),
        }
        return Page("health.html", values)


def _state(finding: Finding) -> str:
    return "fault" if finding.is_fault else "warning" if finding.is_warning else "sound"
