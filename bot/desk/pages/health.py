"""Health: what an examination of the installation finds, what waits and what has failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.desk.page import DeskRequest, MenuEntry, Page, Read
from bot.monitoring.state import QueueState
from index.statement import Statement, state

STATES = ("fault", "warning", "sound")
DANGER = ("safeguarding_alerts", "safeguarding_contacts")  # subjects on which people in danger depend, in order
OWN = ("corpus_and_index", "staff_group", "access")  # subjects that an admin can mend at the desk or in Telegram
PARTS = ("danger", "own", "service", "sound")  # of the page, in their order; "service" is for who runs the server


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
        findings = sorted(self.examine(is_thorough=is_thorough), key=lambda one: one.subject != DANGER[0])
        values = {
            "health": self.read(),
            "parts": [(part, [_shown(one) for one in findings if _part(one) == part]) for part in PARTS],
            "is_thorough": is_thorough,
            "examined": len(findings),
            "to_mend": len(flaws(findings)),
        }
        return Page("health.html", values)


def flaws(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of which something needs to be done."""
    return [one for one in findings if one.is_fault or one.is_warning]


def _shown(finding: Finding) -> tuple[str, Statement, str, Statement]:
    """Return the subject of a finding as a key and in words, its state and what was found."""
    return finding.subject, state(f"subject.{finding.subject}"), _state(finding), finding.said


def _part(finding: Finding) -> str:
    """Return the part of the page in which a finding stands."""
    if not flaws([finding]):
        return "sound"
    return "danger" if finding.subject in DANGER else "own" if finding.subject in OWN else "service"


def _state(finding: Finding) -> str:
    return "fault" if finding.is_fault else "warning" if finding.is_warning else "sound"
