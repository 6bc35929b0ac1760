"""What a message asks of the bot, if it is meant for the bot at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageType
from telegram.helpers import effective_message_type

# What people send, and the word the conversation has for it. What is not here and not unknown is
# a notice of Telegram's own (someone joined, a message was pinned): those ask for nothing.
KINDS: dict[MessageType | None, str] = {
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


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """What is asked.

    `name` is the command's or the kind's, `text` the question, the command's argument or a picture's caption; `answers`
    the message of ours that a question replies to.
    """

    kind: Literal["start", "command", "question", "unsupported"]
    text: str = ""
    name: str = ""
    answers: int | None = None


def read(message: Message, me: User, commands: frozenset[str]) -> ParsedMessage | None:
    """Return what a message asks, or None if it asks nothing of this bot.

    In groups that is: a command of ours, a mention of us or a reply to us. Posts of channels and of other bots are
    nobody's questions; neither are those of an anonymous administrator, who is told what to do.
    """
    if is_anonymous(message):
        return ParsedMessage("unsupported", name="anonymous") if _is_for_us(message, me, commands) else None
    if message.sender_chat or not message.from_user or message.from_user.is_bot:
        return None
    private = message.chat.type == ChatType.PRIVATE
    if message.text is None:
        return _unsupported(message) if private or _addresses(message, me) else None
    command = _COMMAND.fullmatch(message.text)
    if command and (private or _ours(command, me, commands)):
        return _command(command)
    if command and command["target"]:
        return None
    if private:
        return _question(message.text, _answered(message, me))
    return _question(without_mention(message, me), _answered(message, me)) if _addresses(message, me) else None


def is_anonymous(message: Message) -> bool:
    """Tell whether an administrator writes as the group itself (Bot API, Message.sender_chat)."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id and message.chat.id < 0


def _is_for_us(message: Message, me: User, commands: frozenset[str]) -> bool:
    command = _COMMAND.fullmatch(message.text or "")
    return _ours(command, me, commands) if command else _addresses(message, me)


def without_mention(message: Message, me: User) -> str:
    """Return the message's text with every mention of the bot taken out."""
    text = message.text or ""
    for entity, words in message.parse_entities([MessageEntity.TEXT_MENTION]).items():
        if entity.user == me:
            text = text.replace(words, " ", 1)
    return re.sub(r"[ \t]{2,}", " ", _mention(me).sub(" ", text)).strip(" \t\n,:;")


def whole(text: str) -> str:
    r"""Return `text` with every half of a character that came alone replaced: JSON can hold it, UTF-8 can't.

    >>> whole("oui \ud83d") == "oui \ufffd", whole("👍")
    (True, '👍')
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _question(text: str, answers: int | None) -> ParsedMessage:
    words = whole(text).strip()
    return ParsedMessage("question", text=words, answers=answers) if words else ParsedMessage("command", name="help")


def _command(match: re.Match[str]) -> ParsedMessage:
    name = match["name"].lower()
    if name == "start":
        return ParsedMessage("start", text=whole(match["argument"] or "").strip())
    return ParsedMessage("command", name=name, text=whole(match["argument"] or "").strip())


def _unsupported(message: Message) -> ParsedMessage | None:
    kind = KINDS.get(_type(message))
    return ParsedMessage("unsupported", text=whole(message.caption or "").strip(), name=kind) if kind else None


def _type(message: Message) -> MessageType | None:
    found = effective_message_type(message)
    return MessageType(found) if found else None


def _ours(command: re.Match[str], me: User, commands: frozenset[str]) -> bool:
    target = command["target"]
    return _same(target, me.username) if target else command["name"].lower() in commands


def _answered(message: Message, me: User) -> int | None:
    """Return the id of the message of ours that this one replies to, if it does."""
    answered = message.reply_to_message
    ours = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    return answered.message_id if answered and ours else None


def _addresses(message: Message, me: User) -> bool:
    if _answered(message, me) is not None:
        return True
    mentioned = message.parse_entities([MessageEntity.TEXT_MENTION]) | message.parse_caption_entities(
        [MessageEntity.TEXT_MENTION]
    )
    words = message.text or message.caption or ""
    return any(entity.user == me for entity in mentioned) or bool(_mention(me).search(words))


def _mention(me: User) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])@{re.escape(me.username or '')}\b", re.IGNORECASE)


def _same(name: str, other: str | None) -> bool:
    return name.casefold() == (other or "").casefold()
