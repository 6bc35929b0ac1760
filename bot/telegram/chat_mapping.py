"""The chats and people of updates as the conversation knows them: keyed hashes, language, role."""

from __future__ import annotations

from dataclasses import replace

from telegram import Bot, CallbackQuery, Message, Update, User

from bot.domain.access.roles import Roles
from bot.domain.chat import Chat
from bot.storage.keys import ChatKeys
from bot.telegram.delivery import ChatTarget
from corpus.language import LANGUAGES, Language

Asker = tuple[int, int]  # the ids of a chat and of a person in it


class ChatMapper:
    """Map what an update says of a chat and a person. Without `roles` everyone has the same role."""

    def __init__(self, *, api: Bot, keys: ChatKeys, roles: Roles | None = None) -> None:
        self._api, self._keys, self._roles = api, keys, roles

    def chat(self, chat_id: int, person: User | None) -> Chat:
        """Return the chat and the person in it, the role not looked up. Groups have negative ids (Bot API, Chat.id)."""
        return Chat(
            key=self._keys.key(chat_id),
            hint=client_language(person.language_code if person else None),
            person=self._keys.key(person.id) if person else "",
            address=str(chat_id),
            name=person.first_name if person else "",
            is_private=chat_id > 0,
        )

    def with_role(self, chat: Chat) -> Chat:
        """Return the chat with the person's role and the link that opens a chat with a code. Reads the database."""
        role = self._roles.of(chat.person) if self._roles else chat.role
        return replace(chat, role=role, start_link=f"https://t.me/{self._api.username}?start=")

    def target(self, message: Message, *, quote: bool) -> ChatTarget:
        """Return the target of an answer to a message; `quote` tells whether it refers to the message visibly."""
        return replace(self._same_place(message), question=message.message_id, quote=quote)

    def target_of_button(self, query: CallbackQuery) -> ChatTarget:
        """Return the chat, and the topic in it, that holds the message with the pressed button."""
        message = query.message
        assert message is not None
        if isinstance(message, Message):
            return self._same_place(message)
        return ChatTarget(message.chat.id, self._keys.key(message.chat.id))  # too old: its topic is not known

    def _same_place(self, message: Message) -> ChatTarget:
        thread = message.message_thread_id if message.is_topic_message else None
        return ChatTarget(message.chat.id, self._keys.key(message.chat.id), thread)


def asker_of(update: Update) -> Asker:
    """Return the chat and the person of an update; a channel is its own person."""
    chat, person = update.effective_chat, update.effective_user
    return chat.id if chat else 0, person.id if person else 0


def client_language(code: str | None) -> Language | None:
    """Return the language of a client's code (IETF tag) if the bot speaks it.

    >>> client_language("fr-CA"), client_language("en"), client_language("ar"), client_language(None)
    ('fr', 'en', None, None)
    """
    primary = (code or "").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), None)
