"""Replies packed as JSON, for messages that wait in the outbox."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot.chat.replies import Button, Paragraph, Reply
from corpus.language import Language


def pack(reply: Reply) -> str:
    """Return what a reply says and offers, as JSON.

    >>> pack(Reply("fr", (Paragraph("Voilà."),), ((Button("Oui", "yes:"),),)))
    '{"paragraphs": [{"text": "Voilà.", "style": "plain"}], "buttons": [[{"label": "Oui", "action": "yes:"}]]}'
    """
    said = {
        "paragraphs": [asdict(paragraph) for paragraph in reply.paragraphs],
        "buttons": [[asdict(button) for button in row] for row in reply.buttons],
    }
    return json.dumps(said, ensure_ascii=False)


def unpack(language: Language, content: str) -> Reply:
    """Return the reply that `pack` packed. Raise ValueError, KeyError or TypeError if it is none.

    >>> unpack("en", pack(Reply("en", (Paragraph("Here."),)))).plain
    'Here.'
    """
    said = json.loads(content)
    paragraphs = tuple(Paragraph(**paragraph) for paragraph in said["paragraphs"])
    buttons = tuple(tuple(Button(**button) for button in row) for row in said["buttons"])
    return Reply(language, paragraphs, buttons)
