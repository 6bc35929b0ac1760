"""Every method the server knows, by name, and the few that belong to neither messages nor profile."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from inspect import isawaitable
from typing import Any

from tests.support.botapi.api_error import WEBHOOK_ACTIVE, ApiError, Json, bad_request
from tests.support.botapi.bot_inbox import BotInbox
from tests.support.botapi.messages import Messages
from tests.support.botapi.params import Params
from tests.support.botapi.profile import Profile

MAX_POLL = 50  # seconds, LONG_POLL_MAX_TIMEOUT of the real server
NOT_GRANTED = (
    "can_read_all_group_messages",
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
)
PROFILE_TEXTS = {"name": "Name", "description": "Description", "short_description": "ShortDescription"}

Method = Callable[[Params], Any | Awaitable[Any]]


@dataclass(slots=True)
class Methods:
    """The table of methods; names are found whatever their case, as on the real server."""

    inbox: BotInbox
    messages: Messages
    profile: Profile
    webhook: Json = field(default_factory=lambda: {"url": "", "has_custom_certificate": False})
    secret: str = ""  # what comes with each request to the webhook; no method gives it back
    _table: dict[str, tuple[str, Method]] = field(init=False)

    def __post_init__(self) -> None:
        """Write the table."""
        self._table = {name.lower(): (name, method) for name, method in self._methods().items()}

    def name(self, requested: str) -> str:
        """Return a method's name as the documentation spells it; 404 when there is none."""
        if requested.lower() not in self._table:
            raise ApiError(404, "Not Found: method not found")
        return self._table[requested.lower()][0]

    async def perform(self, name: str, params: Params) -> Any:
        """Return the ``result`` of a call."""
        result = self._table[name.lower()][1](params)
        return await result if isawaitable(result) else result

    def _methods(self) -> dict[str, Method]:
        messages, profile = self.messages, self.profile
        table: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": lambda _: self.webhook | {"pending_update_count": len(self.inbox.pending)},
            "sendMessage": messages.send_message,
            "sendMessageDraft": messages.send_message_draft,
            "sendDocument": messages.send_document,
            "sendPhoto": messages.send_photo,
            "editMessageText": messages.edit_message_text,
            "editMessageReplyMarkup": messages.edit_message_reply_markup,
            "deleteMessage": messages.delete_message,
            "sendChatAction": messages.send_chat_action,
            "answerCallbackQuery": messages.answer_callback_query,
            "getChat": messages.get_chat,
            "getChatMember": messages.get_chat_member,
            "getChatMemberCount": messages.get_chat_member_count,
            "setMyCommands": profile.set_my_commands,
            "getMyCommands": profile.get_my_commands,
            "deleteMyCommands": profile.delete_my_commands,
        }
        for text, suffix in PROFILE_TEXTS.items():
            table[f"setMy{suffix}"] = partial(profile.set_text, text)
            table[f"getMy{suffix}"] = partial(profile.get_text, text)
        return table

    def _get_me(self, _: Params) -> Json:
        return self.messages.chats.bot | {"can_join_groups": True} | dict.fromkeys(NOT_GRANTED, False)

    async def _get_updates(self, params: Params) -> list[Json]:
        if self.webhook["url"]:
            raise ApiError(409, WEBHOOK_ACTIVE)
        if params.text("allowed_updates"):
            self.inbox.allow(params.decoded("allowed_updates", "allowed_updates") or [])
        offset, limit = params.integer("offset", 0), params.integer("limit", 100, 1, 100)
        return await self.inbox.poll(offset, limit, params.integer("timeout", 0, 0, MAX_POLL))

    def _set_webhook(self, params: Params) -> bool:
        url = params.text("url")
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch("[A-Za-z0-9_-]{0,256}", params.text("secret_token")):
            raise bad_request("secret token contains unallowed characters")
        self.secret = params.text("secret_token")
        if url:
            self.inbox.abort("Conflict: terminated by setWebhook request")
        return self._point_webhook(url, params)

    def _delete_webhook(self, params: Params) -> bool:
        return self._point_webhook("", params)

    def _point_webhook(self, url: str, params: Params) -> bool:
        self.webhook["url"] = url
        if params.boolean("drop_pending_updates"):
            self.inbox.forget_all()
        return True
