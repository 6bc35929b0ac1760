"""Parse an update: the chat, the person, and what the message asks, if it is meant for the bot."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from telegram import Bot, CallbackQuery, Message, MessageEntity, Update, User
from telegram.constants import ChatType, MessageType
from telegram.error import TelegramError
from telegram.helpers import effective_message_type

from bot.domain.access.roles import Roles
from bot.domain.chat import Chat
from bot.storage.keys import ChatKeys
from bot.telegram.delivery import ChatTarget
from corpus.language import LANGUAGES, Language

Asker = tuple[int, int]  # the ids of a chat and of a person in it

# The conversation's word for each type of message. Types that are neither here nor unknown are Telegram's own notices
# (someone joined, a message was pinned): those ask for nothing.
UNSUPPORTED: dict[MessageType | None, str] = {
    MessageType.PHOTO: "photo",
    MessageType.VOICE: "voice",
    MessageType.AUDIO: "voice",
    MessageType.STICKER: "sticker",
    MessageType.CONTACT: "contact",
    MessageType.LOCATION: "location",
    MessageType.VENUE: "location",
    MessageType.ANIMATION: "video",
    MessageType.DOCUMENT: "document",
    MessageType.VIDEO: "video",
    MessageType.VIDEO_NOTE: "video",
    MessageType.POLL: "poll",
    MessageType.DICE: "other",
    MessageType.GAME: "other",
    MessageType.STORY: "other",
    MessageType.PAID_MEDIA: "other",
    MessageType.CHECKLIST: "other",
    MessageType.INVOICE: "other",
    None: "other",
}

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<target>\w+))?(?:\s+(?P<argument>.*))?\s*", re.DOTALL)


class ChatMapper:
    """Map what an update says of a chat and a person. Without `roles` everyone has the same role."""

    def __init__(self, *, api: Bot, keys: ChatKeys, roles: Roles | None = None) -> None:
        self._api, self._keys, self._roles = api, keys, roles

    def chat(self, chat_id: int, person: User | None, title: str | None = None) -> Chat:
        """Return the chat and the person in it, the role not looked up. Groups have negative ids (Bot API, Chat.id).

        `title` is that of a group.
        """
        return Chat(
            key=self._keys.key(chat_id),
            hint=client_language(person.language_code if person else None),
            person=self._keys.key(person.id) if person else "",
            address=str(chat_id),
            name=person.first_name if person else "",
            is_private=chat_id > 0,
            title=title or "",
        )

    async def with_members(self, chat: Chat) -> Chat:
        """Return a group with the number of its members (Bot API, getChatMemberCount); without if that fails."""
        try:
            return replace(chat, members=await self._api.get_chat_member_count(chat.address))
        except TelegramError:
            return chat

    def with_role(self, chat: Chat) -> Chat:
        """Return the chat with the person's role and the link that opens a chat with a code. Reads the database.

        A chat that has them already is returned as it is.
        """
        if chat.start_link:
            return chat
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


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message in the conversation's terms.

    `name` is the command's, or the type of what is not text and has no caption; `text` the question or the command's
    argument; `answers` the id of the bot's message that it replies to, `answered_title` the first line of that one.
    `media` is the type of what the text is the caption of; `is_forwarded` tells that the person passes on what somebody
    wrote.
    `bare_command` is the name of a command in a group that is not addressed to this bot by name: it is one of ours
    only for those who have it, for others the message is `otherwise`.
    """

    kind: Literal["start", "command", "question", "unsupported"]
    text: str = ""
    name: str = ""
    answers: int | None = None
    answered_title: str = ""
    media: str = ""
    is_forwarded: bool = False
    bare_command: str = ""
    otherwise: ParsedMessage | None = None

    def permitted(self, commands: frozenset[str]) -> ParsedMessage | None:
        """Return the message as it is for a person who has `commands`; None if it then asks nothing of this bot."""
        return self if not self.bare_command or self.bare_command in commands else self.otherwise


def parse_message(message: Message, me: User, commands: frozenset[str]) -> ParsedMessage | None:
    """Parse a message for the bot `me`, which has `commands`; None if it asks nothing of this bot.

    In groups only a command of ours, a mention of us or a reply to us does. Posts of channels and of other bots are no
    questions; neither are those of an anonymous administrator, who is told what to do.
    """
    if is_anonymous(message):
        return _anonymous(message, me, commands)
    if message.sender_chat or not message.from_user or message.from_user.is_bot:
        return None
    private = message.chat.type == ChatType.PRIVATE
    written = message.text or message.caption
    if written is None:
        return _unsupported(message, me) if private or _addresses(message, me) else None
    command = None if message.forward_origin else _COMMAND.fullmatch(written)
    if private:
        return _command(command) if command else _question(message, written, me)
    if command and command["target"]:
        return _command(command) if _same(command["target"], me.username) else None
    question = _question(message, without_mention(message, me), me) if _addresses(message, me) else None
    if command and command["name"].lower() in commands:
        return replace(_command(command), bare_command=command["name"].lower(), otherwise=question)
    return question


def move_of(message: Message) -> tuple[str, str] | None:
    """Return the old and the new address if a message is the notice that a group has become a supergroup, else None.

    Both chats get one (Bot API, Message.migrate_to_chat_id and migrate_from_chat_id).
    """
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    return (str(old), str(new)) if old != new else None


def is_anonymous(message: Message) -> bool:
    """Tell whether an administrator writes in the name of the group (Bot API, Message.sender_chat)."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id and message.chat.id < 0


def _anonymous(message: Message, me: User, commands: frozenset[str]) -> ParsedMessage | None:
    """Parse a message whose sender is not known: a notice that it is not answered, if it is meant for us."""
    notice = ParsedMessage("unsupported", name="anonymous")
    command = _COMMAND.fullmatch(message.text or message.caption or "")
    if command is None:
        return notice if _addresses(message, me) else None
    if command["target"]:
        return notice if _same(command["target"], me.username) else None
    name = command["name"].lower()
    return replace(notice, bare_command=name) if name in commands else None


def without_mention(message: Message, me: User) -> str:
    """Return the message's text, or its caption, with every mention of the bot taken out."""
    text = message.text or message.caption or ""
    for entity, words in _named_mentions(message).items():
        if entity.user == me:
            text = text.replace(words, " ", 1)
    return re.sub(r"[ \t]{2,}", " ", _mention(me).sub(" ", text)).strip(" \t\n,:;")


def well_formed(text: str) -> str:
    r"""Return `text` with lone surrogates replaced, which JSON can hold and UTF-8 can't.

    >>> well_formed("oui \ud83d") == "oui \ufffd", well_formed("👍")
    (True, '👍')
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _question(message: Message, text: str, me: User) -> ParsedMessage:
    words = well_formed(text).strip()
    if not words:
        return ParsedMessage("command", name="help")
    media = "" if message.text else UNSUPPORTED.get(_type(message), "")
    is_forwarded = message.forward_origin is not None
    return _replying(message, me, ParsedMessage("question", words, media=media, is_forwarded=is_forwarded))


def _command(match: re.Match[str]) -> ParsedMessage:
    name = match["name"].lower()
    if name == "start":
        return ParsedMessage("start", text=well_formed(match["argument"] or "").strip())
    return ParsedMessage("command", name=name, text=well_formed(match["argument"] or "").strip())


def _unsupported(message: Message, me: User) -> ParsedMessage | None:
    kind = UNSUPPORTED.get(_type(message))
    return _replying(message, me, ParsedMessage("unsupported", name=kind)) if kind else None


def _type(message: Message) -> MessageType | None:
    found = effective_message_type(message)
    return MessageType(found) if found else None


def _answered(message: Message, me: User) -> Message | None:
    """Return the message of ours that this one replies to, if it does."""
    answered = message.reply_to_message
    ours = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return answered if ours else None


def _replying(message: Message, me: User, parsed: ParsedMessage) -> ParsedMessage:
    """Return the parsed message with what it replies to, if that is a message of ours."""
    answered = _answered(message, me)
    title = (answered.text or "").partition("\n")[0] if answered else ""
    return replace(parsed, answers=answered.message_id if answered else None, answered_title=title)


def _addresses(message: Message, me: User) -> bool:
    if _answered(message, me) is not None:
        return True
    words = message.text or message.caption or ""
    return any(entity.user == me for entity in _named_mentions(message)) or bool(_mention(me).search(words))


def _named_mentions(message: Message) -> dict[MessageEntity, str]:
    """Return the mentions of people and bots by name, in the text or the caption, with their words."""
    if message.text:
        return message.parse_entities([MessageEntity.TEXT_MENTION])
    return message.parse_caption_entities([MessageEntity.TEXT_MENTION])


def _mention(me: User) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@{re.escape(me.username or '')}\b", re.IGNORECASE)


def _same(name: str, other: str | None) -> bool:
    return name.casefold() == (other or "").casefold()
