"""A transport that answers every call of the Bot API at once, without a network, and records the calls."""

from __future__ import annotations

import itertools
import json
from typing import Any

from telegram.request import BaseRequest, RequestData

ME = {"id": 1, "is_bot": True, "first_name": "Relais", "username": "relais_bot"}


class InstantRequest(BaseRequest):
    """The transport of python-telegram-bot, without a network."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._numbers = itertools.count(1_000_000)

    @property
    def read_timeout(self) -> float | None:
        """Nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Open nothing."""

    async def shutdown(self) -> None:
        """Close nothing."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        """Answer as the Bot API does: a message for what is sent or edited, the bot itself, or true."""
        name, given = url.rpartition("/")[2], dict(request_data.parameters) if request_data else {}
        self.calls.append((name, given))
        return 200, json.dumps({"ok": True, "result": self._result(name, given)}).encode()

    def _result(self, name: str, given: dict[str, Any]) -> Any:
        if name == "getMe":
            return ME
        if name in ("getMyCommands", "getUpdates"):
            return []
        if name.startswith("getMy"):
            return {"name": "", "description": "", "short_description": ""}
        if name.startswith(("send", "editMessage", "copy")) and name != "sendChatAction":
            chat = {"id": given.get("chat_id", 1), "type": "private", "first_name": "A"}
            number = given.get("message_id") or next(self._numbers)
            return {"message_id": number, "date": 1, "chat": chat, "from": ME, "text": given.get("text", "…")}
        return True
