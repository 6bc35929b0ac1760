"""Replies as JSON, for messages in the outbox."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from typing import Any

from bot.replies.reply import Attachment, Button, Paragraph, Reply
from corpus.language import Language


def pack(reply: Reply) -> str:
    """Return the paragraphs, buttons and attachments of a reply as JSON.

    >>> pack(Reply("fr", (Paragraph("Voilà."),), ((Button("Oui", "yes:"),),)))
    '{"paragraphs": [{"text": "Voilà.", "style": "plain"}], "buttons": [[{"label": "Oui", "action": "yes:"}]]}'
    """
    packed: dict[str, Any] = {
        "paragraphs": [asdict(paragraph) for paragraph in reply.paragraphs],
        "buttons": [[asdict(button) for button in row] for row in reply.buttons],
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
    paragraphs = tuple(Paragraph(**paragraph) for paragraph in packed["paragraphs"])
    buttons = tuple(tuple(Button(**button) for button in row) for row in packed["buttons"])
    attachments = tuple(_unpacked(attachment) for attachment in packed.get("attachments", ()))
    return Reply(language, paragraphs, buttons, attachments=attachments)


def _packed(attachment: Attachment) -> dict[str, str]:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "data": base64.b64encode(attachment.data).decode(),
    }


def _unpacked(packed: dict[str, str]) -> Attachment:
    return Attachment(packed["name"], base64.b64decode(packed["data"], validate=True), packed["media_type"])
