"""Replies as data, before any surface renders them: paragraphs, buttons, attachments."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from corpus.language import Language

Style = Literal["plain", "title", "quote", "source", "menu"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message.

    `action` is returned when it is pressed, such as "sources:3f9a01bc22de": at most 56 bytes of UTF-8, to which a
    surface may add eight (Bot API, InlineKeyboardButton.callback_data). One with a `link` opens that web address
    instead, on surfaces that can; if it `is_app`, inside the chat, with who opened it.
    """

    label: str
    action: str
    link: str = ""
    is_app: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of plain text (no markup) and its style; a "menu" introduces the buttons and stands last.

    The words in `emphasis` stand out wherever the text has them whole, and the text leads to the web address `link`, on
    surfaces that can show it.
    """

    text: str
    style: Style = "plain"
    emphasis: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a message: name, bytes, media type (RFC 6838) such as "application/pdf".

    A picture is shown rather than offered for download; `caption` stands under it.
    """

    name: str
    data: bytes
    media_type: str
    caption: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to the person. Surfaces may split it at paragraphs, and send the attachments after it.

    `consultation` is the id under which the exchange was logged, or empty. If it `clears`, the buttons under earlier
    messages are taken away; if it `settles` an action, those under messages with a button of that action, because what
    they decide on is decided. If it `is_urgent`, it is a new message even where the question of an old one was edited.
    `case` is the number of the case that it is about: the person's reply to it is added to that one.
    """

    language: Language
    paragraphs: tuple[Paragraph, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    consultation: str = ""
    attachments: tuple[Attachment, ...] = ()
    clears: bool = False
    is_urgent: bool = False
    case: str = ""
    settles: str = ""

    def extended(self, *added: Paragraph) -> Reply:
        """Return the reply with more paragraphs at its end, but before one that introduces the buttons.

        >>> menu = Paragraph("Voir aussi :", "menu")
        >>> [one.text for one in Reply("fr", (Paragraph("Oui."), menu)).extended(Paragraph("Merci.")).paragraphs]
        ['Oui.', 'Merci.', 'Voir aussi :']
        """
        end = len(self.paragraphs) - (bool(self.paragraphs) and self.paragraphs[-1].style == "menu")
        return replace(self, paragraphs=(*self.paragraphs[:end], *added, *self.paragraphs[end:]))

    @property
    def plain(self) -> str:
        """The text without styles, a blank line between paragraphs."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Pressed:
    """The response to a pressed button.

    `notice` is the short text shown over the chat (at most 200 characters); `replies` are new
    messages; `buttons`, where given, replaces the pressed message's keyboard, and `revised` the whole message.
    """

    notice: str = ""
    replies: tuple[Reply, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] | None = None
    revised: Reply | None = None


def pack(reply: Reply) -> str:
    """Return the paragraphs, buttons and attachments of a reply as JSON.

    >>> pack(Reply("fr", (Paragraph("Voilà."),), ((Button("Oui", "yes:"),),)))
    '{"paragraphs": [{"text": "Voilà.", "style": "plain"}], "buttons": [[{"label": "Oui", "action": "yes:"}]]}'
    """
    packed: dict[str, Any] = {
        "paragraphs": [_packed_paragraph(paragraph) for paragraph in reply.paragraphs],
        "buttons": [[_packed_button(button) for button in row] for row in reply.buttons],
    }
    if reply.attachments:
        packed["attachments"] = [_packed(attachment) for attachment in reply.attachments]
    return json.dumps(packed, ensure_ascii=False)


def unpack(language: Language, content: str) -> Reply:
    """Return the reply packed by `pack`. Raise ValueError, KeyError or TypeError for any other content.

    >>> unpack("en", pack(Reply("en", (Paragraph("Here."),)))).plain
    'Here.'
    """
    packed = json.loads(content)
    paragraphs = tuple(_unpacked_paragraph(**paragraph) for paragraph in packed["paragraphs"])
    buttons = tuple(tuple(Button(**button) for button in row) for row in packed["buttons"])
    attachments = tuple(_unpacked(attachment) for attachment in packed.get("attachments", ()))
    return Reply(language, paragraphs, buttons, attachments=attachments)


def _packed_button(button: Button) -> dict[str, Any]:
    return {name: value for name, value in asdict(button).items() if value or name in ("label", "action")}


def _packed_paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {name: value for name, value in asdict(paragraph).items() if value or name in ("text", "style")}


def _unpacked_paragraph(text: str, style: Style = "plain", emphasis: Sequence[str] = (), link: str = "") -> Paragraph:
    return Paragraph(text, style, tuple(emphasis), link)


def _packed(attachment: Attachment) -> dict[str, str]:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "data": base64.b64encode(attachment.data).decode(),
    } | ({"caption": attachment.caption} if attachment.caption else {})


def _unpacked(packed: dict[str, str]) -> Attachment:
    data = base64.b64decode(packed["data"], validate=True)
    return Attachment(packed["name"], data, packed["media_type"], packed.get("caption", ""))
