"""What an admin asks in words about access: who has it, and who waits for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.conversation.handler import ChatHandler, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.permissions import Permissions
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from corpus.word_list import alternations
from index.text.folding import without_marks
from index.text.language_detection import detect

_WORDS = alternations("access_lists")
# The command that shows each list, under its English name.
_COMMANDS: Mapping[str, str] = {"requests": "requests", "holders": "revoke"}
_PATTERNS = {name: re.compile(rf"(?:{_WORDS['around']} )*{_WORDS[name]}(?: {_WORDS['around']})*") for name in _COMMANDS}


def listed(text: str) -> str:
    """Return the command whose list `text` asks for and nothing else; empty for any other message.

    >>> [listed(text) for text in ("qui attend encore ?", "Qui a accès ?", "who has access?", "Who has the report?")]
    ['requests', 'revoke', 'revoke', '']
    """
    plain = without_marks(text)
    return next((command for name, command in _COMMANDS.items() if _PATTERNS[name].fullmatch(plain)), "")


class AccessListHandler(ChatHandler):
    """Shows admins who has access, or waits for it, when they ask in words; `run` answers the command that does."""

    def __init__(
        self, permissions: Permissions, preference: LanguagePreference, run: Callable[[Chat, str], Reply]
    ) -> None:
        self._permissions, self._preference, self._run = permissions, preference, run

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Show the list that a message asks for; under those who wait for access the way to the cases."""
        command = listed(message.text)
        if not command or message.is_forwarded or not self._permissions.allows(chat, f"/{command}"):
            return None
        self._preference.remember(chat, detect(message.text, self._preference.of(chat)))
        reply = self._run(chat, command)
        return reply.extended(Paragraph(say(reply.language, "admission.cases"))) if command == "requests" else reply
