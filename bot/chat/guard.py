"""What is noticed in a text before anything of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.safety.contacts import Contacts
from corpus.language import Language


class Alarm(Protocol):
    """Notices danger in what someone writes."""

    def __call__(self, text: str) -> bool:
        """Tell whether `text` speaks of danger, or is full of personal data: then nothing of it is kept here."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between what people type and what is kept: danger is noticed, personal data is blanked.

    `contacts` are for those who find out on their way that someone is in danger.
    """

    alarm: Alarm
    redact: Callable[[str, Language], str]
    contacts: Contacts = field(default_factory=Contacts)
