"""The link to the desk, for the staff: /bureau and /desk."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.handler import ChatHandler, Command
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say


class DeskHandler(ChatHandler):
    """Answers /bureau and /desk with a link that signs in once; `link_for` makes it."""

    commands = (Command.of("bureau", "desk"),)

    def __init__(self, link_for: Callable[[Chat], str], preference: LanguagePreference) -> None:
        self._link_for, self._preference = link_for, preference

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Return a new link; an earlier one ends."""
        language = self._preference.of(chat)
        self._preference.remember(chat, language)  # in which the desk opens
        texts = (say(language, "desk.link"), self._link_for(chat), say(language, "desk.once"))
        return Reply(language, tuple(map(Paragraph, texts)))
