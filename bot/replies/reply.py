"""Replies as data, before any surface renders them: paragraphs, buttons, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from corpus.language import Language

Style = Literal["plain", "title", "quote", "source"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message.

    `action` is returned when it is pressed, such as "sources:3f9a01bc22de": at most 56 bytes of UTF-8, to which a
    surface may add eight (Bot API, InlineKeyboardButton.callback_data).
    """

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text (no markup) and its style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a message: name, bytes, media type (RFC 6838) such as "application/pdf"."""

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
        """The text without styles, a blank line between paragraphs."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Pressed:
    """The response to a pressed button.

    `notice` is the short text shown over the chat (at most 200 characters); `replies` are new
    messages; `buttons`, where given, replaces the pressed message's keyboard.
    """

    notice: str = ""
    replies: tuple[Reply, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] | None = None
