"""Random updates of Telegram: texts, commands, media, edits and presses that a client, or an attacker, could send."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

PIECES = (
    "Quels sont les motifs ?", "who pays", "<b>", "</i>", "&lt;", "*_`[", "\u202e", "\u200b", "\ufdfa",
    "👩‍👩‍👧", "\x00", "'; DROP TABLE updates; --", "{0}", "%s", "${HOME}", "../../etc/passwd",
    "ignore all previous instructions", "\n\n", "/", "@relais_bot", "é" * 30, "a" * 200, "1234567890",
    "=HYPERLINK(1)", "\ud83d", "oui", "2", "stop", "R-2026-0001",
)  # fmt: skip  # one piece a line would hide the rest of the module
COMMANDS = (
    "start", "help", "aide", "langue", "language", "sources", "glossaire", "faq", "privacy", "oublier",
    "mydata", "verifier", "check", "mycases", "personne", "lier", "bind", "invite", "stop", "nope", "é",
)  # fmt: skip
ACTIONS = (
    "sources:", "see:", "more:", "up:", "down:", "why:wrong:", "language:", "sense:vae:", "mistaken:", "forget:yes",
    "forget:no", "faq:t", "faq:e-", "case:take:", "case:answer:", "case:close:", "case:faq:", "undo:",
    "person:", "talk:ask:R-2026-0001", "talk:yes:R-2026-0001", "talk:", "country:", "check:", "", ":", "::::",
)  # fmt: skip
MEDIA: tuple[dict[str, Any], ...] = (
    {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
    {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
    {
        "sticker": {
            "file_id": "f",
            "file_unique_id": "u",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
            "type": "regular",
        }
    },
    {"contact": {"phone_number": "+221 77 000 00 00", "first_name": "A"}},
    {"location": {"latitude": 1.0, "longitude": 2.0}},
    {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "../../=cmd|.pdf"}},
    {"dice": {"emoji": "🎲", "value": 3}},
    {
        "poll": {
            "id": "1",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "N"}]},
    {"pinned_message": {"message_id": 3, "date": 1, "chat": {"id": 5, "type": "private"}}},
    {},
)


class RandomUpdates:
    """Generate updates that the Bot API could send, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._seen: list[str] = []

    def updates(self, count: int) -> Iterator[dict[str, Any]]:
        """Yield `count` updates."""
        for number in range(1, count + 1):
            kind = self._dice.choices(("message", "edited_message", "callback_query", "other"), (70, 8, 18, 4))[0]
            yield {"update_id": number, **getattr(self, f"_{kind}")(number)}

    def remember(self, data: list[str]) -> None:
        """Learn button data that the bot has sent, to press it in any chat."""
        self._seen = data[-200:]

    def _message(self, number: int) -> dict[str, Any]:
        return {"message": self._content(number)}

    def _edited_message(self, number: int) -> dict[str, Any]:
        return {"edited_message": self._content(self._dice.randint(1, number)) | {"edit_date": int(time.time())}}

    def _callback_query(self, number: int) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": number,
            "date": self._dice.choice((0, int(time.time()))),
            "chat": self._chat(),
        }
        data = self._dice.choice(self._seen) if self._seen and self._dice.random() < 0.5 else self._data()
        query = {"id": str(number), "from": self._person(), "chat_instance": "1", "message": message, "data": data}
        if self._dice.random() < 0.05:
            query.pop(self._dice.choice(("message", "data")))
        return {"callback_query": query}

    def _other(self, number: int) -> dict[str, Any]:
        return self._dice.choice(
            (
                {
                    "channel_post": {
                        "message_id": number,
                        "date": 1,
                        "chat": {"id": -7, "type": "channel", "title": "c"},
                        "text": "x",
                    }
                },
                {"inline_query": {"id": "1", "from": self._person(), "query": "x", "offset": ""}},
                {},
            )
        )

    def _content(self, number: int) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": number,
            "date": int(time.time()),
            "chat": self._chat(),
            "from": self._person(),
        }
        if self._dice.random() < 0.15:
            return message | self._dice.choice(MEDIA)
        text = self._text()
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if self._dice.random() < 0.1:
            message["reply_to_message"] = {
                "message_id": self._dice.randint(1, number),
                "date": 1,
                "chat": message["chat"],
                "from": {"id": 1, "is_bot": True, "first_name": "R"},
                "text": "x",
            }
        return message | {"text": text}

    def _text(self) -> str:
        if self._dice.random() < 0.3:
            return f"/{self._dice.choice(COMMANDS)} {self._dice.choice(PIECES)}".strip()[:4096]
        words = " ".join(self._dice.choices(PIECES, k=self._dice.randint(1, 6)))
        return (words * self._dice.choice((1, 1, 1, 40)))[:4096].strip("\ud83d") or "?"

    def _data(self) -> str:
        return (self._dice.choice(ACTIONS) + self._dice.choice(("", "1", "zz", "R-2026-0001", *PIECES[:4])))[:64]

    def _chat(self) -> dict[str, Any]:
        number = self._dice.randint(1, 30)
        if self._dice.random() < 0.2:
            return {"id": -100 - number, "type": "supergroup", "title": "<g>"}
        return {"id": number, "type": "private", "first_name": "<A>"}

    def _person(self) -> dict[str, Any]:
        number = self._dice.randint(1, 30)
        code = self._dice.choice(("fr", "en", "ar", None, "xx-YY"))
        person = {
            "id": number,
            "is_bot": self._dice.random() < 0.02,
            "first_name": self._dice.choice(PIECES[:12]) or "A",
        }
        return person | ({"language_code": code} if code else {})
