"""One chat as people see it: the bot's messages, edits and buttons."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.botapi.api_error import Json
from tests.support.botapi.chats import CallbackQuery, StoredChat
from tests.support.botapi.shown import Shown, ShownButton, show
from tests.support.botapi.waiting import PATIENCE

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApiServer


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a button, to see how the bot answers it."""

    server: BotApiServer
    query: CallbackQuery

    async def answered(self, timeout: float = PATIENCE) -> Json:
        """Return ``{"text": ..., "show_alert": ...}`` once the bot has answered."""
        answer = await self.server.changed.wait_for(lambda: self.query.answer, timeout)
        if answer is None:
            raise AssertionError(f"the press was not answered within {timeout} s\n{self.server.story()}")
        return answer

    def expire(self) -> None:
        """Make the press too old to be answered."""
        self.query.pressed_at -= 10**6


class ChatView:
    """A chat with the bot; each message and each edit is returned once by the ``wait_`` methods."""

    def __init__(self, server: BotApiServer, chat: StoredChat) -> None:
        self.server = server
        self.chat = chat
        self._read = {"message": 0, "edit": 0}

    @property
    def id(self) -> int:
        """Return the chat's id, which in a private chat is the person's."""
        return self.chat.id

    @property
    def history(self) -> list[Shown]:
        """Return every message still there, people's and bot's, oldest first, as they read now."""
        return [show(message) for message in self.chat.visible()]

    @property
    def replies(self) -> list[Shown]:
        """Return the bot's messages still there, oldest first, as they read now."""
        return [shown for shown in self.history if shown.by_bot]

    @property
    def actions(self) -> list[str]:
        """Return the chat actions shown so far, such as ``typing``."""
        return [event.message["action"] for event in self.chat.events if event.kind == "action"]

    @property
    def drafts(self) -> list[str]:
        """Return the texts of the message drafts shown so far; an empty one reads "Thinking…" in the client."""
        return [event.message["text"] for event in self.chat.events if event.kind == "draft"]

    async def wait_reply(self, timeout: float = PATIENCE) -> Shown:
        """Return the bot's next message, as it was when sent."""
        return await self._next("message", None, timeout)

    async def wait_edit(self, timeout: float = PATIENCE, *, message_id: int | None = None) -> Shown:
        """Return the bot's next edit, of one message when ``message_id`` is given."""
        return await self._next("edit", message_id, timeout)

    async def wait_until(self, test: Callable[[Shown], bool], timeout: float = PATIENCE) -> Shown:
        """Return the latest message of the bot, as it reads now, once it passes a test."""

        def look() -> Shown | None:
            latest = self.replies[-1:]
            return latest[0] if latest and test(latest[0]) else None

        return await self._found(look, "message that passes the test", timeout)

    async def expect_silence(self, seconds: float = 0.3) -> None:
        """Fail if the bot sends an unread message within some seconds."""
        await asyncio.sleep(seconds)
        unread = [event.message for event in self.chat.events[self._read["message"] :] if event.kind == "message"]
        if unread:
            raise AssertionError(f"the bot said {show(unread[0]).text!r}\n{self.server.story()}")

    def catch_up(self) -> None:
        """Count every message and edit so far as read."""
        self._read = dict.fromkeys(self._read, len(self.chat.events))

    async def _next(self, kind: str, message_id: int | None, timeout: float) -> Shown:
        def look() -> Shown | None:
            for place in range(self._read[kind], len(self.chat.events)):
                event = self.chat.events[place]
                if event.kind == kind and message_id in (None, event.message["message_id"]):
                    self._read[kind] = place + 1
                    return show(event.message)
            return None

        return await self._found(look, kind, timeout)

    async def _found(self, look: Callable[[], Shown | None], what: str, timeout: float) -> Shown:
        found = await self.server.changed.wait_for(look, timeout)
        if found is None:
            raise AssertionError(f"no {what} of the bot within {timeout} s\n{self.server.story()}")
        return found

    def _post(self, user: Json, content: Json, *, hidden: bool = False) -> int:
        message = self.server.chats.post(self.chat, user, content)
        self.server.note("person", str(self.id), "message", show(message).text, who=user["first_name"])
        if not hidden:
            self.server.deliver("message", message)
        return int(message["message_id"])

    def _rewrite(self, user: Json, message_id: int, content: Json) -> None:
        message = self.chat.messages[message_id]
        if message["from"]["id"] != user["id"]:
            raise ValueError(f"message {message_id} is not theirs to edit")
        kept = {key: value for key, value in message.items() if key != "entities"}
        edited = kept | content | {"edit_date": int(time.time())}
        self.chat.messages[message_id] = edited
        self.server.note("person", str(self.id), "edited_message", show(edited).text, who=user["first_name"])
        self.server.deliver("edited_message", dict(edited))

    def _press(self, user: Json, wanted: str, message_id: int | None) -> Press:
        shown, button = self._button(wanted, message_id)
        query = self.server.chats.ask(self.id)
        payload = {
            "id": query.id,
            "from": user,
            "message": shown.raw,
            "data": button.data,
            "chat_instance": str(-self.id),
        }
        self.server.note("person", str(self.id), "press", button.data, (button.text,), who=user["first_name"])
        self.server.deliver("callback_query", payload)
        return Press(self.server, query)

    def _button(self, wanted: str, message_id: int | None) -> tuple[Shown, ShownButton]:
        offers = [shown for shown in reversed(self.replies) if message_id in (None, shown.message_id)]
        for shown in offers:
            button = shown.find_button(wanted)
            if button is not None and button.data:
                return shown, button
        present = [label for shown in offers for label in shown.labels]
        raise LookupError(f"no button {wanted!r} to press; the buttons are {present}\n{self.server.story()}")
