"""The reporting channel under a reply that answers nothing to a message about fraud or theft."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.handler import ChatHandler, Message
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from bot.safety.ephemeral_cache import EphemeralCache
from bot.safety.misconduct import names_misconduct


class MisconductHandler(ChatHandler):
    """Names the reporting channel first where the texts hold no answer; it takes no message and keeps none."""

    def __init__(self) -> None:
        self._told = EphemeralCache[bool]()  # whether the message that is being answered names misconduct

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Note whether the message names misconduct."""
        self._told.put(chat.member_key, names_misconduct(message.text))
        return None

    def accompany(self, chat: Chat, reply: Reply) -> Reply:
        """Put the channel before a reply to such a message that cites nothing."""
        told = self._told.get(chat.member_key)
        self._told.discard(chat.member_key)
        is_sourced = any(each.style == "source" for each in reply.paragraphs)
        if not told or is_sourced or not reply.consultation or reply.is_urgent:
            return reply
        channel = Paragraph(say(reply.language, "misconduct.report"))
        return replace(reply, paragraphs=(channel, *reply.paragraphs))
