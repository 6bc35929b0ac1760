"""People and groups as a test plays them: they say, send, press and see."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.support.botapi.api_error import Json
from tests.support.botapi.chat_view import ChatView, Press
from tests.support.botapi.chats import StoredChat
from tests.support.botapi.message_entities import cut, finish, utf16_length
from tests.support.botapi.messages import bot_member
from tests.support.botapi.params import StoredFile
from tests.support.botapi.shown import Shown

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApiServer

MAX_TEXT = 4096


def typed(text: str) -> Json:
    """Return ``text`` and ``entities`` of a typed text: commands, mentions and links are detected."""
    shown, entities = finish(text, [])
    return {"text": shown, "entities": entities} if entities else {"text": shown}


def _parts(text: str) -> list[str]:
    # character by character, so that no surrogate pair is cut in two
    parts, left = [""], MAX_TEXT
    for character in text:
        size = utf16_length(character)
        if size > left:
            parts, left = [*parts, ""], MAX_TEXT
        parts[-1] += character
        left -= size
    return parts


def _face(user: Json) -> Json:
    return {key: user[key] for key in ("first_name", "username") if key in user} | {"type": "private"}


def _reply(chat: StoredChat, reply_to: int | Shown | None) -> Json:
    if reply_to is None:
        return {}
    number = reply_to.message_id if isinstance(reply_to, Shown) else reply_to
    original = chat.messages[number]
    return {"reply_to_message": {key: value for key, value in original.items() if key != "reply_to_message"}}


class Person(ChatView):
    """A person and their private chat with the bot; the bot cannot write before they do."""

    def __init__(self, server: BotApiServer, user: Json) -> None:
        chat = server.chats.open(user["id"], _face(user))
        chat.known = False
        chat.members = {user["id"]: user}
        super().__init__(server, chat)
        self.user = user

    async def say(self, text: str, *, reply_to: int | Shown | None = None) -> int:
        """Send a text and return its message id; like any client, send a text that is too long in parts."""
        return [self._send(typed(part) | _reply(self.chat, reply_to)) for part in _parts(text)][-1]

    async def edit(self, message_id: int, text: str) -> None:
        """Change the text of one of their own messages."""
        self._rewrite(self.user, message_id, typed(text))

    async def press(self, wanted: str, *, message_id: int | None = None) -> Press:
        """Press a button by label or data, on the latest message that has it."""
        return self._press(self.user, wanted, message_id)

    async def send(self, content: Json, *, reply_to: int | Shown | None = None) -> int:
        """Send what is not text, such as a `photo`."""
        return self._send(content | _reply(self.chat, reply_to))

    async def send_photo(self, caption: str = "") -> int:
        """Send a photo."""
        return self._send(photo(caption))

    async def send_album(self, *captions: str) -> list[int]:
        """Send photos as an album, which the bot gets one by one."""
        group = {"media_group_id": f"album-{len(self.chat.messages)}"}
        return [self._send(photo(caption) | group) for caption in captions]

    async def forward(self, text: str) -> int:
        """Forward what somebody wrote."""
        origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Moussa"}
        return self._send(typed(text) | {"forward_origin": origin})

    async def send_voice(self, duration: int = 3) -> int:
        """Send a voice message of some seconds."""
        return self._send(voice(duration))

    async def send_sticker(self, emoji: str = "👍") -> int:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": _file("sticker") | shape | {"emoji": emoji}})

    async def send_contact(self, phone_number: str = "+22600000000", first_name: str = "Ali") -> int:
        """Send a contact."""
        return self._send({"contact": {"phone_number": phone_number, "first_name": first_name}})

    async def send_location(self, latitude: float = 12.37, longitude: float = -1.52) -> int:
        """Send a place."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    async def send_document(self, name: str = "note.pdf", mime_type: str = "application/pdf", caption: str = "") -> int:
        """Send a file."""
        return self._send(document(name, mime_type, caption))

    def download(self, shown: Shown) -> StoredFile:
        """Return the file that a message of the bot brought along."""
        photo = shown.raw.get("photo")
        return self.server.messages.files[(photo[-1] if photo else shown.raw["document"])["file_id"]]

    async def block(self) -> None:
        """Block the bot: its messages are refused with a 403 from now on."""
        self._turn("kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self._turn("member")

    def _send(self, content: Json) -> int:
        self.chat.known = True
        return self._post(self.user, content)

    def _turn(self, status: str) -> None:
        self.chat.known = True
        _change_status(self, self.user, status)


class Group(ChatView):
    """A supergroup with the bot among its members."""

    def __init__(
        self, server: BotApiServer, id: int, title: str, members: tuple[Person, ...], *, privacy: bool = True
    ) -> None:
        super().__init__(server, server.chats.open(id, {"title": title, "type": "supergroup"}))
        self.chat.members |= {member.id: member.user for member in members}
        self.privacy = privacy

    async def say(self, person: Person, text: str, *, reply_to: int | Shown | None = None) -> int:
        """Say something in the group and return its message id; the privacy mode may hide it from the bot."""
        self.chat.members[person.id] = person.user
        content = typed(text) | _reply(self.chat, reply_to)
        return self._post(person.user, content, hidden=not self._reaches_bot(content))

    async def send(self, person: Person, content: Json, *, reply_to: int | Shown | None = None) -> int:
        """Send what is not text, such as a `photo`, as a member of the group."""
        sent = content | _reply(self.chat, reply_to)
        return self._post(person.user, sent, hidden=not self._reaches_bot(sent))

    async def say_unnamed(self, text: str, *, reply_to: int | Shown | None = None) -> int:
        """Say something as an administrator who remains anonymous, that is as the group itself."""
        author = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        content = typed(text) | _reply(self.chat, reply_to)
        hidden = not self._reaches_bot(content)
        return self._post(author, content | {"sender_chat": self.chat.api_object}, hidden=hidden)

    async def edit(self, person: Person, message_id: int, text: str) -> None:
        """Change the text of a message of theirs."""
        self._rewrite(person.user, message_id, typed(text))

    async def press(self, person: Person, wanted: str, *, message_id: int | None = None) -> Press:
        """Press a button under a message of the bot, as anyone in the group may."""
        return self._press(person.user, wanted, message_id)

    async def add_bot(self, by: Person) -> None:
        """Add the bot, with the status update and the service message Telegram sends."""
        _change_status(self, by.user, "member")
        self._post(by.user, {"new_chat_members": [self.server.chats.bot]})

    async def promote_bot(self, by: Person) -> None:
        """Make the bot an administrator: it then sees every message."""
        _change_status(self, by.user, "administrator")

    async def remove_bot(self, by: Person) -> None:
        """Remove the bot from the group."""
        _change_status(self, by.user, "kicked")

    def _reaches_bot(self, content: Json) -> bool:
        if self.chat.bot_status in {"kicked", "left"}:
            return False
        if not self.privacy or self.chat.bot_status == "administrator":
            return True
        bot = self.server.chats.bot
        if content.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
            return True
        handle = f"@{bot['username']}".lower()
        words, entities = _words_of(content)
        spans = [(e["type"], cut(words, e["offset"], e["length"]).lower()) for e in entities]
        return any(
            (kind == "mention" and span == handle)
            or (kind == "bot_command" and ("@" not in span or span.endswith(handle)))
            for kind, span in spans
        )


def _change_status(conversation: ChatView, by: Json, status: str) -> None:
    chat, bot = conversation.chat, conversation.server.chats.bot
    change = {
        "chat": chat.api_object,
        "from": by,
        "date": int(time.time()),
        "old_chat_member": bot_member(bot, chat.bot_status),
        "new_chat_member": bot_member(bot, status),
    }
    chat.bot_status = status
    conversation.server.note("person", str(chat.id), "my_chat_member", status)
    conversation.server.deliver("my_chat_member", change)


def photo(caption: str = "") -> Json:
    """Return a photo, in two sizes as Telegram makes them."""
    sizes = [_file(f"photo{side}") | {"width": side, "height": side} for side in (90, 800)]
    return {"photo": sizes} | _caption(caption)


def voice(duration: int = 3, caption: str = "") -> Json:
    """Return a voice message of some seconds."""
    return {"voice": _file("voice") | {"duration": duration, "mime_type": "audio/ogg"}} | _caption(caption)


def video(caption: str = "") -> Json:
    """Return a video."""
    return {"video": _file("video") | {"width": 640, "height": 360, "duration": 9}} | _caption(caption)


def document(name: str = "note.pdf", mime_type: str = "application/pdf", caption: str = "") -> Json:
    """Return a file."""
    return {"document": _file("document") | {"file_name": name, "mime_type": mime_type}} | _caption(caption)


def _words_of(content: Json) -> tuple[str, list[Json]]:
    """Return the text or the caption of a message, and its entities."""
    words, entities = ("text", "entities") if "text" in content else ("caption", "caption_entities")
    return content.get(words, ""), content.get(entities, [])


def _file(kind: str) -> Json:
    return {"file_id": f"AgAC-{kind}", "file_unique_id": f"AQAD-{kind}", "file_size": 1000}


def _caption(caption: str) -> Json:
    content = typed(caption) if caption else {}
    names = {"text": "caption", "entities": "caption_entities"}
    return {names[key]: value for key, value in content.items()}
