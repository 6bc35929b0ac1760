"""Chats, their members and their messages: all that the server remembers of conversations."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.support.botapi.api_error import QUERY_TOO_OLD, ApiError, Json, bad_request
from tests.support.botapi.message_entities import finish, parse, utf16_length

MAX_TEXT = 4096  # UTF-16 code units, after entities are parsed
MAX_CAPTION = 1024

ChatType = Literal["private", "group", "supergroup"]
EventKind = Literal["message", "edit", "delete", "action", "draft"]


@dataclass(frozen=True, slots=True)
class Event:
    """One act of the bot in a chat, with the message as it was at that moment."""

    kind: EventKind
    message: Json


@dataclass(slots=True)
class StoredChat:
    """A chat: its Chat object of the Bot API, its members, its messages, and the acts of the bot."""

    id: int
    api_object: Json
    members: dict[int, Json] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)  # messages sent with a reply keyboard: not editable
    known: bool = True  # a private chat exists for the bot only once the person has written
    messages: dict[int, Json] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    bot_status: str = "member"

    @property
    def private(self) -> bool:
        """Tell a private chat from a group."""
        return bool(self.api_object["type"] == "private")

    def visible(self) -> list[Json]:
        """Return the messages that are still there, oldest first."""
        return [copy.deepcopy(self.messages[number]) for number in sorted(self.messages)]

    def record(self, kind: EventKind, message: Json) -> Json:
        """Note an act of the bot and return the message, both as copies."""
        self.events.append(Event(kind, copy.deepcopy(message)))
        return copy.deepcopy(message)


@dataclass(slots=True)
class CallbackQuery:
    """A press on a button: the bot may answer it once, within the server's time limit."""

    id: str
    pressed_at: float
    chat_id: str = ""
    answer: Json | None = None


@dataclass(slots=True)
class Chats:
    """Every chat by id, plus the presses that wait for an answer."""

    bot: Json
    query_lifetime: float = 30.0
    chats: dict[int, StoredChat] = field(default_factory=dict)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    _message_ids: Iterator[int] = field(default_factory=lambda: iter(range(1, 2**31)))

    def open(self, chat_id: int, api_object: Json) -> StoredChat:
        """Return a chat, created on first use."""
        return self.chats.setdefault(chat_id, StoredChat(chat_id, {"id": chat_id, **api_object}))

    def find(self, chat_id: str) -> StoredChat:
        """Return the chat of a ``chat_id`` parameter, a number or the @username of a group."""
        if not chat_id:
            raise bad_request("chat_id is empty")
        for chat in self.chats.values():
            if chat.known and chat_id in (str(chat.id), f"@{chat.api_object.get('username')}"):
                return chat
        raise bad_request("chat not found")

    def find_writable(self, chat_id: str) -> StoredChat:
        """Return a chat the bot may write to; 403 when it was blocked, removed, or never a member."""
        chat = self.find(chat_id)
        where = f"the {chat.api_object['type']} chat"
        if chat.bot_status == "kicked":
            fate = "blocked by the user" if chat.private else f"kicked from {where}"
            raise ApiError(403, f"Forbidden: bot was {fate}")
        if chat.bot_status == "left":
            raise ApiError(403, f"Forbidden: bot is not a member of {where}")
        return chat

    def post(self, chat: StoredChat, sender: Json, content: Json) -> Json:
        """Add a message, by the bot or by a person, and return it."""
        number = next(self._message_ids)
        message = {
            "message_id": number,
            "from": sender,
            "chat": chat.api_object,
            "date": int(time.time()),
            **content,
        }
        chat.messages[number] = copy.deepcopy(message)
        return message

    def replied(self, chat: StoredChat, message_id: int, optional: bool) -> Json:
        """Return ``reply_to_message`` as a part of a message; empty when it is gone and that is allowed."""
        if message_id <= 0:
            return {}
        original = chat.messages.get(message_id)
        if original is None and optional:
            return {}
        if original is None:
            raise bad_request("message to be replied not found")
        # the Bot API shows one level: the original's own reply is left out
        shown = {key: copy.deepcopy(value) for key, value in original.items() if key != "reply_to_message"}
        return {"reply_to_message": shown}

    def ask(self, chat_id: int = 0) -> CallbackQuery:
        """Register a press on a button in a chat."""
        query = CallbackQuery(str(4_300_000_000_000_000_000 + len(self.queries) + 1), time.monotonic(), str(chat_id))
        self.queries[query.id] = query
        return query

    def asked_in(self, query_id: str) -> str:
        """Return the id of the chat in which a button was pressed; empty for a press that never was."""
        return self.queries[query_id].chat_id if query_id in self.queries else ""

    def answer(self, query_id: str, answer: Json) -> None:
        """Answer a press; a second answer, a late one and an unknown id get the same 400."""
        query = self.queries.get(query_id)
        if query is None or query.answer is not None or time.monotonic() - query.pressed_at > self.query_lifetime:
            raise ApiError(400, QUERY_TOO_OLD)
        query.answer = answer


def written(text: str, parse_mode: str, given: list[Json], *, edit: bool = False) -> Json:
    """Return ``text`` and ``entities`` of a message to send, 1 to 4096 UTF-16 code units long."""
    if not text:
        raise bad_request("message text is empty")
    parsed, entities = (text, given) if given else parse(text, parse_mode)
    shown, entities = finish(parsed, entities)
    if not shown:
        raise bad_request("text must be non-empty" if parsed.strip() == "" and parsed else "message text is empty")
    if utf16_length(shown) > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG" if edit else "message is too long")
    return {"text": shown, "entities": entities} if entities else {"text": shown}


def captioned(text: str, parse_mode: str) -> Json:
    """Return ``caption`` and ``caption_entities`` of a file, or nothing when it has none."""
    shown, entities = finish(*parse(text, parse_mode))
    if utf16_length(shown) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    caption: Json = {"caption": shown} if shown else {}
    return caption | ({"caption_entities": entities} if entities else {})
