"""The transcript: messages and acts in order, for a failing test to print and a passing one to assert on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.support.botapi.api_error import Json


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a call of the bot (with its error, if any), an act of a person, or a note on something else.

    `who` names the person; `file` the document that a message brought along.
    """

    time: float
    direction: Literal["bot", "person", "note"]
    chat_id: str
    method: str
    text: str
    buttons: tuple[str, ...] = ()
    error: str = ""
    who: str = ""
    file: str = ""

    def __str__(self) -> str:
        """Write the line: who, where, what, the buttons, the error."""
        keys = "".join(f" [{label}]" for label in self.buttons)
        failed = f"  !! {self.error}" if self.error else ""
        return f"{self.direction:>6} {self.chat_id} {self.method}: {self.text!r}{keys}{failed}"


def labels(markup: object) -> tuple[str, ...]:
    """Return the labels of an inline keyboard, in reading order; empty for anything else.

    >>> labels({"inline_keyboard": [[{"text": "Oui"}, {"text": "Non"}]]})
    ('Oui', 'Non')
    """
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    return tuple(str(button.get("text", "")) for row in rows or [] for button in row if isinstance(button, dict))


def content_of(message: Json) -> str:
    """Return the content of a message: its text, else its caption, else the kind of its media."""
    for key in ("text", "caption"):
        if key in message:
            return str(message[key])
    return next((f"<{key}>" for key in MEDIA if key in message), "")


MEDIA = (
    "photo",
    "voice",
    "sticker",
    "contact",
    "location",
    "document",
    "video",
    "new_chat_members",
    "left_chat_member",
)
