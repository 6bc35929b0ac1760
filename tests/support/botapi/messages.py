"""The methods about messages: send, edit, delete, answer a press."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.support.botapi.api_error import NOT_MODIFIED, ApiError, Json, bad_request
from tests.support.botapi.chats import Chats, StoredChat, captioned, written
from tests.support.botapi.keyboards import read_markup
from tests.support.botapi.message_entities import utf16_length
from tests.support.botapi.params import Params, StoredFile

MAX_ANSWER = 200
MAX_PHOTO = 10_000_000  # bytes
DELETE_WITHIN = 48 * 3600  # seconds
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "record_audio",
    "upload_audio", "upload_document", "choose_sticker", "pick_up_location", "find_location",
    "record_video_note", "upload_video_note", "cancel",
}  # fmt: skip  # one word a line would hide the rest of the module


@dataclass(slots=True)
class Messages:
    """Methods of the Bot API over chats; each takes parameters and returns the ``result``."""

    chats: Chats
    files: dict[str, StoredFile] = field(default_factory=dict)

    def send_message(self, params: Params) -> Json:
        """sendMessage."""
        chat = self.chats.find_writable(params.text("chat_id"))
        content = self._text(params)
        return self._send(chat, params, content)

    def send_document(self, params: Params) -> Json:
        """sendDocument: keep the uploaded bytes, or send again by ``file_id``."""
        chat = self.chats.find_writable(params.text("chat_id"))
        file_id, stored = self._file(params, "document")
        document = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": stored.name,
            "mime_type": stored.mime,
            "file_size": len(stored.content),
        }
        caption = captioned(params.text("caption"), params.text("parse_mode"))
        return self._send(chat, params, {"document": document} | caption)

    def send_photo(self, params: Params) -> Json:
        """sendPhoto: as a document; the picture isn't looked at, so its size is that of none."""
        chat = self.chats.find_writable(params.text("chat_id"))
        file_id, stored = self._file(params, "photo")
        if len(stored.content) > MAX_PHOTO:
            raise ApiError(413, "Request Entity Too Large")
        size = {"width": 90, "height": 90, "file_size": len(stored.content)}
        photo = {"file_id": file_id, "file_unique_id": f"u{file_id}", **size}
        caption = captioned(params.text("caption"), params.text("parse_mode"))
        return self._send(chat, params, {"photo": [photo]} | caption)

    def edit_message_text(self, params: Params) -> Json:
        """editMessageText; a keyboard that is not given again is removed."""
        chat, message = self._editable(params)
        content = self._text(params, edit=True)
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return self._edit(chat, message, {"text": content["text"], "entities": content.get("entities")}, params)

    def edit_message_reply_markup(self, params: Params) -> Json:
        """editMessageReplyMarkup; no keyboard given removes the present one."""
        chat, message = self._editable(params)
        return self._edit(chat, message, {}, params)

    def delete_message(self, params: Params) -> bool:
        """deleteMessage: the bot's own, and in private or as an administrator those of others, for 48 h."""
        chat = self.chats.find(params.text("chat_id"))
        message = chat.messages.get(params.integer("message_id", 0))
        if message is None:
            raise bad_request("message to delete not found")
        own = message["from"]["id"] == self.chats.bot["id"]
        allowed = own or chat.private or chat.bot_status == "administrator"
        if not allowed or time.time() - message["date"] > DELETE_WITHIN:
            raise bad_request("message can't be deleted for everyone")
        del chat.messages[message["message_id"]]
        chat.record("delete", message)
        return True

    def send_chat_action(self, params: Params) -> bool:
        """sendChatAction."""
        chat = self.chats.find_writable(params.text("chat_id"))
        if params.text("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.record("action", {"action": params.text("action")})
        return True

    def send_message_draft(self, params: Params) -> bool:
        """sendMessageDraft: private chats only; an empty text shows "Thinking…"."""
        chat = self.chats.find_writable(params.text("chat_id"))
        if not chat.private:
            raise bad_request("PEER_ID_INVALID")
        if not params.integer("draft_id", 0, -(2**53), 2**53):
            raise bad_request("DRAFT_ID_INVALID")
        content = self._text(params) if params.text("text") else {"text": ""}
        chat.record("draft", {"text": content["text"], "draft_id": params.integer("draft_id", 0, -(2**53), 2**53)})
        return True

    def answer_callback_query(self, params: Params) -> bool:
        """answerCallbackQuery, once a press, with at most 200 characters."""
        text = params.text("text")
        if utf16_length(text) > MAX_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        answer = {"text": text, "show_alert": params.boolean("show_alert")}
        self.chats.answer(params.text("callback_query_id"), answer)
        return True

    def get_chat(self, params: Params) -> Json:
        """getChat: the Chat object and the few fields every full chat has."""
        chat = self.chats.find(params.text("chat_id"))
        return {**chat.api_object, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}

    def get_chat_member(self, params: Params) -> Json:
        """getChatMember."""
        chat = self.chats.find(params.text("chat_id"))
        user_id = params.integer("user_id", 0, 0, 2**53)
        if user_id == self.chats.bot["id"]:
            return bot_member(self.chats.bot, chat.bot_status)
        if user_id not in chat.members:
            raise bad_request("user not found")
        status = "administrator" if user_id in chat.administrators else "member"
        return {"user": chat.members[user_id], "status": status} | (RIGHTS if status == "administrator" else {})

    def get_chat_member_count(self, params: Params) -> int:
        """getChatMemberCount: the bot is one of them."""
        return len(self.chats.find(params.text("chat_id")).members) + 1

    def _text(self, params: Params, *, edit: bool = False) -> Json:
        given = params.decoded("entities", "entities") or []
        return written(params.text("text"), params.text("parse_mode"), given, edit=edit)

    def _send(self, chat: StoredChat, params: Params, content: Json) -> Json:
        keyboard, other = read_markup(params)
        reply = params.decoded("reply_parameters", "reply parameters") or {}
        number = int(reply.get("message_id") or params.integer("reply_to_message_id", 0))
        optional = bool(reply.get("allow_sending_without_reply") or params.boolean("allow_sending_without_reply"))
        content = content | self.chats.replied(chat, number, optional)
        message = self.chats.post(chat, self.chats.bot, content | ({"reply_markup": keyboard} if keyboard else {}))
        if other:
            # the Bot API never shows a reply keyboard in the message, but such a message cannot be edited
            chat.locked.add(message["message_id"])
        return chat.record("message", message)

    def _file(self, params: Params, name: str) -> tuple[str, StoredFile]:
        uploaded = params.uploaded(name)
        if uploaded is not None and not uploaded.content:
            raise bad_request("file must be non-empty")
        if uploaded is not None:
            file_id = f"BQACAgQAAxkDAAI{len(self.files):06d}"
            self.files[file_id] = uploaded
            return file_id, uploaded
        if not params.text(name):
            raise bad_request(f"there is no {name} in the request")
        if params.text(name) not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return params.text(name), self.files[params.text(name)]

    def _editable(self, params: Params) -> tuple[StoredChat, Json]:
        chat = self.chats.find(params.text("chat_id"))
        number = params.integer("message_id", 0)
        if number <= 0:
            raise bad_request("message identifier is not specified")
        if chat.bot_status in {"kicked", "left"}:
            self.chats.find_writable(params.text("chat_id"))
        message = chat.messages.get(number)
        if message is None:
            raise bad_request("message to edit not found")
        by_bot = message["from"]["id"] == self.chats.bot["id"]
        if not by_bot or number in chat.locked:
            raise bad_request("message can't be edited")
        return chat, message

    def _edit(self, chat: StoredChat, message: Json, changed: Json, params: Params) -> Json:
        keyboard, _ = read_markup(params)
        edited = {k: v for k, v in (message | changed | {"reply_markup": keyboard}).items() if v}
        if all(edited.get(key) == message.get(key) for key in ("text", "entities", "reply_markup")):
            raise ApiError(400, NOT_MODIFIED)
        edited["edit_date"] = int(time.time())
        chat.messages[message["message_id"]] = edited
        return chat.record("edit", edited)


GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
    "premium_subscription": False, "gifts_from_channels": False,
}  # fmt: skip  # a constant of no interest
RIGHTS = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
        "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
        "can_post_stories", "can_edit_stories", "can_delete_stories",
    ),
    False,
)  # fmt: skip  # the twelve required fields of ChatMemberAdministrator


def bot_member(bot: Json, status: str) -> Json:
    """Return the ChatMember object of the bot for a status, with the fields that status requires."""
    user = {key: bot[key] for key in ("id", "is_bot", "first_name", "username")}
    extras: dict[str, Json] = {"kicked": {"until_date": 0}, "administrator": dict(RIGHTS)}
    return {"user": user, "status": status, **extras.get(status, {})}
