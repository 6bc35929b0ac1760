"""Parse messages: what one asks of the bot, if it is meant for the bot at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageType
from telegram.helpers import effective_message_type

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


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message parsed.

    `name` is the command's, or the type of what is not text; `text` the question, the command's argument or a picture's
    caption; `answers` the id of the bot's message that a question replies to.
    `bare_command` is the name of a command in a group that is not addressed to this bot by name: it is one of ours
    only for those who have it, for others the message is `otherwise`.
    """

    kind: Literal["start", "command", "question", "unsupported"]
    text: str = ""
    name: str = ""
    answers: int | None = None
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
    if message.text is None:
        return _unsupported(message) if private or _addresses(message, me) else None
    command = _COMMAND.fullmatch(message.text)
    if private:
        return _command(command) if command else _question(message.text, _answered(message, me))
    if command and command["target"]:
        return _command(command) if _same(command["target"], me.username) else None
    question = _question(without_mention(message, me), _answered(message, me)) if _addresses(message, me) else None
    if command and command["name"].lower() in commands:
        return replace(_command(command), bare_command=command["name"].lower(), otherwise=question)
    return question


def is_anonymous(message: Message) -> bool:
    """Tell whether an administrator writes in the name of the group (Bot API, Message.sender_chat)."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id and message.chat.id < 0


def _anonymous(message: Message, me: User, commands: frozenset[str]) -> ParsedMessage | None:
    """Parse a message whose sender is not known: a notice that it is not answered, if it is meant for us."""
    notice = ParsedMessage("unsupported", name="anonymous")
    command = _COMMAND.fullmatch(message.text or "")
    if command is None:
        return notice if _addresses(message, me) else None
    if command["target"]:
        return notice if _same(command["target"], me.username) else None
    name = command["name"].lower()
    return replace(notice, bare_command=name) if name in commands else None


def without_mention(message: Message, me: User) -> str:
    """Return the message's text with every mention of the bot taken out."""
    text = message.text or ""
    for entity, words in message.parse_entities([MessageEntity.TEXT_MENTION]).items():
        if entity.user == me:
            text = text.replace(words, " ", 1)
    return re.sub(r"[ \t]{2,}", " ", _mention(me).sub(" ", text)).strip(" \t\n,:;")


def well_formed(text: str) -> str:
    r"""Return `text` with lone surrogates replaced, which JSON can hold and UTF-8 can't.

    >>> well_formed("oui \ud83d") == "oui \ufffd", well_formed("👍")
    (True, '👍')
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _question(text: str, answers: int | None) -> ParsedMessage:
    words = well_formed(text).strip()
    return ParsedMessage("question", text=words, answers=answers) if words else ParsedMessage("command", name="help")


def _command(match: re.Match[str]) -> ParsedMessage:
    name = match["name"].lower()
    if name == "start":
        return ParsedMessage("start", text=well_formed(match["argument"] or "").strip())
    return ParsedMessage("command", name=name, text=well_formed(match["argument"] or "").strip())


def _unsupported(message: Message) -> ParsedMessage | None:
    kind = UNSUPPORTED.get(_type(message))
    return ParsedMessage("unsupported", text=well_formed(message.caption or "").strip(), name=kind) if kind else None


def _type(message: Message) -> MessageType | None:
    found = effective_message_type(message)
    return MessageType(found) if found else None


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
