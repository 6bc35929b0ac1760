"""What the bot says, before any surface renders it: paragraphs, sources and buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.language import Language

Style = Literal["plain", "title", "quote", "source"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message.

    `action` comes back when it is pressed, such as "sources:3f9a01bc22de": at most 56 bytes of UTF-8, to which a
    surface may add eight (Bot API, InlineKeyboardButton.callback_data).
    """

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of plain text (no markup) and how it should look."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name, its bytes, and what they are (RFC 6838), such as "application/pdf"."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person. Surfaces may split it at paragraphs, and send the attachments after it.

    `consultation` is the id under which the exchange was logged, or empty. If it `clears`, the buttons under earlier
    messages are taken away.
    """

    language: Language
    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    consultation: str = ""
    attachments: tuple[Attachment, ...] = ()
    clears: bool = False

    @property
    def plain(self) -> str:
        """The text without any styling, paragraphs apart by a blank line."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Pressed:
    """What follows a pressed button.

    `notice` is the short text shown over the chat (at most 200 characters); `replies` are new
    messages; `buttons`, where given, replaces the pressed message's keyboard.
    """

    notice: str = ""
    replies: tuple[Reply, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] | None = None
